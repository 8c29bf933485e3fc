// `marque rest FILE` as a process: its configuration, its signals, its admin server, its end.
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, afterEach, before, test } from 'node:test'
import pg from 'pg'

import { House, until } from '../support/house.ts'
import { binary, cleanEnvironment, type Marque, run, temporaryFolder } from '../support/marque.ts'

const house = new House()
let marque: Marque
let owner: pg.Client
let url: string
let folder: string
const running: ChildProcess[] = []

before(async () => {
  marque = await house.start({})
  owner = new pg.Client({ connectionString: marque.ready.database_url })
  await owner.connect()
  const login = new URL(marque.ready.database_url)
  login.username = 'authenticator'
  login.password = readFileSync(join(marque.dataDirectory, 'secrets/authenticator_password'), 'utf8')
  url = login.toString()
  folder = await temporaryFolder()
})
afterEach(async () => {
  for (const child of running.splice(0)) {
    child.kill('SIGKILL')
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  }
})
after(async () => {
  await owner.end()
  await house.close()
})

/** A configuration file with these settings beside the usual ones. */
function file(settings: Record<string, string | number>, name = 'rest.conf'): string {
  const usual = { 'db-uri': url, 'db-anon-role': 'service_role', 'server-host': '127.0.0.1' }
  const all = { ...usual, 'server-port': 0, ...settings }
  const line = ([key, value]: [string, string | number]): string =>
    `${key} = ${typeof value === 'number' ? value : JSON.stringify(value)}\n`
  const path = join(folder, name)
  writeFileSync(path, Object.entries(all).map(line).join(''))
  return path
}

interface Started {
  child: ChildProcess
  port: number
  lines: string[]
}

