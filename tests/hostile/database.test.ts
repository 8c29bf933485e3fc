// Databases by URL that refuse, hang, lie or are too old.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { test, type TestContext } from 'node:test'

import { houseFor, until } from '../support/house.ts'
import { run } from '../support/marque.ts'
import { within } from '../support/processes.ts'

/** A server that does `talk` to everybody who connects; its port. */
async function impostor(t: TestContext, talk: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    talk(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

const url = (port: number): string => `postgresql://somebody:secret-word@127.0.0.1:${port}/app`

test('nobody listens: refused at once, with the address', async (t) => {
  const { code, text } = await houseFor(t).refusal({ flags: ['--database-url', url(1)] })
  assert.equal(code, 1)
  assert.match(text, /no connection to PostgreSQL at 127\.0\.0\.1 port 1/)
  assert.match(text, /check that the server runs/)
})

test('a listener that never answers: given up after a bounded time', async (t) => {
  const port = await impostor(t, (socket) => { socket.resume() })
  const { code, text } = await houseFor(t).refusal({ flags: ['--database-url', url(port)] })
  assert.equal(code, 1)
  assert.match(text, new RegExp(`no connection to PostgreSQL at 127\\.0\\.0\\.1 port ${port}`))
  assert.match(text, /timeout expired/)
})

test('SIGTERM while a listener that never answers is being asked: it ends', async (t) => {
  let asked = false
  const port = await impostor(t, (socket) => {
    asked = true
    socket.resume()
  })
  const marque = await houseFor(t).spawn({ flags: ['--database-url', url(port)] })
  await until('it has connected', () => asked)
  marque.process.kill('SIGTERM')
  const exit = await within(marque.exit, 60_000)
  assert.ok(exit !== undefined && exit.signal === null, marque.said())
})

const answers: [string, (socket: Socket) => void][] = [
  ['closes at once', (socket) => socket.destroy()],
  ['speaks HTTP', (socket) => socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))],
  ['sends zeros', (socket) => socket.once('data', () => socket.end(Buffer.alloc(4096)))],
  ['sends a message of 2 GiB', (socket) => socket.once('data', () => {
    socket.end(Buffer.from([0x52, 0x7f, 0xff, 0xff, 0xff, 0, 0, 0, 0]))
  })],
  ['sends a message of negative length', (socket) => socket.once('data', () => {
    socket.end(Buffer.from([0x52, 0xff, 0xff, 0xff, 0xff]))
  })],
  ['stops in the middle of a message', (socket) => socket.once('data', () => {
    socket.end(Buffer.from([0x52, 0, 0, 0, 8, 0]))
  })],
  ['accepts everybody and then talks nonsense', (socket) => socket.once('data', () => {
    const authenticated = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0])
    socket.write(Buffer.concat([authenticated, Buffer.from([0x5a, 0, 0, 0, 5, 0x49])]))
    socket.on('data', () => socket.end('nonsense without end'))
  })],
]

for (const [what, talk] of answers)
  test(`a server that ${what}: refused in one sentence`, async (t) => {
    const port = await impostor(t, talk)
    const { code, text } = await houseFor(t).refusal({ flags: ['--database-url', url(port)] })
    assert.equal(code, 1)
    assert.match(text, /"message":".{15,}"/)
    assert.doesNotMatch(text, /secret-word/)
    const doctor = await run(['doctor', '--database-url', url(port)])
    assert.equal(doctor.code, 1)
    assert.match(doctor.stdout, /^✗ /m)
    assert.doesNotMatch(doctor.stdout + doctor.stderr, /secret-word|Sanitizer|runtime error:/)
  })

test('a wrong password, a database and a user that do not exist', async (t) => {
  const house = houseFor(t)
  const host = await house.start()
  const changed = (change: (parts: URL) => void): string => {
    const parts = new URL(host.ready.database_url)
    change(parts)
    return parts.href
  }
  for (const [target, sentence] of [
    [changed((parts) => { parts.password = 'wrong' }), /refused the password/],
    [changed((parts) => { parts.username = 'nobody_at_all' }), /refused the password|does not exist/],
    [changed((parts) => { parts.pathname = '/no_such_database' }), /no_such_database.*does not exist/],
  ] as const) {
    const { code, text } = await house.refusal({
      dataDirectory: `${house.data}-other`, flags: ['--database-url', target],
    })
    assert.equal(code, 1)
    assert.match(text, sentence)
  }
})

test('a role that may do nothing: refused in one sentence', async (t) => {
  const house = houseFor(t)
  const host = await house.start()
  const target = new URL(host.ready.database_url)
  const { default: pg } = await import('pg')
  const client = new pg.Client({ connectionString: target.href })
  await client.connect()
  await client.query(`create role weak login password 'weak'`)
  await client.query('create database weak_app')
  await client.end()
  target.username = 'weak'
  target.password = 'weak'
  target.pathname = '/weak_app'
  const { code, text } = await house.refusal({
    dataDirectory: `${house.data}-other`, flags: ['--database-url', target.href],
  })
  assert.equal(code, 1)
  assert.match(text, /permission denied|must be/)
})
