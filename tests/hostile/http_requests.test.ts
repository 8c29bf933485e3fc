// Requests that no honest client sends, over raw sockets: each gets the right status or a closed connection,
// and the server goes on. Nothing that a proxy could read in another way is ever taken for a second request.
import assert from 'node:assert/strict'
import { after, afterEach, before, suite, test } from 'node:test'

import { House } from '../support/house.ts'
import { type Marque } from '../support/marque.ts'
import { answersIn, exchange, RawConnection, type RawAnswer } from '../support/raw_http.ts'

const house = new House()
let marque: Marque
let port = 0

before(async () => {
  marque = await house.start({ environment: { MARQUE_SERVER_CONNECTIONS_PER_PEER: '4096' } })
  port = Number(new URL(marque.url).port)
})
after(() => house.close())
afterEach(async () => {
  assert.equal((await fetch(`${marque.url}/healthz`)).status, 200, 'the server still answers')
})

const good = 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n'
const statuses = (answers: RawAnswer[]): number[] => answers.map(({ status }) => status)

/** The statuses of all answers until the server closes. */
const ask = async (bytes: string | Buffer): Promise<number[]> => statuses(await exchange(port, bytes))

test('a request cut off at every byte: no answer or an error, and the connection ends', async () => {
  const request =
    'POST /healthz?a=b HTTP/1.1\r\nHost: x\r\nX-Long: some value\r\nTransfer-Encoding: chunked\r\n\r\n' +
    '5;name=value\r\nhello\r\n0\r\nTrailer: x\r\n\r\n'
  for (let size = 0; size < request.length; size += 1) {
    const answers = await ask(request.slice(0, size))
    assert.ok(answers.length <= 1, `${size}: ${answers.join()}`)
    assert.ok(answers.every((status) => status === 405 || status === 400), `${size}: ${answers.join()}`)
  }
})

test('a request sent byte by byte is as good as any', async () => {
  const connection = await RawConnection.open(port)
  connection.socket.setNoDelay(true)
  for (const byte of good + good) connection.send(byte)
  assert.equal((await connection.answer())?.status, 200)
  assert.equal((await connection.answer())?.status, 200)
  connection.destroy()
})

suite('too much of something', () => {
  const head = 'GET /healthz HTTP/1.1\r\nHost: x\r\n'
  for (const [what, bytes, expected] of [
    ['a target of 16 KiB and a bit', `GET /${'a'.repeat(16 * 1024)} HTTP/1.1\r\nHost: x\r\n\r\n`, [414]],
    ['a target without end', `GET /${'a'.repeat(1 << 20)}`, [414]],
    ['a method without end', 'A'.repeat(1 << 20), [414]],
    ['a header of 70 KiB', `${head}X-Big: ${'a'.repeat(70 * 1024)}\r\n\r\n`, [431]],
    ['a header name without end', `${head}${'a'.repeat(1 << 20)}`, [431]],
    ['100 headers', `${head}${'X-Many: a\r\n'.repeat(99)}\r\n`, [200]],
    ['101 headers', `${head}${'X-Many: a\r\n'.repeat(100)}\r\n`, [431]],
    ['a million headers', `${head}${'a:b\r\n'.repeat(1_000_000)}\r\n`, [431]],
    ['a Content-Length beyond 64 bits', `${head}Content-Length: 99999999999999999999999\r\n\r\n`, [400]],
    ['a Content-Length of 2^63', `${head}Content-Length: 9223372036854775808\r\n\r\n`, [200]],
    ['a Content-Length of 2^64 - 1', `${head}Content-Length: 18446744073709551615\r\n\r\n`, [200]],
    ['a body far beyond the limit', `${head}Content-Length: 9000000\r\n\r\n${'x'.repeat(9_000_000)}`, [200]],
    ['a chunk size beyond 60 bits', `${head}Transfer-Encoding: chunked\r\n\r\n1000000000000000\r\n`, [200]],
    ['a chunked body far beyond the limit',
      `${head}Transfer-Encoding: chunked\r\n\r\n${`10000\r\n${'x'.repeat(65536)}\r\n`.repeat(64)}`, [200]],
  ] as const)
    test(what, async () => {
      // The answer may come, and the connection close, before all of it is sent.
      const connection = await RawConnection.open(port)
      connection.send(bytes)
      connection.finish()
      const text = await connection.rest()
      assert.ok(text !== undefined, 'the server does not close')
      assert.deepEqual(statuses(answersIn(text).answers), expected)
    })
})

