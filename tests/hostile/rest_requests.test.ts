// Requests to /rest/v1 that want to break something: deep, long, torn, malformed, or SQL where a name or a value
// belongs. Each gets a clear answer of its protocol, nothing of it is ever run as SQL, and the server goes on.
import assert from 'node:assert/strict'
import { after, afterEach, before, suite, test } from 'node:test'
import pg from 'pg'

import { House } from '../support/house.ts'
import { type Marque } from '../support/marque.ts'
import { exchange } from '../support/raw_http.ts'

const house = new House()
let marque: Marque
let port = 0
let headers: Record<string, string>

before(async () => {
  marque = await house.start({})
  port = Number(new URL(marque.url).port)
  headers = { apikey: marque.ready.secret_key, 'Content-Type': 'application/json' }
})
after(() => house.close())
afterEach(async () => {
  assert.equal((await fetch(`${marque.url}/readyz`)).status, 200, 'server and database still answer')
})

interface Answer {
  status: number
  text: string
}

async function ask(method: string, target: string, body?: string | Uint8Array): Promise<Answer> {
  const response = await fetch(`${marque.url}/rest/v1${target}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body }),
  })
  return { status: response.status, text: await response.text() }
}

/** An error in the protocol's form, with a status that blames the client. */
function assertRefused(answer: Answer, context = ''): void {
  assert.ok(answer.status >= 400 && answer.status < 500, `${context}: ${answer.status} ${answer.text}`)
  const error = JSON.parse(answer.text) as Record<string, unknown>
  assert.deepEqual(Object.keys(error).sort(), ['code', 'details', 'hint', 'message'], context)
  assert.ok(typeof error.message === 'string' && error.message.length > 0, context)
}

const repeated = (text: string, count: number): string => text.repeat(count)

suite('deep nesting', () => {
  for (const [what, target] of [
    ['of and/or', `/brands?and=(${repeated('or(', 1000)}id.eq.1${repeated(')', 1000)})`],
    ['of and/or that never closes', `/brands?or=(${repeated('and(', 3000)}`],
    ['of embeds', `/brands?select=${repeated('brand_assets(', 1000)}id${repeated(')', 1000)}`],
    ['of embeds that never close', `/brands?select=${repeated('brands(', 2000)}`],
    ['of not', `/brands?id=${repeated('not.', 3000)}eq.1`],
  ] as const)
    test(what, async () => assertRefused(await ask('GET', target)))

  test('of a JSON path', async () => {
    const answer = await ask('GET', `/brands?select=fonts${repeated('->a', 1500)}`)
    assert.ok(answer.status === 200 || answer.status < 500, answer.text)
  })

  test('of a JSON body', async () => {
    const deep = `{"fonts": ${repeated('[', 200_000)}${repeated(']', 200_000)}}`
    const answer = await ask('POST', '/brands', deep)
    assert.ok(answer.status >= 400, answer.text)
    assert.match(answer.text, /"code":"(54001|PGRST102|22P02|23502)"/)
  })
})

suite('enormous lists', () => {
  test('a thousand ids in a list are found or not', async () => {
    const ids = Array.from({ length: 400 }, () => crypto.randomUUID()).join(',')
    assert.deepEqual(await ask('GET', `/brands?id=in.(${ids})`), { status: 200, text: '[]' })
  })

  test('a list longer than the largest target is refused as such', async () => {
    const answer = await ask('GET', `/brands?id=in.(${repeated('1,', 20_000)}1)`)
    assert.equal(answer.status, 414)
  })

  test('two thousand selected columns', async () => {
    const answer = await ask('GET', `/brands?select=${repeated('id,', 2000)}id`)
    assert.equal(answer.status, 500, 'PostgreSQL takes 1,664; PostgREST gives its 54011 as 500 (contract §21)')
    assert.match(answer.text, /"code":"54011"/)
  })

  test('a body of fifty thousand rows that do not fit', async () => {
    const rows = JSON.stringify(Array.from({ length: 50_000 }, (_, number) => ({ name: `n${number}` })))
    assertRefused(await ask('POST', '/brands', rows))
  })

  test('a body beyond the limit', async () => {
    const answer = await ask('POST', '/brands', `[${repeated('{"a":1},', 9_000_000)}{"a":1}]`)
    assert.equal(answer.status, 413, answer.text)
  })
})

suite('text that is none', () => {
  const invalid = ['%FF', '%C3%28', '%ED%A0%80', '%F8%88%80%80%80', '%00', 'a%00b']
  for (const bytes of invalid) {
    test(`${bytes} as a value`, async () => {
      const answer = await ask('GET', `/brands?name=eq.${bytes}`)
      assert.ok(answer.status === 200 || answer.status === 400, answer.text)
    })
    test(`${bytes} as a name`, async () => assertRefused(await ask('GET', `/brands?${bytes}=eq.1`), bytes))
    test(`${bytes} as a relation`, async () => assertRefused(await ask('GET', `/${bytes}`), bytes))
  }

  test('NUL in a JSON body', async () => {
    assertRefused(await ask('POST', '/brands', '{"name":"a\\u0000b"}'))
    assertRefused(await ask('POST', '/brands', '{"name":"a\0b"}'))
  })

  test('bytes in a JSON body that are no UTF-8', async () => {
    assertRefused(await ask('POST', '/brands', Buffer.from('{"name":"\xff\xfe"}', 'latin1')))
  })

  test('bytes of all kinds as a request target', async () => {
    for (let byte = 1; byte < 256; byte += 1) {
      const target = `/rest/v1/brands?name=eq.${String.fromCharCode(byte)}`
      const request = `GET ${target} HTTP/1.1\r\nHost: x\r\napikey: ${headers.apikey}\r\nConnection: close\r\n\r\n`
      const answers = await exchange(port, Buffer.from(request, 'latin1'))
      for (const { status } of answers) assert.ok([200, 400, 505].includes(status), `byte ${byte}: ${status}`)
    }
  })
})

test('JSON that is cut off at every byte is refused', async () => {
  const body = '[{"name":"a \\"quoted\\" \\u00e9 name","wizard_step":-1.5e3,"fonts":{"a":[true,null]}}]'
  for (let size = 1; size < body.length; size += 1) {
    const answer = await ask('POST', '/brands', body.slice(0, size))
    assertRefused(answer, body.slice(0, size))
    assert.match(answer.text, /PGRST102/)
  }
})

test('JSON with one byte changed never ends a request badly', async () => {
  const body = '[{"name":"a","wizard_step":2},{"name":"b","wizard_step":3}]'
  for (let at = 0; at < body.length; at += 1)
    for (const other of ['"', '\\', '{', '}', '[', ']', ',', ':', '0', 'e', ' ', '\n']) {
      const answer = await ask('POST', '/brands', body.slice(0, at) + other + body.slice(at + 1))
      assertRefused(answer, `${at} ${other}`)
    }
})

suite('numbers of any size', () => {
  const numbers = ['1e400', '-1e400', repeated('9', 5000), `0.${repeated('1', 5000)}`, '1e-999999999', '-0']
  for (const number of numbers) {
    const shown = number.slice(0, 20)
    test(`${shown} in a body`, async () => assertRefused(await ask('POST', '/brands', `{"wizard_step":${number}}`)))
    for (const name of ['limit', 'offset', 'brand_assets.limit'])
      test(`${shown} as ${name}`, async () => {
        const answer = await ask('GET', `/brands?select=id,brand_assets(id)&${name}=${number}`)
        assert.ok(answer.status < 500, answer.text)
      })
    test(`${shown} as a filter`, async () => {
      const answer = await ask('GET', `/brands?wizard_step=eq.${number}`)
      assert.ok(answer.status === 200 || answer.status === 400, answer.text)
    })
  }
})

suite('SQL where a name or a value belongs', () => {
  const attacks = [
    `1; drop table public.brands`,
    `1' or '1'='1`,
    `x"; drop table public.brands; --`,
    `$$;drop table public.brands;$$`,
    `id) from public.brands; drop table public.brands; --`,
    `pg_sleep(10)`,
    `\\'; drop table public.brands; --`,
    `/* */ union select usename from pg_user`,
  ]
  const places: [string, (attack: string) => [string, string, string?]][] = [
    ['a relation', (it) => ['GET', `/${it}`]],
    ['a function', (it) => ['POST', `/rpc/${it}`, '{}']],
    ['a selected column', (it) => ['GET', `/brands?select=${it}`]],
    ['a quoted column', (it) => ['GET', `/brands?select=%22${it}%22`]],
    ['an alias', (it) => ['GET', `/brands?select=%22${it}%22:id`]],
    ['a cast', (it) => ['GET', `/brands?select=id::${it}`]],
    ['an embed', (it) => ['GET', `/brands?select=%22${it}%22(*)`]],
    ['a hint', (it) => ['GET', `/brands?select=brand_assets!%22${it}%22(*)`]],
    ['a JSON key', (it) => ['GET', `/brands?select=fonts->%22${it}%22`]],
    ['a filtered column', (it) => ['GET', `/brands?${it}=eq.1`]],
    ['an operator', (it) => ['GET', `/brands?id=${it}.1`]],
    ['a value', (it) => ['GET', `/brands?name=eq.${it}`]],
    ['a list', (it) => ['GET', `/brands?name=in.(%22${it}%22)`]],
    ['a text search configuration', (it) => ['GET', `/brands?name=fts(${it}).x`]],
    ['an order', (it) => ['GET', `/brands?order=%22${it}%22`]],
    ['columns', (it) => ['POST', `/brands?columns=%22${it}%22`, '[]']],
    ['on_conflict', (it) => ['POST', `/brands?on_conflict=%22${it}%22`, '[]']],
    ['a key of a body', (it) => ['POST', '/brands', JSON.stringify({ [it]: 1 })]],
    ['a value of a body', (it) => ['POST', '/brands', JSON.stringify({ name: it })]],
    ['an argument', (it) => ['POST', '/rpc/no_such_function', JSON.stringify({ [it]: it })]],
  ]
  for (const [what, request] of places)
    test(`as ${what}`, async () => {
      for (const attack of attacks) {
        const began = performance.now()
        const [method, target, body] = request(encodeURIComponent(attack))
        const answer = await ask(method, target, body === undefined ? undefined : decodeURIComponent(body))
        assert.ok(answer.status < 500, `${target}: ${answer.status} ${answer.text}`)
        assert.ok(performance.now() - began < 9_000, 'nobody slept')
      }
    })

  test('the table is still there, and nothing has come into it', async () => {
    const client = new pg.Client({ connectionString: marque.ready.database_url })
    await client.connect()
    const { rows } = await client.query('select count(*)::int as count from public.brands')
    await client.end()
    assert.deepEqual(rows, [{ count: 0 }])
  })

  test('in headers that SQL can read', async () => {
    for (const attack of attacks)
      for (const name of ['Prefer', 'Accept', 'Accept-Profile', 'Range', 'Content-Type', 'Cookie', 'X-Anything']) {
        const response = await fetch(`${marque.url}/rest/v1/brands`, {
          headers: { ...headers, [name]: attack },
        })
        assert.ok(response.status < 500, `${name}: ${attack}: ${response.status}`)
        await response.arrayBuffer()
      }
  })
})

suite('tokens that are none', () => {
  for (const token of ['', '.', '..', '...', 'a.b.c', repeated('a', 30_000), `${repeated('e', 5000)}.e30.`, 'ÿ.ÿ.ÿ'])
    test(JSON.stringify(token.slice(0, 20)), async () => {
      const request =
        `GET /rest/v1/brands HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n` +
        `apikey: ${headers.apikey}\r\nConnection: close\r\n\r\n`
      const [answer] = await exchange(port, Buffer.from(request, 'latin1'))
      assert.ok(answer !== undefined && [200, 400, 401].includes(answer.status), String(answer?.status))
    })
})
