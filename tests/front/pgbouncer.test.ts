// Marque behind PgBouncer in transaction mode: every transaction may run in another session of PostgreSQL.
import assert from 'node:assert/strict'
import { cpSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'

import { Marque, run as runMarque, type Ran } from '../support/marque.ts'
import { type PgBouncer, startPgBouncer } from '../support/pgbouncer.ts'
import { temporaryDirectory } from '../support/processes.ts'

const requests_at_once = 200
const rounds = 5
/** Fewer than a marque opens to it, so that they are really shared. */
const server_connections = 3

const directory = temporaryDirectory()
const migrations = join(directory.path, 'supabase/migrations')
let owner: Marque
let pgbouncer: PgBouncer
let direct: pg.Client

/** A marque that knows nothing but PgBouncer's address. */
async function startBehind(name: string, environment: Record<string, string> = {}): Promise<Marque> {
  return Marque.start({
    dataDirectory: join(directory.path, name),
    flags: ['--database-url', pgbouncer.url],
    environment: {
      MARQUE_MIGRATIONS_DIR: migrations, MARQUE_MIGRATIONS_AT_START: 'false', ...environment,
    },
  })
}

async function answers(marque: Marque): Promise<string[]> {
  return Promise.all(Array.from({ length: requests_at_once }, async () => {
    const response = await fetch(`${marque.url}/readyz`)
    return response.status === 200 ? 'ready' : response.text()
  }))
}

async function assertAlwaysReady(marque: Marque): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    assert.deepEqual((await answers(marque)).filter((answer) => answer !== 'ready'), [])
  }
}

async function untilReady(marque: Marque): Promise<void> {
  while ((await fetch(`${marque.url}/readyz`)).status !== 200) await pause(20)
}

function assertNothingWrong(marque: Marque): void {
  const wrong = marque.lines.filter((line) => /prepared statement|42P05|26000/.test(line))
  assert.deepEqual(wrong, [])
}

async function migrate(verb: string, url: string): Promise<Ran> {
  return runMarque(['migrate', verb, '--json', '--database-url', url, '--migrations', migrations])
}

before(async () => {
  cpSync(join(import.meta.dirname, '../../supabase'), join(directory.path, 'supabase'), { recursive: true })
  owner = await Marque.start({
    dataDirectory: join(directory.path, 'owner'), environment: { MARQUE_MIGRATIONS_DIR: migrations },
  })
  direct = new pg.Client(owner.ready.database_url)
  await direct.connect()
  pgbouncer = await startPgBouncer(owner.ready.database_url, server_connections)
})
after(async () => {
  await pgbouncer?.remove()
  await direct?.end()
  await owner?.stop()
  directory.remove()
})

test('with prepared statements off, every request is answered', async () => {
  const marque = await startBehind('off', { MARQUE_DATABASE_PREPARED_STATEMENTS: 'false' })
  await assertAlwaysReady(marque)
  assertNothingWrong(marque)
  assert.doesNotMatch(marque.lines.join('\n'), /pooler/)
  assert.equal((await marque.stop()).code, 0, marque.said())
})

test('with prepared statements on, it sees the pooler, names the setting, and does without', async () => {
  const marque = await startBehind('on')
  await assertAlwaysReady(marque)
  assertNothingWrong(marque)
  const told = marque.lines.filter((line) => line.includes('pooler'))
  assert.equal(told.length, 1, told.join('\n'))
  assert.match(told.join(), /statements are not prepared.*database\.prepared_statements/)
  assert.equal((await marque.stop()).code, 0, marque.said())
})

test('straight to PostgreSQL, it prepares and is silent', () => {
  assert.doesNotMatch(owner.lines.join('\n'), /pooler/)
})

test('two of them share the pooler', async () => {
  const pair = await Promise.all([startBehind('one'), startBehind('two')])
  await Promise.all(pair.map(assertAlwaysReady))
  for (const marque of pair) {
    assertNothingWrong(marque)
    assert.equal((await marque.stop()).code, 0, marque.said())
  }
})

