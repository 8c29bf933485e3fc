// `marque serve` as whoever starts it sees it: the ready line, keys, flags, settings and their precedence.
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { readdirSync, statSync, writeFileSync } from 'node:fs'
import { request as httpRequest, Agent } from 'node:http'
import { join } from 'node:path'
import { test } from 'node:test'
import pg from 'pg'

import { houseFor, until } from '../support/house.ts'
import { run, type Marque, type Ready } from '../support/marque.ts'

const public_secret = 'super-secret-jwt-token-with-at-least-32-characters-long'
const own_secret = 'a-secret-that-only-this-test-has-ever-seen-0123456789'

const statusOf = async (url: string): Promise<number> => (await fetch(url)).status

function claimsOf(token: string, secret: string): Record<string, unknown> {
  const [header, body, signature] = token.split('.')
  const expected = createHmac('sha256', secret).update(`${header}.${body}`).digest('base64url')
  assert.equal(signature, expected, 'the token is signed with the JWT secret')
  return JSON.parse(Buffer.from(body!, 'base64url').toString()) as Record<string, unknown>
}

function keysOf(ready: Ready): Record<string, string> {
  const { anon_key, service_role_key, publishable_key, secret_key, jwt_secret } = ready
  return { anon_key, service_role_key, publishable_key, secret_key, jwt_secret }
}

/** The port of a URL such as http://127.0.0.1:54321. */
const portOf = (marque: Marque): number => Number(new URL(marque.url).port)

test('the ready line: one line, these keys, in this order, nothing else on standard output', async (t) => {
  const house = houseFor(t)
  const marque = await house.start()
  assert.deepEqual(Object.keys(marque.ready), [
    'ready', 'url', 'anon_key', 'service_role_key', 'publishable_key', 'secret_key', 'jwt_secret',
    'database_url',
  ])
  assert.equal(marque.ready.ready, true)
  assert.match(marque.ready.url, /^http:\/\/127\.0\.0\.1:\d+$/)
  assert.match(marque.ready.publishable_key, /^sb_publishable_[\w-]{22}_[\w-]{8}$/)
  assert.match(marque.ready.secret_key, /^sb_secret_[\w-]{22}_[\w-]{8}$/)
  assert.ok(marque.ready.jwt_secret.length >= 32)
  assert.equal(claimsOf(marque.ready.anon_key, marque.ready.jwt_secret).role, 'anon')
  assert.equal(claimsOf(marque.ready.service_role_key, marque.ready.jwt_secret).role, 'service_role')

  assert.equal(await statusOf(`${marque.url}/healthz`), 200)
  const client = new pg.Client({ connectionString: marque.ready.database_url })
  await client.connect()
  const tables = `select count(*)::int as tables from pg_tables where schemaname = 'public'`
  const { rows } = await client.query(tables)
  assert.ok(rows[0].tables >= 8)
  await client.end()
  assert.deepEqual(await marque.stop(), { code: 0, signal: null })
  await marque.closed
  assert.equal(marque.output.length, 1)
})

test('without --json: a block for people', async (t) => {
  const house = houseFor(t)
  const marque = await house.spawn({ json: false })
  await until('the block is whole', () => marque.output.some((line) => line.includes('service_role key')))
  const text = marque.output.join('\n')
  assert.match(text, /^\nMarque \d+\.\d+\.\d+ is ready\.\n/)
  const url = /URL +(http:\/\/127\.0\.0\.1:\d+)/.exec(text)?.[1]
  assert.ok(url)
  assert.match(text, /database +postgres/)
  assert.match(text, /publishable key +sb_publishable_/)
  assert.match(text, /secret key +sb_secret_/)
  assert.equal(await statusOf(`${url}/healthz`), 200)
})

test('keys: made once, for their owner alone, the same after a restart and in `marque keys`', async (t) => {
  const house = houseFor(t)
  const first = await house.firstStart()
  const secrets = join(house.data, 'secrets')
  const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8)
  // Where the kernel refuses root a user namespace, PostgreSQL's user must pass through here.
  const steps_down = statSync(join(house.data, 'postgres')).uid !== process.geteuid!()
  assert.equal(mode(house.data), steps_down ? '711' : '700')
  assert.equal(mode(secrets), '700')
  assert.equal(mode(join(house.data, 'postgres')), '700')
  const files = readdirSync(secrets)
  assert.ok(files.includes('keys.json') && files.includes('postgres_password'))
  for (const file of files) assert.equal(mode(join(secrets, file)), '600', file)
  await first.stop()

  const shown = await run(['keys', '--json', '--data-dir', house.data])
  assert.equal(shown.code, 0, shown.stderr)
  assert.deepEqual(JSON.parse(shown.stdout), keysOf(first.ready))
  const readable = await run(['keys', '--data-dir', house.data])
  for (const key of Object.values(keysOf(first.ready))) assert.ok(readable.stdout.includes(key))

  const second = await house.start()
  assert.deepEqual(keysOf(second.ready), keysOf(first.ready))
  assert.equal(
    new URL(second.ready.database_url).password, new URL(first.ready.database_url).password,
    'the database keeps its password',
  )
})

