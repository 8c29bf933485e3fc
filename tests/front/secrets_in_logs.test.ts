// Whatever happens, no password, key or token stands in a log line or an error; only the ready line has them.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

import { houseFor, until } from '../support/house.ts'
import { run } from '../support/marque.ts'
import { signal } from '../support/processes.ts'

const jwt_secret = 'jwt-secret-of-this-test-that-must-stay-hidden-4711'

test('a whole life with every secret known: none of them is said', async (t) => {
  const house = houseFor(t)
  const environment = { MARQUE_AUTH_JWT_SECRET: jwt_secret, MARQUE_LOG_LEVEL: 'debug' }
  const marque = await house.firstStart({ environment })
  const files = readdirSync(join(house.data, 'secrets'))
  const passwords = files.filter((name) => name.includes('password'))
    .map((name) => readFileSync(join(house.data, 'secrets', name), 'utf8').trim())
  assert.ok(passwords.length >= 2)
  const { anon_key, service_role_key, publishable_key, secret_key } = marque.ready
  const secrets = [jwt_secret, anon_key, service_role_key, publishable_key, secret_key, ...passwords]

  const url_of_secrets = secrets.slice(0, 5)
    .map((value, index) => `${['apikey', 'token', 'Access_Token', 'x-jwt', 'api%6bey'][index]}=${value}`)
  for (const path of ['/healthz', '/nothing', '/metrics', '/readyz']) {
    await fetch(`${marque.url}${path}?select=*&${url_of_secrets.join('&')}`)
    const headers = { apikey: secret_key, Authorization: `Bearer ${anon_key}` }
    await fetch(`${marque.url}${path}`, { headers })
    await fetch(`${marque.url}${path}`, { method: 'POST', body: secret_key }).then((answer) => answer.text())
  }
  await fetch(`${marque.url}/metrics`, { headers: { 'X-Forwarded-For': 'x', apikey: `${secret_key}x` } })
  signal(house.postmaster(), 'SIGKILL')
  await until('it is back', async () =>
    marque.lines.some((line) => line.includes('PostgreSQL is down')) &&
    (await fetch(`${marque.url}/readyz`)).status === 200)
  await marque.stop()
  await marque.closed
  assert.equal(marque.output.length, 1)

  const log = marque.lines.join('\n')
  assert.ok(marque.lines.length > 20)
  for (const secret of secrets) assert.ok(!log.includes(secret), `the log has ${secret}`)
  assert.ok(!log.includes(secret_key.slice(0, 20)), 'nor the beginning of one')
  assert.match(log, /"query":"select=\*&apikey=\[hidden\]&token=\[hidden\]&Access_Token=\[hidden\]/)
  for (const line of marque.lines) assert.ok((JSON.parse(line) as { request_id?: string }).request_id, line)
})

const password = 'hunter2-and-nobody-may-see-it'

for (const url of [
  `postgresql://bob:${password}@127.0.0.1:1/app`,
  `postgresql://bob:${password}@no-such-host.invalid/app`,
  `postgresql://bob:${password}@[::1/app`,
  `postgresql://bob:${password}/x@127.0.0.1/app`,
  `postgresql://bob:${password}%zz@127.0.0.1/app`,
  `postgresql://bob:a@${password}@127.0.0.1/app`,
  `mysql://bob:${password}@127.0.0.1/app`,
  `bob:${password}`,
  `host=127.0.0.1 port=1 password='${password}`,
  `host=127.0.0.1 port=1 user=bob password=${password}`,
])
  test(`a database URL that leads nowhere is not repeated: ${url.replace(password, '…')}`, async (t) => {
    const house = houseFor(t)
    const common = ['--data-dir', house.data, '--database-url', url]
    for (const verb of ['serve', 'doctor', 'migrate up', 'migrate status', 'migrate verify'])
      for (const form of [[], ['--json']]) {
        const { code, stdout, stderr } = await run([...verb.split(' '), ...common, ...form])
        assert.ok(code === 1 || code === 2, `${verb}: ${code}`)
        assert.ok(!(stdout + stderr).includes('hunter2'), `${verb} says: ${stdout}${stderr}`)
        assert.ok((stdout + stderr).length > 20)
      }
  })

test('a wrong password: refused in one sentence, without it', async (t) => {
  const house = houseFor(t)
  const marque = await house.start()
  const url = new URL(marque.ready.database_url)
  url.password = password
  const { code, stdout, stderr } = await run([
    'serve', '--data-dir', join(house.folder, 'other'), '--listen', '127.0.0.1:0', '--database-url', url.href,
  ])
  assert.equal(code, 1)
  assert.match(stderr, /PostgreSQL at 127\.0\.0\.1 port \d+ refused the password/)
  assert.ok(!(stdout + stderr).includes(password))
})
