import assert from 'node:assert/strict'
import { cp, mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import pg from 'pg'
import { Marque, run, temporaryFolder } from '../support/marque.ts'

const repository = join(import.meta.dirname, '../..')

interface Status {
  files: { version: string; state: string }[]
}

async function states(flags: string[]): Promise<Map<string, string>> {
  const status = await run(['migrate', 'status', '--json', ...flags])
  const { files } = JSON.parse(status.stdout) as Status
  return new Map(files.map(({ version, state }) => [version, state]))
}

describe('marque migrate without a server', () => {
  let folder: string
  before(async () => {
    folder = await temporaryFolder()
  })
  after(() => rm(folder, { recursive: true, force: true }))

  test('looking at a folder without a database makes none', async () => {
    for (const verb of ['status', 'verify', 'docs']) {
      const looked = await run(['migrate', verb, '--data-dir', join(folder, 'nothing')])
      assert.equal(looked.code, 1)
      assert.match(looked.stderr, /there is no database in .*nothing yet/)
    }
    assert.ok(!existsSync(join(folder, 'nothing')))
  })

  test('up makes the database, applies everything, and leaves it for the next start', async () => {
    const flags = ['--data-dir', join(folder, 'data'), '--json']
    const environment = { MARQUE_PG_PORT: '0' }
    const up = await run(['migrate', 'up', ...flags], environment)
    assert.equal(up.code, 0, up.stderr)
    const again = await run(['migrate', 'up', ...flags], environment)
    assert.deepEqual((JSON.parse(again.stdout) as { applied: string[] }).applied, [])
    const verified = await run(['migrate', 'verify', ...flags], environment)
    assert.equal(verified.code, 0, verified.stdout)
    const marque = await Marque.start({ dataDirectory: join(folder, 'data') })
    assert.equal((await marque.stop()).code, 0)
  })
})

describe('marque migrate beside a running server', () => {
  let marque: Marque
  let project: string
  before(async () => {
    marque = await Marque.start()
    project = await temporaryFolder()
    await cp(join(repository, 'supabase/migrations'), join(project, 'migrations'), { recursive: true })
    await mkdir(join(project, 'docs'))
  })
  after(async () => {
    await marque.stop()
    await marque.remove()
    await rm(project, { recursive: true, force: true })
  })
  const flags = (): string[] => [
    '--data-dir',
    marque.dataDirectory,
    '--migrations',
    join(project, 'migrations'),
  ]

  test('status finds every file applied', async () => {
    const found = await states(flags())
    const files = await readdir(join(project, 'migrations'))
    for (const file of files) assert.equal(found.get(file.slice(0, 14)), 'applied', file)
  })

  test('new, up and verify carry a further migration through', async () => {
    const made = await run(['migrate', 'new', 'add_slogan', '--json', ...flags()])
    const { file } = JSON.parse(made.stdout) as { file: string }
    assert.match(file, /\d{14}_add_slogan\.sql$/)
    const sql = 'alter table public.brands add column slogan text;'
    await writeFile(file, `-- What stands below the name.\n${sql}\n`)
    const pending = await run(['migrate', 'verify', ...flags()])
    assert.equal(pending.code, 1)
    assert.match(pending.stdout, /add_slogan/)
    const up = await run(['migrate', 'up', ...flags()])
    assert.equal(up.code, 0, up.stderr)
    assert.equal((await run(['migrate', 'verify', ...flags()])).code, 0)
  })

  test('an applied file that was edited is refused with the lines that differ', async () => {
    const files = await readdir(join(project, 'migrations'))
    const last = join(project, 'migrations', files.sort().at(-1)!)
    await writeFile(last, 'alter table public.brands add column slogan varchar(80);\n')
    const up = await run(['migrate', 'up', ...flags()])
    assert.equal(up.code, 1)
    assert.match(up.stderr, /was edited after it had been applied/)
    assert.match(up.stderr, /- .*slogan text/)
    assert.match(up.stderr, /\+ .*slogan varchar\(80\)/)
    await rm(last)
    const missing = await run(['migrate', 'status', ...flags()])
    assert.match(missing.stdout, /add_slogan\s+file missing/)
  })

  test('drift is reported by object, and accepted when told', async () => {
    const own = ['--data-dir', marque.dataDirectory]
    const client = new pg.Client({ connectionString: marque.ready.database_url })
    await client.connect()
    await client.query('create index by_hand on public.brands (name)')
    await client.end()
    const drifted = await run(['migrate', 'verify', ...own])
    assert.equal(drifted.code, 1)
    assert.match(drifted.stdout, /by_hand/)
    await run(['migrate', 'verify', '--accept', ...own])
    assert.doesNotMatch((await run(['migrate', 'verify', ...own])).stdout, /by_hand/)
  })
})
