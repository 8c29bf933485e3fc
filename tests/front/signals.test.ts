// How a serving marque takes signals: SIGTERM in every state, a second one, SIGHUP.
import assert from 'node:assert/strict'
import { Agent, request } from 'node:http'
import { copyFileSync, writeFileSync } from 'node:fs'
import { connect as connectTls } from 'node:tls'
import { connect, type Socket } from 'node:net'
import { once } from 'node:events'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'

import { makeCertificate } from '../support/certificates.ts'
import { houseFor, until } from '../support/house.ts'
import { type Marque } from '../support/marque.ts'
import { leftovers, postmasterOf, processesOf, within } from '../support/processes.ts'

const clean = { code: 0, signal: null }
const portOf = (marque: Marque): number => Number(new URL(marque.url).port)

async function dial(marque: Marque): Promise<Socket> {
  const socket = connect(portOf(marque), '127.0.0.1')
  socket.on('error', () => {})
  await once(socket, 'connect')
  return socket
}

for (const signal of ['SIGTERM', 'SIGINT'] as const)
  test(`${signal} while idle: PostgreSQL is stopped as well, exit code 0`, async (t) => {
    const house = houseFor(t)
    const marque = await house.start()
    marque.process.kill(signal)
    assert.deepEqual(await marque.exit, clean)
    assert.deepEqual(await leftovers(house.data), [])
    await marque.closed
    assert.ok(marque.lines.some((line) => line.includes(`"signal":"${signal}"`)), marque.said())
    assert.ok(marque.lines.at(-1)?.includes('"message":"stopped"'), marque.said())
  })

test('SIGTERM with idle keep-alive connections does not wait for them', async (t) => {
  const house = houseFor(t)
  const marque = await house.start()
  const socket = await dial(marque)
  socket.write('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n')
  await once(socket, 'data')
  const silent = await dial(marque)
  const ended = Promise.all([once(socket.resume(), 'close'), once(silent.resume(), 'close')])
  assert.deepEqual(await marque.stop(), clean)
  await ended
})

test('SIGTERM under load: every request that was taken is answered whole', async (t) => {
  const house = houseFor(t)
  const marque = await house.start()
  const agent = new Agent({ keepAlive: true, maxSockets: 32 })
  const outcome = { answered: 0, refused: 0, torn: 0 }
  const ask = (): Promise<boolean> => new Promise((resolve) => {
    const asked = request({ host: '127.0.0.1', port: portOf(marque), path: '/readyz', agent }, (response) => {
      let text = ''
      response.on('data', (piece: Buffer) => { text += piece.toString() })
      response.on('end', () => {
        // 503 is what a request gets that came after the stop had begun.
        if (response.statusCode === 200) assert.equal(text, '{"status":"ready"}')
        outcome.answered += 1
        resolve(true)
      })
      response.on('error', () => { outcome.torn += 1; resolve(false) })
    })
    asked.on('error', () => { outcome.refused += 1; resolve(false) })
    asked.end()
  })
  const clients = Array.from({ length: 32 }, async () => { while (await ask()); })
  await until('requests are running', () => outcome.answered > 200)
  assert.deepEqual(await marque.stop(), clean)
  await Promise.all(clients)
  agent.destroy()
  assert.equal(outcome.torn, 0)
  assert.deepEqual(await leftovers(house.data), [])
})

test('SIGTERM while a request is still being sent: it may finish', async (t) => {
  const house = houseFor(t)
  const marque = await house.start({ environment: { MARQUE_SERVER_IO_THREADS: '1' } })
  const socket = await dial(marque)
  socket.setEncoding('latin1')
  let answer = ''
  socket.on('data', (piece: string) => { answer += piece })
  socket.write('GET /healthz HTTP/1.1\r\nHost: x\r\nX-Re')
  // One thread serves all: an answer to a later request tells that these bytes were read.
  await (await fetch(`${marque.url}/healthz`)).text()
  marque.process.kill('SIGTERM')
  await until('it stops', () => marque.lines.some((line) => line.includes('"message":"stopping"')))
  socket.write('quest-Id: last\r\n\r\n')
  assert.deepEqual(await marque.exit, clean)
  assert.match(answer, /^HTTP\/1\.1 200 /)
  assert.match(answer, /connection: close/i)
})

