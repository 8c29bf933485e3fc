// supabase and postgrest for Python, as they come from PyPI, synchronous and asynchronous, against
// `marque serve`, and one of them against `marque rest`: python/run.py runs the same cases with each.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'

import { useWorld } from './world.ts'

interface Line {
  sentence: string
  problem: string | null
}

const python = join(import.meta.dirname, '../../build/python/bin/python')
const world = useWorld({ rest: true })

async function run(client: string): Promise<{ lines: Line[], code: number | null, errors: string }> {
  const { publishable_key, secret_key, service_role_key } = world.ready
  const tokens = { ada: world.tokenOf('ada'), bob: world.tokenOf('bob') }
  const told = {
    url: world.marque.url, rest_url: world.restUrl, publishable_key, secret_key, service_role_key, tokens,
  }
  const child = spawn(python, ['-B', join(import.meta.dirname, 'python/run.py')], {
    env: { ...process.env, MARQUE_TEST_WORLD: JSON.stringify(told), MARQUE_TEST_CLIENT: client },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [output, errors, [code]] = await Promise.all(
    [text(child.stdout), text(child.stderr), once(child, 'exit')])
  const lines = output.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Line)
  return { lines, code: code as number | null, errors }
}

const clients = [
  'postgrest sync', 'postgrest async', 'supabase sync', 'supabase async', 'postgrest sync at rest',
]

test('./dev setup has made the virtual environment', () => {
  assert.ok(existsSync(python), `${python} is missing: ./dev setup`)
})

for (const client of clients) {
  test(client, async (t) => {
    const { lines, code, errors } = await run(client)
    for (const { sentence, problem } of lines) {
      await t.test(sentence, () => assert.ok(problem === null, problem ?? ''))
    }
    assert.equal(code, 0, errors)
    assert.ok(lines.length > 80, `only ${lines.length} tests ran\n${errors}`)
  })
}