/** Framing that two parties could read differently; a second request hides in each of them. */
const hidden = 'GET /nothing-hidden HTTP/1.1\r\nHost: x\r\n\r\n'
const start = 'POST /healthz HTTP/1.1\r\nHost: x\r\n'
const chunked = `Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n${hidden}`
const smuggling: [string, string, number][] = [
  ['Content-Length and Transfer-Encoding', `${start}Content-Length: 4\r\n${chunked}`, 400],
  ['Transfer-Encoding and Content-Length',
    `${start}Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n${hidden}`, 400],
  ['two different Content-Lengths', `${start}Content-Length: 0\r\nContent-Length: 44\r\n\r\n${hidden}`, 400],
  ['the same Content-Length twice', `${start}Content-Length: 0\r\nContent-Length: 0\r\n\r\n${hidden}`, 400],
  ['a list of Content-Lengths', `${start}Content-Length: 0, 44\r\n\r\n${hidden}`, 400],
  ['Content-Length: +0', `${start}Content-Length: +0\r\n\r\n${hidden}`, 400],
  ['Content-Length: -1', `${start}Content-Length: -1\r\n\r\n${hidden}`, 400],
  ['Content-Length: 0x2c', `${start}Content-Length: 0x2c\r\n\r\n${hidden}`, 400],
  ['Content-Length: 4 4', `${start}Content-Length: 4 4\r\n\r\n${hidden}`, 400],
  ['an empty Content-Length', `${start}Content-Length:\r\n\r\n${hidden}`, 400],
  ['Content-Length with a blank before the colon', `${start}Content-Length : 44\r\n\r\n${hidden}`, 400],
  ['Transfer-Encoding with a blank before the colon',
    `${start}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n${hidden}`, 400],
  ['Transfer-Encoding: xchunked', `${start}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${hidden}`, 501],
  ['Transfer-Encoding: identity', `${start}Transfer-Encoding: identity\r\n\r\n${hidden}`, 501],
  ['Transfer-Encoding: gzip, chunked',
    `${start}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n${hidden}`, 501],
  ['Transfer-Encoding: chunked, identity',
    `${start}Transfer-Encoding: chunked, identity\r\n\r\n${hidden}`, 501],
  ['Transfer-Encoding: chunked, chunked',
    `${start}Transfer-Encoding: chunked, chunked\r\n\r\n${hidden}`, 501],
  ['Transfer-Encoding twice', `${start}Transfer-Encoding: chunked\r\n${chunked}`, 400],
  ['Transfer-Encoding: "chunked"', `${start}Transfer-Encoding: "chunked"\r\n\r\n${hidden}`, 501],
  ['Transfer-Encoding with a vertical tab', `${start}Transfer-Encoding: \x0bchunked\r\n\r\n${hidden}`, 400],
  ['an empty Transfer-Encoding', `${start}Transfer-Encoding:\r\n\r\n${hidden}`, 501],
  ['Transfer-Encoding in HTTP/1.0', `POST /healthz HTTP/1.0\r\n${chunked}`, 400],
  ['a folded Transfer-Encoding', `${start}Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n${hidden}`, 400],
  ['a folded header', `${start}X-Fold: a\r\n\tb\r\n\r\n${hidden}`, 400],
  ['a first header line that is folded', `POST /healthz HTTP/1.1\r\n Host: x\r\n\r\n${hidden}`, 400],
  ['line feeds alone', `POST /healthz HTTP/1.1\nHost: x\n\n${hidden}`, 400],
  ['one line feed alone', `${start}X-A: b\nContent-Length: 44\r\n\r\n${hidden}`, 400],
  ['a carriage return alone', `${start}X-A: b\rContent-Length: 44\r\n\r\n${hidden}`, 400],
  ['two carriage returns', `${start}X-A: b\r\r\n\r\n${hidden}`, 400],
  ['a NUL in a value', `${start}X-A: b\0c\r\n\r\n${hidden}`, 400],
  ['a NUL in a name', `${start}X-\0A: b\r\n\r\n${hidden}`, 400],
  ['a NUL in the target', `GET /heal\0thz HTTP/1.1\r\nHost: x\r\n\r\n${hidden}`, 400],
  ['a NUL at the beginning', `\0${start}\r\n${hidden}`, 400],
  ['a header without a name', `${start}: b\r\n\r\n${hidden}`, 400],
  ['a header without a colon', `${start}no colon here\r\n\r\n${hidden}`, 400],
  ['a blank in a header name', `${start}X A: b\r\n\r\n${hidden}`, 400],
  ['two Hosts', `${start}Host: y\r\n\r\n${hidden}`, 400],
  ['no Host', `POST /healthz HTTP/1.1\r\n\r\n${hidden}`, 400],
  ['a Host with a path', `GET /healthz HTTP/1.1\r\nHost: x/y\r\n\r\n${hidden}`, 400],
  ['a blank in the target', `GET /healthz and more HTTP/1.1\r\nHost: x\r\n\r\n${hidden}`, 400],
  ['no version', `GET /healthz\r\nHost: x\r\n\r\n${hidden}`, 400],
  ['HTTP/0.9', `GET /healthz HTTP/0.9\r\nHost: x\r\n\r\n${hidden}`, 505],
  ['HTTP/2.0', `GET /healthz HTTP/2.0\r\nHost: x\r\n\r\n${hidden}`, 505],
  ['HTTP/1.10', `GET /healthz HTTP/1.10\r\nHost: x\r\n\r\n${hidden}`, 400],
  ['http/1.1', `GET /healthz http/1.1\r\nHost: x\r\n\r\n${hidden}`, 400],
  ['the preface of HTTP/2', `PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n${hidden}`, 505],
  ['Expect: something', `${start}Expect: something\r\n\r\n${hidden}`, 417],
  ['bytes beyond ASCII in a name', `${start}X-\xc3\xa4: b\r\n\r\n${hidden}`, 400],
]