test('a request that never ends is cut off after server.shutdown_timeout', async (t) => {
  const house = houseFor(t)
  const marque = await house.start({ environment: { MARQUE_SERVER_SHUTDOWN_TIMEOUT: '300ms' } })
  const socket = await dial(marque)
  socket.resume().write('POST /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\nX-Half')
  assert.deepEqual(await marque.stop(), clean)
})

test('a second SIGTERM changes nothing', async (t) => {
  const house = houseFor(t)
  const marque = await house.start()
  marque.process.kill('SIGTERM')
  marque.process.kill('SIGTERM')
  await sleep(0)
  marque.process.kill('SIGINT')
  assert.deepEqual(await marque.exit, clean)
  assert.deepEqual(await leftovers(house.data), [])
})

for (const [moment, reached] of [
  ['at once', () => true],
  ['while initdb works', (data: string) => processesOf(data).length > 1],
  ['while PostgreSQL starts', (data: string) => postmasterOf(data) !== undefined],
] as const)
  test(`SIGTERM during the start, ${moment}: it ends, nothing is left, the next start works`, async (t) => {
    const house = houseFor(t)
    const marque = await house.spawn()
    await until(`the moment comes: ${moment}`, () => reached(house.data))
    marque.process.kill('SIGTERM')
    const exit = await within(marque.exit, 60_000)
    assert.ok(exit !== undefined, `it went on:\n${marque.said()}`)
    // Before the handler stands, the signal itself ends it; later it says that it was told to stop.
    assert.ok(exit.signal === 'SIGTERM' || exit.code !== null, JSON.stringify(exit))
    assert.deepEqual(await leftovers(house.data), [])
    const next = await house.firstStart()
    assert.equal((await fetch(`${next.url}/readyz`)).status, 200)
  })

test('TLS: served; SIGHUP takes a new certificate; a bad one leaves the old in use', async (t) => {
  const house = houseFor(t)
  const first = makeCertificate(house.folder, 'served', 'first')
  const second = makeCertificate(house.folder, 'second')
  const marque = await house.start({
    environment: {
      MARQUE_SERVER_TLS_CERTIFICATE: first.certificate_file,
      MARQUE_SERVER_TLS_KEY: first.key_file,
      MARQUE_SERVER_IO_THREADS: '2',
    },
  })
  assert.match(marque.url, /^https:\/\/127\.0\.0\.1:\d+$/)
  const peer = async (): Promise<string> => {
    const socket = connectTls({ host: '127.0.0.1', port: portOf(marque), ca: [first.pem, second.pem] })
    await once(socket, 'secureConnect')
    const subject = String(socket.getPeerCertificate().subject.CN)
    socket.setEncoding('latin1').write('GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
    const [answer] = (await once(socket, 'data')) as [string]
    assert.match(answer, /^HTTP\/1\.1 200 /)
    socket.destroy()
    return subject
  }
  assert.equal(await peer(), 'first')

  writeFileSync(first.certificate_file, 'no certificate\n')
  marque.process.kill('SIGHUP')
  await until('it complains', () => marque.lines.some((line) => line.includes('certificate file')))
  assert.equal(await peer(), 'first', 'the old one stays')

  copyFileSync(second.certificate_file, first.certificate_file)
  copyFileSync(second.key_file, first.key_file)
  marque.process.kill('SIGHUP')
  for (let round = 0; round < 8; round += 1)
    await until('each thread has the new one', async () => (await peer()) === 'second')
})

test('SIGHUP without TLS changes nothing', async (t) => {
  const house = houseFor(t)
  const marque = await house.start()
  marque.process.kill('SIGHUP')
  marque.process.kill('SIGHUP')
  assert.equal((await fetch(`${marque.url}/healthz`)).status, 200)
})

test('TLS needs both files', async (t) => {
  const house = houseFor(t)
  const { certificate_file } = makeCertificate(house.folder, 'alone')
  const { code, text } = await house.refusal({
    environment: { MARQUE_SERVER_TLS_CERTIFICATE: certificate_file },
  })
  assert.equal(code, 2)
  assert.match(text, /TLS needs both server\.tls_certificate and server\.tls_key/)
})