/** Starts the program and waits until it says that it listens. */
async function start(path: string): Promise<Started> {
  const child = spawn(binary, ['rest', path, '--json'], {
    env: cleanEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.push(child)
  const lines: string[] = []
  createInterface({ input: child.stderr! }).on('line', (line) => lines.push(line))
  const [line] = (await once(createInterface({ input: child.stdout! }), 'line')) as [string]
  const ready = JSON.parse(line) as { ready: boolean; port: number }
  assert.equal(ready.ready, true, line)
  return { child, port: ready.port, lines }
}

const rowsAt = async (port: number): Promise<number> => {
  const response = await fetch(`http://127.0.0.1:${port}/products?select=id`)
  return ((await response.json()) as unknown[]).length
}

test('port 0 takes a free one, which --json tells; SIGTERM ends it cleanly', async () => {
  const { child, port } = await start(file({}))
  const response = await fetch(`http://127.0.0.1:${port}/products?select=id&limit=1`)
  assert.equal(response.status, 200)
  assert.match(response.headers.get('server') ?? '', /^postgrest\/14\./)
  child.kill('SIGTERM')
  const [code] = (await once(child, 'exit')) as [number]
  assert.equal(code, 0)
})

test('a unix socket instead of a port, with the mode that is asked for', async () => {
  const socket = join(folder, 'rest.sock')
  await start(file({ 'server-unix-socket': socket, 'server-unix-socket-mode': '600' }))
  assert.equal(statSync(socket).mode & 0o777, 0o600)
  const status = await new Promise((resolve, reject) => {
    request({ socketPath: socket, path: '/products?limit=1' }, (answer) => {
      answer.resume()
      resolve(answer.statusCode)
    }).on('error', reject).end()
  })
  assert.equal(status, 200)
})

test('SIGUSR2 reads the file again', async () => {
  const { child, port } = await start(file({ 'db-max-rows': 1 }))
  assert.equal(await rowsAt(port), 1)
  file({ 'db-max-rows': 3 })
  child.kill('SIGUSR2')
  await until('three rows', async () => (await rowsAt(port)) === 3)
})

test("NOTIFY pgrst, 'reload config' does so too", async () => {
  const { port } = await start(file({ 'db-max-rows': 2 }))
  assert.equal(await rowsAt(port), 2)
  file({ 'db-max-rows': 1 })
  await owner.query("notify pgrst, 'reload config'")
  await until('one row', async () => (await rowsAt(port)) === 1)
})

test('what is configured in the database counts more than the file', async () => {
  await owner.query("alter role authenticator set pgrst.db_max_rows = '2'")
  try {
    const { port } = await start(file({ 'db-max-rows': 3 }))
    assert.equal(await rowsAt(port), 2)
  } finally {
    await owner.query('alter role authenticator reset pgrst.db_max_rows')
  }
})

test('a new table is there without anybody asking, and a dropped one is gone', async () => {
  const { port } = await start(file({}))
  const status = async (): Promise<number> => (await fetch(`http://127.0.0.1:${port}/later`)).status
  assert.equal(await status(), 404)
  await owner.query('create table public.later (id int); grant select on public.later to service_role')
  await until('the table', async () => (await status()) === 200)
  await owner.query('drop table public.later')
  await until('no table', async () => (await status()) === 404)
})

test('the admin server: alive, ready, what it knows, what it measures', async () => {
  const admin = await freePort()
  await start(file({ 'admin-server-port': admin }))
  const get = async (path: string): Promise<[number, string]> => {
    const response = await fetch(`http://127.0.0.1:${admin}${path}`)
    return [response.status, await response.text()]
  }
  assert.deepEqual(await get('/live'), [200, ''])
  assert.deepEqual(await get('/ready'), [200, ''])
  assert.match((await get('/schema_cache'))[1], /^\{"dbTables":\[\[\{"qiName":/)
  assert.match((await get('/metrics'))[1], /^pgrst_schema_cache_loads_total\{status="SUCCESS"\} [1-9]/m)
  assert.equal((await get('/other'))[0], 404)
})

async function freePort(): Promise<number> {
  const { createServer } = await import('node:net')
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  assert.ok(address !== null && typeof address === 'object')
  return address.port
}

test('--dump-config prints what counts, and that file gives the same again', async () => {
  const first = await run(['rest', file({ 'db-schemas': 'public, storage' }), '--dump-config'])
  assert.equal(first.code, 0, first.stderr)
  assert.match(first.stdout, /^db-schemas = "public,storage"$/m)
  const again = join(folder, 'again.conf')
  writeFileSync(again, first.stdout)
  const second = await run(['rest', again, '--dump-config'])
  assert.equal(second.stdout, first.stdout)
})

test('--dump-config does without a database', async () => {
  const dumped = await run(['rest', file({ 'db-uri': 'postgresql://127.0.0.1:1/none' }), '--dump-config'])
  assert.equal(dumped.code, 0, dumped.stderr)
  assert.match(dumped.stdout, /^db-anon-role = "service_role"$/m)
})

for (const [what, settings, expected] of [
  ['a mode that is none', { 'openapi-mode': 'sometimes' }, /openapi-mode/i],
  ['a secret that is too short', { 'jwt-secret': 'short' }, /at least 32 characters/],
  ['the same port twice', { 'server-port': 3999, 'admin-server-port': 3999 }, /admin-server-port/],
] as const)
  test(`${what} stops the start and is named`, async () => {
    const ended = await run(['rest', file(settings)])
    assert.notEqual(ended.code, 0)
    assert.match(ended.stderr, expected)
  })

test('a file that is not there stops the start and is named', async () => {
  const ended = await run(['rest', join(folder, 'missing.conf')])
  assert.notEqual(ended.code, 0)
  assert.match(ended.stderr, /missing\.conf/)
})

test('a wrong password ends it', async () => {
  const wrong = new URL(url)
  wrong.password = 'wrong'
  const ended = await run(['rest', file({ 'db-uri': wrong.toString() })])
  assert.notEqual(ended.code, 0)
  assert.match(ended.stderr, /password/)
  assert.doesNotMatch(ended.stderr, /:wrong@/)
})

test('without a database it serves 503 with the reason, and works once there is one', async () => {
  const { port } = await start(file({ 'db-uri': 'postgresql://authenticator@127.0.0.1:1/postgres' }))
  const response = await fetch(`http://127.0.0.1:${port}/products`)
  assert.equal(response.status, 503)
  assert.ok(Number(response.headers.get('retry-after')) >= 1)
  assert.equal(((await response.json()) as { code: string }).code, 'PGRST002')
})
