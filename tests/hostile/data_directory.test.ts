// Data directories, ports and files that cannot be used as they are: a refusal in one sentence, or repair.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, truncateSync, writeFileSync,
} from 'node:fs'
import { createServer, type AddressInfo, type Server } from 'node:net'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'

import { houseFor, until, type House } from '../support/house.ts'
import { run, type Marque } from '../support/marque.ts'
import { leftovers, processesOf, signal, within } from '../support/processes.ts'

const root = process.getuid?.() === 0

async function listening(): Promise<{ server: Server, port: number }> {
  const server = createServer((socket) => { socket.on('error', () => {}) })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { server, port: (server.address() as AddressInfo).port }
}

const serves = async (marque: Marque): Promise<void> =>
  assert.equal((await fetch(`${marque.url}/readyz`)).status, 200)

test('the data directory is a file', async (t) => {
  const house = houseFor(t)
  writeFileSync(house.data, 'I am a file\n')
  const { code, text } = await house.refusal()
  assert.equal(code, 1)
  assert.match(text, /cannot create \S+data/)
  assert.equal(readFileSync(house.data, 'utf8'), 'I am a file\n')
})

test('the data directory is a link to nowhere', async (t) => {
  const house = houseFor(t)
  symlinkSync('/proc/no-such-folder/x', house.data)
  assert.match((await house.refusal()).text, /cannot create \S+/)
})

test('a read-only file system', async (t) => {
  const house = houseFor(t)
  const place = join(house.folder, 'mount')
  mkdirSync(place)
  if (!mount(t, house, place, ['-t', 'tmpfs', '-o', 'ro', 'tmpfs'])) return
  for (const directory of [place, join(place, 'below')]) {
    const { code, text } = await house.refusal({ dataDirectory: directory })
    assert.equal(code, 1)
    assert.match(text, /[Rr]ead-only/)
  }
})

test('a folder of somebody else', { skip: root && 'root may write everywhere' }, async (t) => {
  const house = houseFor(t)
  mkdirSync(house.data, { mode: 0o500 })
  const { text } = await house.refusal()
  assert.match(text, /may not write|Permission denied/)
})

test('no space: refused before or while the database is made; with space, it starts', async (t) => {
  const house = houseFor(t)
  const place = join(house.folder, 'mount')
  mkdirSync(place)
  if (!mount(t, house, place, ['-t', 'tmpfs', '-o', 'size=12m', 'tmpfs'])) return
  const dataDirectory = join(place, 'data')
  for (let round = 0; round < 2; round += 1) {
    const { code, text } = await house.refusal({ dataDirectory })
    assert.equal(code, 1)
    assert.match(text, /the disk of .*(is full|has \d+ MiB left)|No space left on device/)
    assert.match(text, /free some space/)
  }
  assert.equal(spawnSync('mount', ['-o', 'remount,size=400m', place]).status, 0)
  const marque = await house.spawn({ dataDirectory })
  await marque.waitUntilReady(90_000)
  await serves(marque)
  assert.deepEqual(await marque.stop(), { code: 0, signal: null })
  await leftovers(place)
})

/** Mounts for the length of a test; skips it, visibly, where this is not allowed. */
function mount(t: TestContext, house: House, place: string, how: string[]): boolean {
  const done = spawnSync('mount', [...how, place], { encoding: 'utf8' })
  if (done.status !== 0) t.skip(`mounting is not allowed here: ${done.stderr ?? done.error}`)
  else house.cleanups.push(() => { spawnSync('umount', ['--lazy', place]) })
  return done.status === 0
}

for (const threads of ['1', '2'])
  test(`a taken HTTP port, with ${threads} I/O threads: named; PostgreSQL is stopped again`, async (t) => {
    const house = houseFor(t)
    await house.furnish()
    const { server, port } = await listening()
    t.after(() => server.close())
    const { code, text } = await house.refusal({
      flags: ['--listen', `127.0.0.1:${port}`], environment: { MARQUE_SERVER_IO_THREADS: threads },
    })
    assert.equal(code, 1)
    assert.match(text, new RegExp(`Another program already listens on 127\\.0\\.0\\.1:${port}`))
    assert.deepEqual(await leftovers(house.data), [])
  })