test('`marque keys` before the first start makes the keys that serve then uses', async (t) => {
  const house = houseFor(t)
  const shown = await run(['keys', '--json', '--data-dir', house.data])
  assert.equal(shown.code, 0, shown.stderr)
  const marque = await house.firstStart()
  assert.deepEqual(keysOf(marque.ready), JSON.parse(shown.stdout))
})

test('several processes that make the keys at the same time make the same ones', async (t) => {
  const house = houseFor(t)
  const shown = await Promise.all(Array.from({ length: 12 }, () =>
    run(['keys', '--json', '--data-dir', house.data])))
  for (const { code, stdout, stderr } of shown) {
    assert.equal(code, 0, stderr)
    assert.equal(stdout, shown[0]!.stdout)
  }
})

test('--dev: the keys that the Supabase CLI publishes', async (t) => {
  const house = houseFor(t)
  const marque = await house.start({ flags: ['--dev'] })
  assert.equal(marque.ready.jwt_secret, public_secret)
  assert.equal(marque.ready.publishable_key, 'sb_publishable_ACJWlzQHlZjBrEguHvfOxg_3BJgxAaH')
  assert.equal(marque.ready.secret_key, 'sb_secret_N7UND0UgjKTVK-Uodkm0Hg_xSvEMPvz')
  for (const [key, role] of [['anon_key', 'anon'], ['service_role_key', 'service_role']] as const)
    assert.deepEqual(
      claimsOf(marque.ready[key], public_secret), { iss: 'supabase-demo', role, exp: 1983812996 },
    )
  const shown = await run(['keys', '--dev', '--json', '--data-dir', house.data])
  assert.deepEqual(JSON.parse(shown.stdout), keysOf(marque.ready))
})

for (const address of ['0.0.0.0:0', '[::]:0', '192.0.2.7:0', 'db.example:0'])
  test(`--dev on ${address}, which other machines can reach, is refused`, async (t) => {
    const house = houseFor(t)
    const { code, text } = await house.refusal({ flags: ['--dev', '--listen', address], json: false })
    assert.equal(code, 2)
    assert.match(text, /--dev uses keys that everybody knows, and \S+ can be reached from other machines/)
    assert.match(text, /leave --dev out, or listen on 127\.0\.0\.1/)
    assert.throws(() => statSync(join(house.data, 'postgres')), 'nothing was made')
  })

for (const [name, secret, sentence] of [
  ['MARQUE_AUTH_JWT_SECRET', public_secret, /the JWT secret is one that stands in public documents/],
  ['MARQUE_AUTH_JWT_SECRET', `your-${public_secret}`, /the JWT secret is one that stands in public doc/],
  ['MARQUE_AUTH_JWT_SECRET', 'too-short', /the JWT secret has 9 bytes; HS256 needs 32 or more/],
  ['MARQUE_AUTH_SECRET_KEY', 'sb_secret_N7UND0UgjKTVK-Uodkm0Hg_xSvEMPvz', /stands in public documents/],
  ['MARQUE_AUTH_PUBLISHABLE_KEY', 'sb_publishable_ACJWlzQHlZjBrEguHvfOxg_3BJgxAaH', /public documents/],
  ['MARQUE_AUTH_SECRET_KEY', 'sb_secret_N7UND0UgjKTVK-Uodkm0Hg_AAAAAAAA', /checksum of an API key does not/],
] as const)
  test(`${name}=${secret.slice(0, 24)}… is refused without --dev`, async (t) => {
    const house = houseFor(t)
    const { text } = await house.refusal({ environment: { [name]: secret } })
    assert.match(text, sentence)
    assert.ok(!text.includes(secret), 'the secret itself is not shown')
  })

