// `marque doctor`: what it finds on a healthy installation, a stopped one, and sick ones.
import assert from 'node:assert/strict'
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import pg from 'pg'

import { houseFor, type House } from '../support/house.ts'
import { run, type Marque } from '../support/marque.ts'

interface Finding {
  check: string
  health: 'good' | 'warning' | 'bad'
  message: string
  advice: string
}

interface Report {
  code: number | null
  checks: Finding[]
}

async function examine(house: House, ...flags: string[]): Promise<Report> {
  const { code, stdout, stderr } = await run(['doctor', '--json', '--data-dir', house.data, ...flags])
  const report = JSON.parse(stdout) as { healthy: boolean, checks: Finding[] }
  assert.deepEqual(Object.keys(report), ['healthy', 'checks'], stderr)
  for (const finding of report.checks)
    assert.deepEqual(Object.keys(finding), ['check', 'health', 'message', 'advice'])
  assert.equal(report.healthy, report.checks.every(({ health }) => health !== 'bad'))
  assert.equal(code, report.healthy ? 0 : 1)
  return { code, checks: report.checks }
}

function find(checks: Finding[], name: string): Finding {
  const found = checks.find(({ check }) => check === name)
  assert.ok(found, `no check ${name} in ${JSON.stringify(checks)}`)
  return found
}

async function change(marque: Marque, ddl: string): Promise<void> {
  const client = new pg.Client({ connectionString: marque.ready.database_url })
  await client.connect()
  await client.query(ddl)
  await client.end()
}

test('a healthy installation that runs: everything is good', async (t) => {
  const house = houseFor(t)
  await house.start()
  const { code, checks } = await examine(house)
  assert.equal(code, 0)
  assert.deepEqual(checks.filter(({ health }) => health !== 'good'), [])
  for (const name of [
    'configuration', 'data directory', 'disk', 'permissions', 'PostgreSQL programs', 'database', 'durability',
    'clock', 'roles', 'migrations', 'drift', 'row-level security', 'memory',
  ]) find(checks, name)
  const memory = /^\d+\.\d MiB in \d+ processes, marque itself \d+\.\d MiB \(PSS\)$/
  assert.match(find(checks, 'memory').message, memory)
  assert.match(find(checks, 'database').message, /^PostgreSQL 17\.\d+ answers$/)

  const readable = await run(['doctor', '--data-dir', house.data])
  assert.equal(readable.code, 0)
  assert.match(readable.stdout, /^✓ database +PostgreSQL 17/m)
  assert.doesNotMatch(readable.stdout, /^[!✗]/m)
})

test('a stopped installation, and none at all: warnings with advice, exit code 0', async (t) => {
  const house = houseFor(t)
  const nothing = await examine(house)
  assert.equal(nothing.code, 0)
  assert.match(find(nothing.checks, 'data directory').message, /does not exist yet/)
  assert.equal(find(nothing.checks, 'database').health, 'warning')

  await house.furnish()
  const stopped = await examine(house)
  assert.equal(stopped.code, 0)
  assert.deepEqual(find(stopped.checks, 'database'), {
    check: 'database', health: 'warning', message: 'the embedded PostgreSQL does not run',
    advice: 'start `marque serve`',
  })
  assert.equal(find(stopped.checks, 'memory').health, 'warning')
})

test('a change of the schema by hand is drift, named by doctor and by the next start', async (t) => {
  const house = houseFor(t)
  const marque = await house.start()
  await change(marque, 'alter table public.brands add column by_hand integer')
  const { code, checks } = await examine(house)
  assert.equal(code, 0)
  const drift = find(checks, 'drift')
  assert.equal(drift.health, 'warning')
  assert.match(drift.message, /by_hand/)
  assert.match(drift.advice, /marque migrate verify/)
  const readable = await run(['doctor', '--data-dir', house.data])
  assert.match(readable.stdout, /^! drift .*by_hand.*\n {2,}→ `marque migrate verify`/m)

  await marque.stop()
  const again = await house.start()
  assert.ok(again.lines.some((line) => line.includes('"level":"warning"') && line.includes('by_hand')))
})

test('an exposed table without row-level security: bad, and the next start refuses it by name', async (t) => {
  const house = houseFor(t)
  const marque = await house.start()
  await change(marque, 'create table public.open_to_all (id integer primary key)')
  const { code, checks } = await examine(house)
  assert.equal(code, 1)
  assert.equal(find(checks, 'row-level security').health, 'bad')
  assert.match(find(checks, 'row-level security').message, /public\.open_to_all/)
  await marque.stop()

  const refused = await house.refusal()
  assert.equal(refused.code, 1)
  assert.match(refused.text, /public\.open_to_all/)
  assert.match(refused.text, /row-level security|row level security/)

  const environment = { MARQUE_DATABASE_TABLES_WITHOUT_RLS: 'public.open_to_all' }
  const allowed = await house.start({ environment })
  assert.equal((await fetch(`${allowed.url}/readyz`)).status, 200)
  await allowed.stop()
})

test('a secret that others may read: bad, and serve refuses it', async (t) => {
  const house = houseFor(t)
  await house.furnish()
  chmodSync(join(house.data, 'secrets', 'keys.json'), 0o644)
  const { code, checks } = await examine(house)
  assert.equal(code, 1)
  assert.match(find(checks, 'permissions').message, /others may read keys\.json/)
  assert.match(find(checks, 'permissions').advice, /chmod 600/)
  const readable = await run(['doctor', '--data-dir', house.data])
  assert.equal(readable.code, 1)
  assert.match(readable.stdout, /^✗ permissions/m)
  assert.match((await house.refusal()).text, /others may read \S+keys\.json \(mode 644\)/)
})

test('a database that cannot be reached: bad', async (t) => {
  const house = houseFor(t)
  const { code, checks } = await examine(house, '--database-url', 'postgresql://x:y@127.0.0.1:1/z')
  assert.equal(code, 1)
  assert.equal(find(checks, 'database').health, 'bad')
  assert.match(find(checks, 'database').message, /no connection to PostgreSQL at 127\.0\.0\.1 port 1/)
})

test('a malformed configuration: exit code 2', async (t) => {
  const house = houseFor(t)
  const file = join(house.folder, 'bad.toml')
  writeFileSync(file, 'server = [')
  const { code } = await run(['doctor', '--config', file])
  assert.equal(code, 2)
})