test('the port of another marque with two I/O threads, which shares it with itself only', async (t) => {
  const [one, two] = [houseFor(t), houseFor(t)]
  const environment = { MARQUE_SERVER_IO_THREADS: '2' }
  const first = await one.start({ environment })
  await two.furnish()
  const flags = ['--listen', new URL(first.url).host]
  assert.match((await two.refusal({ environment, flags })).text, /Another program already listens on/)
  await serves(first)
})

test('a taken PostgreSQL port: named with the process that has it', async (t) => {
  const house = houseFor(t)
  const { server, port } = await listening()
  t.after(() => server.close())
  const { code, text } = await house.refusal({ flags: ['--pg-port', String(port)] })
  assert.equal(code, 1)
  assert.match(text, new RegExp(`port ${port} is taken`))
})

test('a second instance on the same data directory: refused, the first goes on', async (t) => {
  const house = houseFor(t)
  const first = await house.start()
  for (const flags of [[], ['--role', 'worker'], ['--dev']]) {
    const { code, text } = await house.refusal({ flags })
    assert.equal(code, 1)
    assert.match(text, new RegExp(`another marque \\(process ${first.pid}\\) uses the data directory`))
  }
  await serves(first)
})

for (const [version, shown] of [['16\n', '16'], ['18\n', '18'], ['', ''], ['17x\n', '17x'], ['\0\0', '']])
  test(`PG_VERSION says ${JSON.stringify(version)}: refused, everything stays as it was`, async (t) => {
    const house = houseFor(t)
    await house.furnish()
    const file = join(house.data, 'postgres', 'PG_VERSION')
    writeFileSync(file, version!)
    const { code, text } = await house.refusal()
    assert.equal(code, 1)
    assert.match(text, new RegExp(`was made by PostgreSQL ${shown}`))
    assert.equal(readFileSync(file, 'utf8'), version)
  })

test('files but no database: refused, nothing is deleted', async (t) => {
  const house = houseFor(t)
  mkdirSync(join(house.data, 'postgres'), { recursive: true })
  writeFileSync(join(house.data, 'postgres', 'precious'), 'x')
  assert.match((await house.refusal()).text, /holds files but no database \(PG_VERSION is missing\)/)
  assert.ok(existsSync(join(house.data, 'postgres', 'precious')))
})

for (const [what, damage, sentence] of [
  ['cut in the middle', (file: string) => truncateSync(file, 100), /keys\.json is no JSON object/],
  ['empty', (file: string) => truncateSync(file, 0), /keys\.json is no JSON object/],
  ['zeroed', (file: string) => writeFileSync(file, Buffer.alloc(400)), /keys\.json is no JSON object/],
  ['an array', (file: string) => writeFileSync(file, '[]'), /keys\.json is no JSON object/],
  ['an empty object', (file: string) => writeFileSync(file, '{}'), /keys\.json lacks jwt_secret/],
  ['of wrong types', (file: string) => writeFileSync(file, '{"jwt_secret":7}'), /lacks jwt_secret/],
  ['nested without end', (file: string) => writeFileSync(file, '['.repeat(100_000)), /no JSON object/],
  ['huge', (file: string) => writeFileSync(file, ' '.repeat(80 << 20)), /is longer than|no JSON object/],
  ['readable for all', (file: string) => chmodSync(file, 0o604), /others may read \S+ \(mode 604\)/],
  ['readable for a group', (file: string) => chmodSync(file, 0o640), /others may read \S+keys\.json/],
  ['a folder', (file: string) => { rmSync(file); mkdirSync(file) }, /keys\.json/],
] as const)
  test(`secrets/keys.json is ${what}: refused, left as it is`, async (t) => {
    const house = houseFor(t)
    await house.furnish()
    const file = join(house.data, 'secrets', 'keys.json')
    damage(file)
    const before = statSync(file)
    const { code, text } = await house.refusal()
    assert.equal(code, 1)
    assert.match(text, sentence)
    const after = statSync(file)
    assert.deepEqual([after.size, after.mode, after.mtimeMs], [before.size, before.mode, before.mtimeMs])
    const keys = await run(['keys', '--data-dir', house.data])
    assert.equal(keys.code, 1)
    assert.match(keys.stderr, sentence)
  })

