// The real `supabase` CLI against a marque's database: its advisors find nothing, and both tools read and
// write one migration history.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { after, before, test } from 'node:test'
import pg from 'pg'

import { Marque, run as runMarque, type Ran } from '../support/marque.ts'
import { temporaryDirectory } from '../support/processes.ts'
import { askEveryIndex, unusedIndexes } from './index_questions.ts'

interface Finding { name: string, level: string, detail: string }
interface Listed { local: string, remote: string, time: string }
interface State { kind: string, version: string, name: string, state: string }

const repository = join(import.meta.dirname, '../..')
const cli = join(repository, 'node_modules/.bin/supabase')

const directory = temporaryDirectory()
const workdir = join(directory.path, 'project')
const migrations = join(workdir, 'supabase/migrations')
let marque: Marque
let database: pg.Client
let calls_outside = 0

/** Whoever wants to leave this machine comes here, is counted, and gets no further. */
const way_out = createServer((socket) => {
  calls_outside += 1
  socket.destroy()
})

async function supabase(...words: string[]): Promise<Ran> {
  const address = way_out.address()
  assert.ok(address !== null && typeof address === 'object')
  const proxy = `http://127.0.0.1:${address.port}`
  const child = spawn(process.execPath, [cli, ...words, `--remote=${marque.ready.database_url}`], {
    cwd: workdir,
    env: {
      PATH: process.env.PATH, HOME: join(directory.path, 'home'),
      HTTP_PROXY: proxy, HTTPS_PROXY: proxy, NO_PROXY: '127.0.0.1',
      DO_NOT_TRACK: '1', SUPABASE_TELEMETRY_DISABLED: '1', SUPABASE_NO_UPDATE_NOTIFIER: '1',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output = Promise.all([text(child.stdout), text(child.stderr)])
  const [code, signal] = await once(child, 'close') as [number | null, NodeJS.Signals | null]
  const [stdout, stderr] = await output
  return { code, signal, stdout, stderr }
}

async function supabaseJson<Answer>(...words: string[]): Promise<Answer> {
  const ran = await supabase(...words, '--output-format', 'json')
  assert.equal(ran.code, 0, ran.stdout + ran.stderr)
  return JSON.parse(ran.stdout) as Answer
}

/** Exit code 0 and nothing said but that there is nothing to say. */
async function assertNoFindings(level: 'info' | 'warn'): Promise<void> {
  const ran = await supabase('db', 'advisors', '--type', 'all', '--level', level, '--fail-on', level)
  assert.match(ran.stdout + ran.stderr, /^No issues found$/m)
  assert.equal(ran.code, 0)
}

async function migrate(verb: string): Promise<Ran> {
  const url = ['--database-url', marque.ready.database_url]
  return runMarque(['migrate', verb, '--json', ...url, '--migrations', migrations])
}

async function statesByMarque(): Promise<State[]> {
  const ran = await migrate('status')
  assert.equal(ran.code, 0, ran.stdout + ran.stderr)
  return (JSON.parse(ran.stdout) as { files: State[] }).files.filter(({ kind }) => kind === 'migration')
}

async function stateByMarque(version: string): Promise<string | undefined> {
  return (await statesByMarque()).find((file) => file.version === version)?.state
}

async function listedByCli(): Promise<Listed[]> {
  return (await supabaseJson<{ migrations: Listed[] }>('migration', 'list')).migrations
}

async function assertVerified(): Promise<void> {
  const verified = await migrate('verify')
  assert.equal(verified.code, 0, verified.stdout + verified.stderr)
}

async function assertSameHistory(): Promise<void> {
  const listed = await listedByCli()
  assert.deepEqual(listed.filter(({ local, remote }) => local !== remote), [])
  const applied = (await statesByMarque()).filter(({ state }) => state === 'applied')
  assert.deepEqual(listed.map(({ remote }) => remote), applied.map(({ version }) => version))
  assert.deepEqual(listed.map(({ local }) => local), readdirSync(migrations).map((name) => name.slice(0, 14)))
}

before(async () => {
  mkdirSync(workdir)
  cpSync(join(repository, 'supabase'), join(workdir, 'supabase'), { recursive: true })
  way_out.listen(0, '127.0.0.1')
  await once(way_out, 'listening')
  marque = await Marque.start({ dataDirectory: join(directory.path, 'data') })
  database = new pg.Client(marque.ready.database_url)
  await database.connect()
})
after(async () => {
  await database?.end()
  await marque?.stop()
  way_out.close()
  directory.remove()
})

test('its advisors find nothing to warn of', () => assertNoFindings('warn'))

test('before any query, its advisors mention unused indexes and nothing else', async () => {
  const answer = await supabaseJson<{ results: Finding[] }>(
    'db', 'advisors', '--type', 'all', '--level', 'info', '--fail-on', 'none')
  assert.ok(answer.results.length > 0, 'else the next test proves nothing')
  assert.deepEqual(answer.results.filter(({ name }) => name !== 'unused_index'), [])
})

test('once every index has answered a question, its advisors find nothing at all', async () => {
  const asked = await askEveryIndex(database)
  assert.deepEqual(await unusedIndexes(database), [])
  assert.ok(asked > 0)
  await assertNoFindings('info')
})

test('its list of migrations is ours', assertSameHistory)

test('it has nothing to push', async () => {
  const ran = await supabase('db', 'push', '--yes')
  assert.equal(ran.code, 0, ran.stderr)
  assert.match(ran.stdout + ran.stderr, /Remote database is up to date/)
})

test('it splits every file into the statements that marque recorded', async () => {
  const written = 'select version, name, statements from supabase_migrations.schema_migrations order by 1'
  const by_marque = (await database.query<{ version: string }>(written)).rows
  // Emptied, so that an equal history must come from the CLI's own reading of the files.
  await database.query(`update supabase_migrations.schema_migrations set statements = '{}', name = ''`)
  const versions = by_marque.map(({ version }) => version)
  const repaired = await supabase('migration', 'repair', ...versions, '--status', 'applied', '--yes')
  assert.equal(repaired.code, 0, repaired.stdout + repaired.stderr)
  assert.deepEqual((await database.query(written)).rows, by_marque)
})

test('what it pushes, marque takes into its records', async () => {
  writeFileSync(join(migrations, '20990101000000_pushed_by_cli.sql'), `
    -- A line that both tools must keep; a semicolon in it, too.
    create table flow.pushed_by_cli (id bigint primary key, note text default 'a;b');
    comment on table flow.pushed_by_cli is 'Made by a test';
    alter table flow.pushed_by_cli enable row level security;
    create function flow.pushed() returns text language sql immutable
      set search_path = '' as $$ select 'a;b'; $$;
  `)
  assert.equal(await stateByMarque('20990101000000'), 'pending')
  const pushed = await supabase('db', 'push', '--yes')
  assert.equal(pushed.code, 0, pushed.stdout + pushed.stderr)
  assert.equal(await stateByMarque('20990101000000'), 'applied elsewhere')

  const up = await migrate('up')
  assert.equal(up.code, 0, up.stdout + up.stderr)
  const report = JSON.parse(up.stdout) as { applied: string[], adopted: string[], drift: unknown[] }
  assert.deepEqual([report.applied, report.drift], [[], []])
  assert.deepEqual(report.adopted, ['20990101000000_pushed_by_cli.sql'])
  await assertVerified()
  await assertSameHistory()
})

test('what marque applies, it knows as applied', async () => {
  writeFileSync(join(migrations, '20990102000000_applied_by_marque.sql'), `
    create table flow.applied_by_marque (id bigint primary key);
    alter table flow.applied_by_marque enable row level security;
  `)
  const [last] = (await listedByCli()).slice(-1)
  assert.deepEqual([last?.local, last?.remote], ['20990102000000', ''])

  const up = await migrate('up')
  assert.equal(up.code, 0, up.stdout + up.stderr)
  await assertVerified()
  await assertSameHistory()
  const pushed = await supabase('db', 'push', '--yes')
  assert.match(pushed.stdout + pushed.stderr, /Remote database is up to date/)
})

test('it asked nobody outside and left nothing in the project', () => {
  assert.equal(calls_outside, 0)
  assert.deepEqual(readdirSync(join(workdir, 'supabase')), readdirSync(join(repository, 'supabase')))
  assert.deepEqual(readdirSync(workdir), ['supabase'])
})
