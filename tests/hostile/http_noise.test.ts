// Many, slow, random and mistaken peers: limits hold, deadlines come, honest requests are served meanwhile.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect as connectTls } from 'node:tls'
import { test } from 'node:test'

import { makeCertificate } from '../support/certificates.ts'
import { Chance } from '../support/chance.ts'
import { houseFor } from '../support/house.ts'
import { type Marque } from '../support/marque.ts'
import { within } from '../support/processes.ts'
import { answersIn, RawConnection } from '../support/raw_http.ts'

const patience_ms = 60_000
const noise_ms = 6_000
const good = 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n'
const portOf = (marque: Marque): number => Number(new URL(marque.url).port)

async function healthy(marque: Marque): Promise<void> {
  assert.equal((await fetch(`${marque.url}/healthz`)).status, 200)
}

test('slow loris: heads and bodies that drip end with 408 or a closed connection', async (t) => {
  const marque = await houseFor(t).start()
  const start = 'POST /healthz HTTP/1.1\r\nHost: x\r\n'
  /** Sends `first`, then a byte every second until the server closes; everything it answered. */
  const drip = async (first: string, byte: string): Promise<number[] | undefined> => {
    const connection = await RawConnection.open(portOf(marque))
    connection.send(first)
    const timer = setInterval(() => connection.send(byte), 1_000)
    const text = await connection.rest()
    clearInterval(timer)
    connection.destroy()
    return text === undefined ? undefined : answersIn(text).answers.map(({ status }) => status)
  }
  const [line, head, never, length, chunks] = await Promise.all([
    drip('GET /heal', 'x'),
    drip(`${start}X-Slow: `, 'a'),
    drip(start, ''),
    drip(`${start}Content-Length: 1000\r\n\r\n`, 'a'),
    drip(`${start}Transfer-Encoding: chunked\r\n\r\nfff\r\n`, 'a'),
    healthy(marque),
  ])
  assert.deepEqual(line, [408])
  assert.deepEqual(head, [408])
  assert.deepEqual(never, [408])
  // Nobody reads these bodies: the answer is there at once, and throwing the rest away is given up.
  assert.deepEqual(length, [405])
  assert.deepEqual(chunks, [405])
})

test('2,000 idle connections: honest requests are served, all are closed by the stop', async (t) => {
  const house = houseFor(t)
  const marque = await house.start({ environment: { MARQUE_SERVER_CONNECTIONS_PER_PEER: '4096' } })
  const idle: RawConnection[] = []
  for (let round = 0; round < 20; round += 1) {
    const opened = Array.from({ length: 100 }, () => RawConnection.open(portOf(marque)))
    idle.push(...await Promise.all(opened))
  }
  await healthy(marque)
  for (const connection of idle.filter((_, index) => index % 10 === 0)) connection.send(good)
  for (const connection of idle.filter((_, index) => index % 10 === 0))
    assert.equal((await connection.answer())?.status, 200)
  const page = await (await fetch(`${marque.url}/metrics`)).text()
  assert.ok(Number(/^marque_http_open_connections (\d+)$/m.exec(page)?.[1]) > 2000)
  assert.deepEqual(await marque.stop(), { code: 0, signal: null })
  for (const connection of idle) await connection.closed
})

test('more connections from one address than allowed: 503 for the others, until some leave', async (t) => {
  const marque = await houseFor(t).start({ environment: { MARQUE_SERVER_CONNECTIONS_PER_PEER: '40' } })
  const held: RawConnection[] = []
  for (let index = 0; index < 40; index += 1) {
    const connection = await RawConnection.open(portOf(marque))
    connection.send(good)
    assert.equal((await connection.answer())?.status, 200)
    held.push(connection)
  }
  const refused = await RawConnection.open(portOf(marque))
  refused.send(good)
  const text = await refused.rest()
  assert.equal(answersIn(text!).answers[0]?.status, 503)
  assert.match(text!, /http\.too_many_connections/)
  for (const connection of held.slice(0, 10)) connection.destroy()
  const deadline = Date.now() + patience_ms
  for (;;) {
    const answer = await within(fetch(`${marque.url}/healthz`).catch(() => undefined), patience_ms)
    if (answer?.status === 200) break
    assert.ok(Date.now() < deadline, 'it never took another one')
  }
  for (const connection of held) connection.destroy()
})