for (const [what, content] of [
  ['words', 'not a pid file\n'], ['nothing', ''], ['a huge number', `${'9'.repeat(40)}\n`],
  ['minus one', '-1\n'],
  ['process 1', '1\n/\n0\n5432\n/tmp\n\n\nready\n'], ['bytes', Buffer.from([0, 255, 10, 13, 7])],
  ['zero', '0\n'],
] as const)
  test(`postmaster.pid holds ${what}: the next start copes, doctor too`, async (t) => {
    const house = houseFor(t)
    await house.furnish()
    writeFileSync(join(house.data, 'postgres', 'postmaster.pid'), content)
    const doctor = await run(['doctor', '--json', '--data-dir', house.data])
    assert.ok(doctor.code === 0 || doctor.code === 1, doctor.stderr)
    assert.ok(JSON.parse(doctor.stdout))
    assert.doesNotMatch(doctor.stderr, /Sanitizer|runtime error:/)
    await serves(await house.start())
  })

test('marque.lock holds nonsense, and nobody holds it: the next start copes', async (t) => {
  const house = houseFor(t)
  await house.furnish()
  writeFileSync(join(house.data, 'marque.lock'), '\u001b]0;title\u0007 99999999999999999999')
  const doctor = await run(['doctor', '--json', '--data-dir', house.data])
  assert.ok(JSON.parse(doctor.stdout))
  await serves(await house.start())
})

test('the password files are lost: the next start sets new passwords', async (t) => {
  const house = houseFor(t)
  await house.furnish()
  for (const name of ['postgres_password', 'authenticator_password'])
    rmSync(join(house.data, 'secrets', name))
  await serves(await house.start())
})

test('PostgreSQL hangs (SIGSTOP): /readyz says so, /healthz answers, and it recovers', async (t) => {
  const house = houseFor(t)
  const marque = await house.start()
  const frozen = freeze(house, marque)
  const answer = await within(fetch(`${marque.url}/readyz`), 30_000)
  assert.equal(answer?.status, 503)
  assert.deepEqual(await answer.json(), {
    status: 'unavailable', code: 'pg.no_answer', message: 'PostgreSQL did not answer in time',
  })
  assert.equal((await fetch(`${marque.url}/healthz`)).status, 200)
  for (const pid of frozen) signal(pid, 'SIGCONT')
  await until('it is ready again', async () => (await fetch(`${marque.url}/readyz`)).status === 200)
})

test('SIGTERM while PostgreSQL hangs: marque ends it, says so, and the next start recovers', async (t) => {
  const house = houseFor(t)
  const marque = await house.start()
  const frozen = freeze(house, marque)
  assert.equal((await fetch(`${marque.url}/readyz`)).status, 503)
  const exit = await within(marque.stop(), 120_000)
  for (const pid of frozen) signal(pid, 'SIGCONT')
  assert.deepEqual(exit, { code: 1, signal: null }, marque.said())
  assert.ok(marque.lines.some((line) => line.includes('the next start recovers')))
  assert.deepEqual(await leftovers(house.data), [])
  await serves(await house.start())
})

/** Stops every process of the embedded PostgreSQL in its tracks. */
function freeze(house: House, marque: Marque): number[] {
  const pids = processesOf(house.data).filter((pid) => pid !== marque.pid)
  assert.ok(pids.length > 3)
  for (const pid of pids) signal(pid, 'SIGSTOP')
  return pids
}