test('it survives that PgBouncer is killed and started again', { timeout: 300_000 }, async () => {
  const marque = await startBehind('restart')
  await assertAlwaysReady(marque)
  await pgbouncer.kill()
  const refusal = await fetch(`${marque.url}/readyz`)
  assert.equal(refusal.status, 503)
  assert.match(await refusal.text(), /"code":"pg\.\w+"/)
  await pgbouncer.start()
  await untilReady(marque)
  await assertAlwaysReady(marque)
  assertNothingWrong(marque)
  assert.equal((await marque.stop()).code, 0, marque.said())
})

test('it survives that PostgreSQL ends all sessions behind PgBouncer', { timeout: 300_000 }, async () => {
  const marque = await startBehind('ended')
  await assertAlwaysReady(marque)
  await direct.query(`select pg_terminate_backend(pid) from pg_stat_activity
    where pid <> pg_backend_pid() and client_addr is not null`)
  await untilReady(marque)
  await assertAlwaysReady(marque)
  assert.equal((await marque.stop()).code, 0, marque.said())
})

test('through it, migrations can be looked at', async () => {
  for (const verb of ['status', 'verify']) {
    const ran = await migrate(verb, pgbouncer.url)
    assert.equal(ran.code, 0, ran.stdout + ran.stderr)
  }
})

test('looking at them leaves no setting in a shared session', async () => {
  const through = new pg.Client(pgbouncer.url)
  await through.connect()
  const changed = `select name, setting from pg_settings where source = 'session'
    and name not in ('application_name', 'client_encoding', 'datestyle', 'timezone',
      'standard_conforming_strings') order by name`
  const verified = await migrate('verify', pgbouncer.url)
  assert.equal(verified.code, 0, verified.stdout + verified.stderr)
  assert.deepEqual((await through.query(changed)).rows, [])
  await through.end()
})

test('through it, no migration runs, and the refusal says what to do', async () => {
  writeFileSync(join(migrations, '20990101000000_later.sql'), 'create table flow.later (id bigint);\n')
  const ran = await migrate('up', pgbouncer.url)
  assert.notEqual(ran.code, 0)
  assert.match(ran.stdout + ran.stderr, /migration\.pooler/)
  assert.match(ran.stdout + ran.stderr, /pooler in transaction mode.*--database-url.*migrations\.at_start/s)
  const { rows } = await direct.query(`select to_regclass('flow.later') as later,
    (select count(*)::int from pg_locks where locktype = 'advisory') as locks`)
  assert.deepEqual(rows, [{ later: null, locks: 0 }])
})

test('a server that would migrate through it gives up with the same words', async () => {
  await assert.rejects(
    startBehind('migrating', { MARQUE_MIGRATIONS_AT_START: 'true' }),
    /pooler in transaction mode.*migrations\.at_start/s)
})

test('through a PgBouncer in session mode, migrations run', async () => {
  const session_mode = await startPgBouncer(owner.ready.database_url, server_connections, 'session')
  const ran = await migrate('up', session_mode.url)
  assert.equal(ran.code, 0, ran.stdout + ran.stderr)
  assert.deepEqual((JSON.parse(ran.stdout) as { applied: string[] }).applied, ['20990101000000_later.sql'])
  await session_mode.remove()
})

test('with PostgreSQL\'s own address, the migration runs while servers work through the pooler', async () => {
  writeFileSync(join(migrations, '20990102000000_last.sql'), 'create table flow.last (id bigint);\n')
  const ran = await migrate('up', owner.ready.database_url)
  assert.equal(ran.code, 0, ran.stdout + ran.stderr)
  const marque = await startBehind('later')
  await assertAlwaysReady(marque)
  assert.equal((await marque.stop()).code, 0, marque.said())
})
