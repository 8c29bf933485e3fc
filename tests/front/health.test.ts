// What those who operate Marque ask it, and what every answer carries: health, readiness, metrics, CORS, ids.
import assert from 'node:assert/strict'
import { networkInterfaces } from 'node:os'
import { after, before, suite, test } from 'node:test'

import { House, houseFor, until } from '../support/house.ts'
import { type Marque } from '../support/marque.ts'
import { signal } from '../support/processes.ts'

interface Sample {
  name: string
  labels: string
  value: number
}

/** Prometheus' text format 0.0.4, strictly: every line must be one of its forms. */
function parseMetrics(text: string): { samples: Sample[], types: Map<string, string>, helps: Set<string> } {
  const samples: Sample[] = []
  const types = new Map<string, string>()
  const helps = new Set<string>()
  assert.ok(text.endsWith('\n'))
  for (const line of text.split('\n').slice(0, -1)) {
    const help = /^# HELP ([a-z_:][\w:]*) .+$/.exec(line)
    const type = /^# TYPE ([a-z_:][\w:]*) (counter|gauge|histogram|summary)$/.exec(line)
    const sample = /^([a-z_:][\w:]*)(\{(?:\w+="(?:[^"\\]|\\.)*",?)*\})? (\S+)$/.exec(line)
    if (help) helps.add(help[1]!)
    else if (type) types.set(type[1]!, type[2]!)
    else if (sample) {
      const value = sample[3] === '+Inf' ? Infinity : Number(sample[3])
      assert.ok(!Number.isNaN(value), line)
      samples.push({ name: sample[1]!, labels: sample[2] ?? '', value })
    } else assert.fail(`no line of a metrics page: ${line}`)
  }
  return { samples, types, helps }
}

const familyOf = (name: string): string => name.replace(/_(bucket|sum|count)$/, '')

/** An address of this machine by which it looks like another one. */
function outerAddress(): string | undefined {
  const all = Object.values(networkInterfaces()).flatMap((list) => list ?? [])
  return all.find((address) => !address.internal && address.family === 'IPv4')?.address
}

suite('a serving marque', () => {
  const house = new House()
  let marque: Marque
  before(async () => { marque = await house.start({ flags: ['--listen', '0.0.0.0:0'] }) })
  after(() => house.close())
  const ask = (path: string, options: RequestInit = {}): Promise<Response> =>
    fetch(`${marque.url}${path}`, options)

  test('/healthz tells that the process answers, and its version', async () => {
    const answer = await ask('/healthz')
    assert.equal(answer.status, 200)
    assert.equal(answer.headers.get('content-type'), 'application/json; charset=utf-8')
    assert.equal(answer.headers.get('cache-control'), 'no-store')
    const body = (await answer.json()) as Record<string, unknown>
    assert.deepEqual(Object.keys(body), ['status', 'version'])
    assert.equal(body.status, 'ok')
    assert.match(String(body.version), /^\d+\.\d+\.\d+$/)
  })

  test('/readyz tells that the database answers too', async () => {
    const answer = await ask('/readyz')
    assert.equal(answer.status, 200)
    assert.equal(answer.headers.get('cache-control'), 'no-store')
    assert.deepEqual(await answer.json(), { status: 'ready' })
  })

  test('/metrics is a page that Prometheus can read, and it counts', async () => {
    const first = await ask('/metrics')
    assert.equal(first.headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8')
    const { samples, types, helps } = parseMetrics(await first.text())
    for (const { name } of samples) {
      assert.ok(types.has(familyOf(name)) || types.has(name), `${name} has no type`)
      assert.match(name, /^marque_/)
    }
    for (const name of types.keys()) assert.ok(helps.has(name), `${name} has no help`)
    for (const [name, type] of types) if (type === 'counter') assert.match(name, /_total$/)
    const buckets = samples.filter(({ name, labels }) =>
      name === 'marque_pool_batch_seconds_bucket' && labels.includes('le='))
    const counts = buckets.map(({ value }) => value)
    assert.deepEqual(counts, counts.toSorted((left, right) => left - right), 'buckets add up')

    const count = async (): Promise<number> => {
      const page = parseMetrics(await (await ask('/metrics')).text())
      return page.samples.find(({ name, labels }) =>
        name === 'marque_http_requests_total' && labels === '{method="GET",status="4xx"}')!.value
    }
    const already = await count()
    await Promise.all([ask('/nothing'), ask('/nothing/here'), ask('/nowhere')])
    assert.equal(await count(), already + 3)
  })

  test('/metrics through a proxy needs the service_role or the secret key', async () => {
    const { secret_key, service_role_key, anon_key, publishable_key } = marque.ready
    const asked = async (headers: Record<string, string>): Promise<number> =>
      (await ask('/metrics', { headers: { 'X-Forwarded-For': '203.0.113.9', ...headers } })).status
    const refused = await ask('/metrics', { headers: { 'X-Forwarded-For': '127.0.0.1' } })
    assert.equal(refused.status, 401)
    assert.deepEqual(await refused.json(), {
      code: 'metrics.key_needed',
      message: 'metrics are shown to this machine, or with the service_role or secret key',
    })
    assert.equal((await ask('/metrics', { headers: { Forwarded: 'for=127.0.0.1' } })).status, 401)
    for (const key of [secret_key, service_role_key]) {
      assert.equal(await asked({ apikey: key }), 200)
      assert.equal(await asked({ Authorization: `Bearer ${key}` }), 200)
    }
    const wrong = [anon_key, publishable_key, 'x', `${secret_key}x`, secret_key.slice(0, -1), '']
    for (const key of wrong) {
      assert.equal(await asked({ apikey: key }), 401, key)
      assert.equal(await asked({ Authorization: `Bearer ${key}` }), 401, key)
      assert.equal(await asked({ Authorization: key }), 401, key)
    }
  })

  test('/metrics from another machine needs a key', async (t) => {
    const address = outerAddress()
    if (address === undefined) return t.skip('this machine has no address but its loopback')
    const url = `http://${address}:${new URL(marque.url).port}/metrics`
    assert.equal((await fetch(url)).status, 401)
    assert.equal((await fetch(url, { headers: { apikey: marque.ready.secret_key } })).status, 200)
  })

  test('unknown paths and methods: JSON with a code, Allow where it helps', async () => {
    const missing = await ask('/no/such/thing?x=1')
    assert.equal(missing.status, 404)
    assert.equal(missing.headers.get('content-type'), 'application/json; charset=utf-8')
    assert.deepEqual(await missing.json(), {
      code: 'http.not_found', message: 'There is nothing at "/no/such/thing".',
    })
    const wrong = await ask('/healthz', { method: 'DELETE' })
    assert.equal(wrong.status, 405)
    assert.equal(wrong.headers.get('allow'), 'GET, HEAD, OPTIONS')
    assert.deepEqual(await wrong.json(), {
      code: 'http.method_not_allowed', message: 'DELETE is not possible here.',
      hint: 'Possible are: GET, HEAD, OPTIONS.',
    })
    const options = await ask('/healthz', { method: 'OPTIONS' })
    assert.equal(options.status, 200)
    assert.equal(options.headers.get('allow'), 'GET, HEAD, OPTIONS')
  })

  test('HEAD: the headers of GET, no body', async () => {
    for (const path of ['/healthz', '/readyz', '/nothing']) {
      const [got, head] = await Promise.all([ask(path), ask(path, { method: 'HEAD' })])
      assert.equal(head.status, got.status)
      for (const name of ['content-type', 'content-length', 'cache-control', 'server'])
        assert.equal(head.headers.get(name), got.headers.get(name), name)
      assert.equal(await head.text(), '')
    }
  })

  test('a request id: the client’s own where it is sane, else a new one; the same in the log', async () => {
    const id = `own.${Date.now()}_x-y`
    assert.equal((await ask('/healthz', { headers: { 'X-Request-Id': id } })).headers.get('x-request-id'), id)
    await until('the log has it', () => marque.lines.some((line) => {
      const { request_id, path, status } = JSON.parse(line) as Record<string, unknown>
      return request_id === id && path === '/healthz' && status === 200
    }))
    const made = new Set<string>()
    for (const insane of ['a b', '"quoted"', 'x'.repeat(65), '<script>', '{}']) {
      const answer = await ask('/healthz', { headers: { 'X-Request-Id': insane } })
      const given = answer.headers.get('x-request-id')
      assert.match(given!, /^[\w.-]{8,64}$/)
      made.add(given!)
    }
    assert.equal(made.size, 5, 'each is new')
  })

  test('CORS: a preflight from anywhere, with whatever headers a client may ask for', async () => {
    const asked = 'authorization,apikey,content-type,x-client-info,x-supabase-api-version,prefer,x-upsert'
    for (const path of ['/rest/v1/brands', '/auth/v1/token', '/storage/v1/object/x', '/healthz']) {
      const answer = await ask(path, {
        method: 'OPTIONS',
        headers: {
          Origin: 'http://shop.example:3000',
          'Access-Control-Request-Method': 'PATCH',
          'Access-Control-Request-Headers': asked,
        },
      })
      assert.equal(answer.status, 200)
      assert.equal(answer.headers.get('access-control-allow-origin'), '*')
      assert.equal(answer.headers.get('access-control-allow-credentials'), null)
      const methods = answer.headers.get('access-control-allow-methods')!.split(', ')
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'])
        assert.ok(methods.includes(method), method)
      const allowed = answer.headers.get('access-control-allow-headers')!.toLowerCase().split(/, ?/)
      for (const name of asked.split(',')) assert.ok(allowed.includes(name), name)
      assert.equal(answer.headers.get('access-control-max-age'), '86400')
    }
  })

  test('CORS: answers to scripts name the headers that they may read; others carry none of it', async () => {
    for (const path of ['/healthz', '/nothing']) {
      const answer = await ask(path, { headers: { Origin: 'http://shop.example' } })
      assert.equal(answer.headers.get('access-control-allow-origin'), '*')
      const exposed = answer.headers.get('access-control-expose-headers')!.toLowerCase().split(', ')
      for (const name of [
        'content-range', 'x-total-count', 'link', 'x-supabase-api-version', 'location', 'upload-offset',
        'tus-resumable', 'x-request-id',
      ]) assert.ok(exposed.includes(name), name)
      const plain = await ask(path)
      assert.equal(plain.headers.get('access-control-allow-origin'), null)
    }
  })
})

test('server.cors_origins: only these, with credentials', async (t) => {
  const marque = await houseFor(t).start({
    environment: { MARQUE_SERVER_CORS_ORIGINS: 'https://one.example, https://two.example' },
  })
  const asked = async (origin: string): Promise<Headers> =>
    (await fetch(`${marque.url}/healthz`, { headers: { Origin: origin } })).headers
  for (const origin of ['https://one.example', 'https://two.example']) {
    const headers = await asked(origin)
    assert.equal(headers.get('access-control-allow-origin'), origin)
    assert.equal(headers.get('access-control-allow-credentials'), 'true')
    assert.equal(headers.get('vary'), 'Origin')
  }
  for (const origin of ['https://one.example.evil', 'http://one.example', 'null']) {
    const headers = await asked(origin)
    assert.equal(headers.get('access-control-allow-origin'), null)
    assert.equal(headers.get('vary'), 'Origin')
  }
})

test('/readyz: 503 with a reason while PostgreSQL is dead, 200 again by itself', async (t) => {
  const house = houseFor(t)
  const marque = await house.start()
  const readiness = async (): Promise<{ status: number, body: Record<string, string> }> => {
    const answer = await fetch(`${marque.url}/readyz`)
    return { status: answer.status, body: (await answer.json()) as Record<string, string> }
  }
  let seen: Record<string, string> | undefined
  for (let round = 1; round <= 5 && seen === undefined; round += 1) {
    const killed = house.postmaster()
    assert.ok(signal(killed, 'SIGKILL'))
    await until('another PostgreSQL answers', async () => {
      const { status, body } = await readiness()
      assert.equal((await fetch(`${marque.url}/healthz`)).status, 200)
      if (status !== 200) {
        assert.equal(status, 503)
        seen = body
      }
      return status === 200 && marque.lines.some((line) => line.includes('PostgreSQL is down'))
        && marque.lines.filter((line) => line.includes('"state":"ready"')).length > round
    })
    assert.notEqual(house.postmaster(), killed)
  }
  assert.ok(seen !== undefined, 'it was never seen to be down')
  assert.equal(seen.status, 'unavailable')
  assert.match(seen.code!, /^pg\./)
  assert.ok(seen.message!.length > 10)
})
