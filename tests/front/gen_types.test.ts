// `marque gen types`: the live schema as source text (docs/library.md).
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { Marque, run } from '../support/marque.ts'

const repository = join(import.meta.dirname, '../..')

describe('marque gen types', () => {
  let marque: Marque
  before(async () => {
    marque = await Marque.start()
  })
  after(async () => {
    await marque.stop()
    await marque.remove()
  })
  const generate = async (...flags: string[]): Promise<string> => {
    const generated = await run(['gen', 'types', '--data-dir', marque.dataDirectory, ...flags])
    assert.equal(generated.code, 0, generated.stderr)
    return generated.stdout
  }

  test('the example programs use the header of the model as it is', async () => {
    const header = await readFile(join(repository, 'examples/brand_schema.hpp'), 'utf8')
    assert.equal(await generate('--lang', 'cpp', '--schema', 'public'), header)
  })

  test('a namespace can stand around those of the schemas', async () => {
    const header = await generate('--lang', 'cpp', '--schema', 'public', '--namespace', 'app::model')
    assert.match(header, /^namespace app::model::public_ \{$/m)
    assert.match(header, /^struct marque::TableTraits<app::model::public_::brands> \{$/m)
  })

  test('TypeScript has the Database type that supabase-js takes', async () => {
    const types = await generate('--lang', 'typescript', '--schema', 'public')
    assert.match(types, /^export type Database = \{$/m)
    assert.match(types, /^ {6}brands: \{$/m)
    assert.match(types, /foreignKeyName: "brand_assets_[a-z_]+"/)
    assert.match(types, /^export type Tables</m)
  })

  test('Python has a model and dictionaries per table', async () => {
    const types = await generate('--lang', 'python', '--schema', 'public')
    for (const name of ['(BaseModel)', 'Insert(TypedDict)', 'Update(TypedDict)'])
      assert.ok(types.includes(`class PublicBrands${name}:`), name)
  })

  test('with --json the code is one member', async () => {
    const { lang, code } = JSON.parse(await generate('--lang', 'python', '--json')) as Record<string, string>
    assert.equal(lang, 'python')
    assert.ok(code?.includes('class PublicBrands(BaseModel):'))
  })

  test('an unknown language or schema is refused', async () => {
    const flags = ['gen', 'types', '--data-dir', marque.dataDirectory]
    assert.equal((await run([...flags, '--lang', 'cobol'])).code, 2)
    const missing = await run([...flags, '--lang', 'cpp', '--schema', 'no_such_schema'])
    assert.equal(missing.code, 1)
    assert.match(missing.stderr, /no_such_schema/)
  })
})