test('a JWT secret of one’s own: the legacy keys are signed with it', async (t) => {
  const house = houseFor(t)
  const marque = await house.start({ environment: { MARQUE_AUTH_JWT_SECRET: own_secret } })
  assert.equal(marque.ready.jwt_secret, own_secret)
  assert.equal(claimsOf(marque.ready.anon_key, own_secret).role, 'anon')
  assert.equal(claimsOf(marque.ready.service_role_key, own_secret).role, 'service_role')
})

test('settings: a flag wins over the environment, that over marque.toml, that over defaults', async (t) => {
  const house = houseFor(t)
  const url_of = async (options: Parameters<typeof house.start>[0]): Promise<string> => {
    const marque = await house.start(options)
    await marque.stop()
    return marque.url
  }
  const file = join(house.folder, 'marque.toml')
  writeFileSync(file, '[server]\nlisten = "127.0.0.2:0"\nrole = "nonsense of the file"\n')
  const given = { MARQUE_SERVER_LISTEN: '127.0.0.3:0', MARQUE_SERVER_ROLE: 'nonsense of the environment' }
  const flags = ['--listen', '127.0.0.4:0', '--role', 'api']
  assert.match(await url_of({ flags, environment: given }), /^http:\/\/127\.0\.0\.4:/, 'the flag')
  const role = await house.refusal({ environment: given })
  assert.match(role.text, /environment MARQUE_SERVER_ROLE: server\.role = \\"nonsense of the environment/)
  assert.match((await house.refusal()).text, /marque\.toml:3: server\.role = \\"nonsense of the file/)

  // server.public_url has no flag: environment over file.
  writeFileSync(file, '[server]\npublic_url = "https://file.example"\n')
  assert.equal(await url_of({}), 'https://file.example')
  const environment = { MARQUE_SERVER_PUBLIC_URL: 'https://environment.example' }
  assert.equal(await url_of({ environment }), 'https://environment.example')

  const named = join(house.folder, 'other.toml')
  writeFileSync(named, 'server.public_url = "https://named.example"\n')
  assert.equal(await url_of({ flags: ['--config', named] }), 'https://named.example')
})

for (const role of ['api', 'worker'])
  test(`--role ${role} starts, answers its health and stops`, async (t) => {
    const house = houseFor(t)
    const marque = await house.start({ flags: ['--role', role] })
    assert.equal(await statusOf(`${marque.url}/readyz`), 200)
    assert.deepEqual(await marque.stop(), { code: 0, signal: null })
  })

test('an unknown role is refused and the known ones are named', async (t) => {
  const { code, text } = await houseFor(t).refusal({ flags: ['--role', 'boss'] })
  assert.equal(code, 2)
  assert.match(text, /server\.role = \\"boss\\" is not known.*one of: all, api, worker/)
})

test('two I/O threads share the port, and each serves', async (t) => {
  const house = houseFor(t)
  const marque = await house.start({ environment: { MARQUE_SERVER_IO_THREADS: '2' } })
  const agent = new Agent({ keepAlive: true, maxSockets: 64 })
  const ask = (path: string): Promise<number> => new Promise((resolve, reject) => {
    httpRequest({ host: '127.0.0.1', port: portOf(marque), path, agent }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode!))
    }).on('error', reject).end()
  })
  const answers = await Promise.all(Array.from({ length: 640 }, (_, index) =>
    ask(index % 2 === 0 ? '/readyz' : '/healthz')))
  assert.ok(answers.every((status) => status === 200))
  agent.destroy()
  const metrics = await (await fetch(`${marque.url}/metrics`)).text()
  const pools = metrics.split('\n').filter((line) => /^marque_\w+/.test(line))
  assert.ok(pools.length > 10)
  assert.deepEqual(await marque.stop(), { code: 0, signal: null })
})

test('what was written survives a restart, and a SIGKILL', async (t) => {
  const house = houseFor(t)
  const query = async (marque: Marque, text: string): Promise<unknown[]> => {
    const client = new pg.Client({ connectionString: marque.ready.database_url })
    await client.connect()
    const { rows } = await client.query(text)
    await client.end()
    return rows
  }
  const first = await house.start()
  await query(first, 'create schema kept; create table kept.notes (text text not null);')
  await query(first, `insert into kept.notes values ('before the stop')`)
  assert.deepEqual(await first.stop(), { code: 0, signal: null })

  const second = await house.start()
  await query(second, `insert into kept.notes values ('before the kill')`)
  await second.kill()

  const third = await house.start()
  assert.deepEqual(await query(third, 'select text from kept.notes order by text'), [
    { text: 'before the kill' }, { text: 'before the stop' },
  ])
  assert.equal(await statusOf(`${third.url}/readyz`), 200)
})