suite('framing that can be read in two ways: refused, the rest is never read as a request', () => {
  for (const [what, bytes, expected] of smuggling)
    test(what, async () => {
      const answers = await exchange(port, bytes)
      assert.deepEqual(statuses(answers), [expected])
      assert.match(answers[0]!.head, /\r\nconnection: close/i)
      assert.match(answers[0]!.body, /^\{"code":"http\.\w+","message":".{10,}"/)
      assert.doesNotMatch(answers[0]!.body, /nothing-hidden/)
    })
})

/** Bad chunks are found while the unread body is thrown away: the answer was given, the connection ends. */
suite('chunked bodies that are malformed: nothing after them is read as a request', () => {
  const begin = `${start}Transfer-Encoding: chunked\r\n\r\n`
  for (const [what, body] of [
    ['a size that is no number', `zz\r\n${hidden}`],
    ['an empty size', `\r\n${hidden}`],
    ['a negative size', `-1\r\n${hidden}`],
    ['0x0', `0x0\r\n\r\n${hidden}`],
    ['a size that ends in a line feed alone', `0\n\n${hidden}`],
    ['a chunk longer than its size', `3\r\nabcdef\r\n0\r\n\r\n${hidden}`],
    ['a chunk without its CR LF', `3\r\nabc0\r\n\r\n${hidden}`],
    ['a chunk ended by a line feed alone', `3\r\nabc\n0\r\n\r\n${hidden}`],
    ['a line feed in a chunk extension', `3;a=b\nabc\r\n0\r\n\r\n${hidden}`],
    ['a carriage return in a chunk extension', `3;a=\rb\r\nabc\r\n0\r\n\r\n${hidden}`],
    ['a NUL in a chunk extension', `3;a=\0\r\nabc\r\n0\r\n\r\n${hidden}`],
    ['a chunk extension of 2 KiB', `3;${'a'.repeat(2048)}\r\nabc\r\n0\r\n\r\n${hidden}`],
    ['extensions without end', `${'1;aaaaaaaa\r\nx\r\n'.repeat(100_000)}`],
    ['trailers of 9 KiB', `0\r\n${'X-A: aaaaaaaaaaaaaaaaaaaa\r\n'.repeat(360)}\r\n${hidden}`],
    ['a trailer without a name', `0\r\n: x\r\n\r\n${hidden}`],
    ['a folded trailer', `0\r\nX: y\r\n z\r\n\r\n${hidden}`],
    ['a trailer with a line feed alone', `0\r\nX: y\n\r\n${hidden}`],
  ] as const)
    test(what, async () => {
      const connection = await RawConnection.open(port)
      connection.send(begin + body)
      connection.finish()
      const text = await connection.rest()
      assert.ok(text !== undefined, 'the server does not close')
      assert.deepEqual(statuses(answersIn(text).answers), [405])
    })

  test('a good one with extensions and trailers, for comparison', async () => {
    assert.deepEqual(await ask(`${begin}3;a=b;c="d"\r\nabc\r\n0;e\r\nX: y\r\n\r\n${hidden}`), [405, 404])
  })
})

suite('methods and targets', () => {
  for (const [line, expected] of [
    ['CONNECT db.example:443 HTTP/1.1', 501],
    ['TRACE /healthz HTTP/1.1', 405],
    ['PURGE /healthz HTTP/1.1', 405],
    ['get /healthz HTTP/1.1', 405],
    [`${'M'.repeat(2000)} /healthz HTTP/1.1`, 405],
    ['OPTIONS * HTTP/1.1', undefined],
    ['GET * HTTP/1.1', 400],
    ['GET healthz HTTP/1.1', 400],
    ['GET ../../etc/passwd HTTP/1.1', 400],
    ['GET /../../etc/passwd HTTP/1.1', 404],
    ['GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1', 404],
    ['GET //healthz HTTP/1.1', 404],
    ['GET /healthz%00 HTTP/1.1', 404],
    ['GET /healthz#part HTTP/1.1', 400],
    ['GET /healthz?%zz=%f HTTP/1.1', 200],
    ['GET http://other.example/healthz HTTP/1.1', 200],
    ['GET HTTPS://other.example:1/healthz?x HTTP/1.1', 200],
    ['GET http:///healthz HTTP/1.1', 400],
    ['GET http://user@other.example/healthz HTTP/1.1', 400],
    ['GET file:///etc/passwd HTTP/1.1', 400],
    ['GET http://other.example HTTP/1.1', 404],
    ['G\x7fT /healthz HTTP/1.1', 400],
    ['G(T /healthz HTTP/1.1', 400],
    [' GET /healthz HTTP/1.1', 400],
    ['GET  /healthz HTTP/1.1', 400],
    ['GET\t/healthz HTTP/1.1', 400],
    ['GET /\xff\xfe HTTP/1.1', undefined],
  ] as const)
    test(JSON.stringify(line.slice(0, 50)), async () => {
      const [first, ...more] = await ask(`${line}\r\nHost: x\r\nConnection: close\r\n\r\n`)
      assert.equal(more.length, 0)
      assert.ok(first !== undefined && first < 500 || first === 501, String(first))
      if (expected !== undefined) assert.equal(first, expected)
    })
})

suite('pipelining', () => {
  test('500 requests in one piece are answered in order', async () => {
    const requests = Array.from({ length: 500 }, (_, index) =>
      `GET /${index % 2 ? 'nothing' : 'healthz'} HTTP/1.1\r\nHost: x\r\nX-Request-Id: n${index}\r\n\r\n`)
    const answers = await exchange(port, requests.join(''))
    assert.equal(answers.length, 500)
    for (const [index, { status, head }] of answers.entries()) {
      assert.equal(status, index % 2 === 0 ? 200 : 404)
      assert.match(head, new RegExp(`x-request-id: n${index}\\b`, 'i'))
    }
  })

  test('garbage after a good request: one answer, one refusal, the end', async () => {
    assert.deepEqual(await ask(`${good}${good}\x16\x03\x01 garbage\r\n\r\n${good}`), [200, 200, 400])
  })

  test('Connection: close ends the list', async () => {
    const last = good.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n')
    assert.deepEqual(await ask(`${good}${last}${good}${good}`), [200, 200])
  })

  test('thousands of empty lines are no request', async () => {
    const answers = await ask('\r\n'.repeat(50_000))
    assert.ok(answers.length <= 1 && answers.every((status) => status === 400), answers.join())
  })

  test('one who sends requests without end and never reads is not kept for ever in memory', async () => {
    const connection = await RawConnection.open(port)
    connection.socket.pause()
    for (let round = 0; round < 200; round += 1) connection.send(good.repeat(100))
    assert.equal((await fetch(`${marque.url}/readyz`)).status, 200)
    connection.destroy()
  })
})