test('random bytes and mutilated requests, for some seconds', async (t) => {
  const chance = new Chance()
  t.diagnostic(`seed ${chance.seed} (MARQUE_TEST_CHAOS_SEED)`)
  const marque = await houseFor(t).start({ environment: { MARQUE_LOG_LEVEL: 'debug' } })
  const port = portOf(marque)
  const seeds = [
    good,
    'POST /healthz HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n',
    'PUT /readyz?a=1&token=b HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\nhello',
    'OPTIONS /metrics HTTP/1.1\r\nHost: x\r\nOrigin: http://a\r\nAccess-Control-Request-Method: GET\r\n\r\n',
    'GET http://h:1/healthz HTTP/1.1\r\nHost: x\r\nX-Request-Id: a\r\nConnection: keep-alive, x\r\n\r\n',
  ]
  const randomByte = (): string => String.fromCharCode(chance.between(0, 255))
  const noise = (): string => Array.from({ length: chance.between(1, 400) }, randomByte).join('')
  const mutilated = (): string => {
    let text = Array.from({ length: chance.between(1, 4) }, () => chance.pick(seeds)).join('')
    for (let change = chance.between(1, 8); change > 0; change -= 1) {
      const at = chance.between(0, text.length)
      const size = chance.between(0, 6)
      const kind = chance.between(0, 3)
      const inserted = [randomByte(), chance.pick(['\r\n', '\n', '\0', ':', ' ', 'ffffffffffffffff']), '', '']
      const repeated = kind === 3 ? text.slice(at, at + size).repeat(chance.between(2, 40)) : inserted[kind]
      text = text.slice(0, at) + repeated + text.slice(at + (kind === 0 ? 0 : size))
    }
    return text
  }
  const deadline = Date.now() + noise_ms
  let sent = 0
  const worker = async (): Promise<void> => {
    while (Date.now() < deadline) {
      const bytes = chance.between(0, 3) === 0 ? noise() : mutilated()
      const connection = await RawConnection.open(port)
      connection.send(bytes)
      if (chance.between(0, 9) === 0) {
        connection.destroy()
      } else {
        connection.finish()
        assert.ok(await connection.rest() !== undefined, `no end after ${JSON.stringify(bytes)}`)
        const { answers } = answersIn(connection.received.replace('HTTP/1.1 100 Continue\r\n\r\n', ''))
        for (const { status } of answers)
          assert.ok(status < 500 || [501, 503, 505].includes(status), `${status} to ${JSON.stringify(bytes)}`)
      }
      sent += 1
    }
  }
  await Promise.all(Array.from({ length: 8 }, worker))
  t.diagnostic(`${sent} connections`)
  await healthy(marque)
  for (const line of marque.lines) assert.doesNotThrow(() => JSON.parse(line), `no log line: ${line}`)
})

test('TLS spoken to a plain port: refused as no request', async (t) => {
  const marque = await houseFor(t).start()
  const socket = connectTls({ port: portOf(marque), host: '127.0.0.1', rejectUnauthorized: false })
  const [problem] = (await once(socket, 'error')) as [Error]
  assert.ok(problem)
  const hello = Buffer.from('16030100c8010000c4030300', 'hex')
  const connection = await RawConnection.open(portOf(marque))
  connection.send(Buffer.concat([hello, Buffer.alloc(190, 7)]))
  assert.equal(answersIn((await connection.rest())!).answers[0]?.status, 400)
  await healthy(marque)
})

test('plain HTTP, garbage, halves and silence on a TLS port', async (t) => {
  const house = houseFor(t)
  const { certificate_file, key_file, pem } = makeCertificate(house.folder, 'served')
  const marque = await house.start({
    environment: { MARQUE_SERVER_TLS_CERTIFICATE: certificate_file, MARQUE_SERVER_TLS_KEY: key_file },
  })
  const ask = async (): Promise<string> => {
    const socket = connectTls({ port: portOf(marque), host: '127.0.0.1', ca: pem })
    await once(socket, 'secureConnect')
    socket.setEncoding('latin1').write(good)
    const [answer] = (await once(socket, 'data')) as [string]
    socket.destroy()
    return answer
  }
  const silent = await RawConnection.open(portOf(marque))
  const half = await RawConnection.open(portOf(marque))
  half.send(Buffer.from('1603010200010001fc0303', 'hex'))
  for (const bytes of [good, 'x', Buffer.alloc(5000, 0xff), Buffer.from('160301ffff01', 'hex')]) {
    const connection = await RawConnection.open(portOf(marque))
    connection.send(bytes)
    connection.finish()
    const text = await connection.rest()
    assert.ok(text !== undefined, 'the server does not close')
    assert.doesNotMatch(text, /200 OK/)
  }
  const broken = connectTls({ port: portOf(marque), host: '127.0.0.1', ca: pem })
  await once(broken, 'secureConnect')
  const closed = once(broken, 'close')
  broken.on('error', () => {})
  broken.resume().write(Buffer.alloc(3000, 0))
  await closed
  assert.match(await ask(), /^HTTP\/1\.1 200 /)
  // The handshake has the deadline of a head.
  assert.ok(await silent.rest() !== undefined)
  assert.ok(await half.rest() !== undefined)
})
