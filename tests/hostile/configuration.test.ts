// Settings that make no sense: one clear sentence that says where, exit code 2, nothing made on the disk.
import assert from 'node:assert/strict'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

import { houseFor } from '../support/house.ts'
import { run } from '../support/marque.ts'

const files: [string, string | Buffer, RegExp][] = [
  ['a bracket that is not closed', '[server\nlisten = 1', /marque\.toml:1:\d+: /],
  ['a value that is missing', 'server.listen =\n', /marque\.toml:1:\d+: /],
  ['the same key twice', '[pg]\nport = 1\nport = 2\n', /marque\.toml:3:\d+: /],
  ['a text that is not closed', 'data.dir = "abc', /marque\.toml:1:\d+: /],
  ['an unknown key', '[server]\nlissten = "x"\n', /marque\.toml:2: no setting is called server\.lissten/],
  ['an unknown key, and the one that was meant', '[pg]\npotr = 5\n', /did you mean pg\.port\?/],
  ['an unknown section', '[sevrer]\nlisten = "127.0.0.1:0"\n', /did you mean server\.listen\?/],
  ['a text for a number', 'pg.port = "many"\n', /marque\.toml:1: "many" is not a whole number, which/],
  ['a number out of range', 'pg.port = 70000\n', /marque\.toml:1: pg\.port = 70000 is out of range/],
  ['a negative number', 'server.connections = -1\n', /server\.connections = -1 is out of range/],
  ['a number beyond 64 bits', 'pg.port = 99999999999999999999\n', /marque\.toml:1:\d+: /],
  ['a fraction for a number', 'pg.port = 1.5\n', /marque\.toml:1: /],
  ['a word for a boolean', 'server.access_log = "maybe"\n', /"maybe" is not true or false/],
  ['a duration without a unit', 'server.shutdown_timeout = 20\n', /"20" is not a duration such as 250ms/],
  ['a size that overflows', 'server.body_limit = "99999999999GiB"\n', /is not a size such as 512/],
  ['a date for a text', 'data.dir = 2026-01-01\n', /marque\.toml:1: data\.dir is no text, number/],
  ['a table for a value', '[server.listen]\nhost = "x"\n', /no setting is called server\.listen\.host/],
  ['lists in lists', `server.cors_origins = ${'['.repeat(5000)}${']'.repeat(5000)}\n`, /marque\.toml:1/],
  ['mixed bytes', Buffer.from(Array.from({ length: 4096 }, (_, index) => index * 167)), /marque\.toml:/],
  ['zero bytes', Buffer.alloc(1000), /marque\.toml:/],
  ['bytes that are no UTF-8', Buffer.from('data.dir = "\xff\xfe"\n', 'latin1'), /marque\.toml:1/],
  ['UTF-16', Buffer.from('\ufeffdata.dir = "x"\n', 'utf16le'), /marque\.toml/],
  ['more than 1 MiB', '#'.repeat((1 << 20) + 1), /is larger than 1 MiB, so it is no marque\.toml/],
  ['a role that does not exist', 'server.role = "boss"\n', /"boss" is not known.*one of: all, api, worker/s],
  ['an address without a port', 'server.listen = "localhost"\n', /"localhost" is no address with a port/],
]

for (const [what, content, sentence] of files)
  test(`marque.toml with ${what}`, async (t) => {
    const house = houseFor(t)
    writeFileSync(join(house.folder, 'marque.toml'), content)
    const { code, signal, stdout, stderr } = await run(['serve', '--data-dir', house.data], {}, house.folder)
    assert.equal(signal, null, stderr)
    assert.equal(code, 2, stderr)
    assert.match(stderr, sentence)
    assert.match(stderr, /^marque: /)
    assert.doesNotMatch(stderr, /Sanitizer|runtime error:|internal error/)
    assert.ok(stderr.length < 2000, 'short enough to be read')
    assert.equal(stdout, '')
    assert.ok(!existsSync(join(house.data, 'postgres')))
  })

test('--config that is a folder, or is not there', async (t) => {
  const house = houseFor(t)
  mkdirSync(join(house.folder, 'folder.toml'))
  for (const [name, sentence] of [
    ['folder.toml', /cannot read \S*folder\.toml/], ['missing.toml', /cannot read \S*missing\.toml/],
  ] as const) {
    const { code, stderr } = await run(['serve', '--config', join(house.folder, name)], {}, house.folder)
    assert.equal(code, 2)
    assert.match(stderr, sentence)
  }
})

for (const [environment, sentence] of [
  [{ MARQUE_PG_PORTT: '1' }, /no setting is called MARQUE_PG_PORTT.*did you mean MARQUE_PG_PORT\?/s],
  [{ MARQUE_NO_SUCH_THING_AT_ALL: '' }, /no setting is called MARQUE_NO_SUCH_THING_AT_ALL/],
  [{ MARQUE_PG_PORT: 'x' }, /environment MARQUE_PG_PORT: "x" is not a whole number/],
  [{ MARQUE_PG_PORT: '' }, /environment MARQUE_PG_PORT: "" is not a whole number/],
  [{ MARQUE_SERVER_IO_THREADS: '65' }, /server\.io_threads = 65 is out of range/],
  [{ MARQUE_SERVER_SHUTDOWN_TIMEOUT: '999h' }, /server\.shutdown_timeout = 999h is out of range/],
  [{ MARQUE_DATABASE_URL: 'x'.repeat(100_000) }, /the database URL does not begin with postgresql:/],
  [{ MARQUE_LOG_FORMAT: '\u001b[31mred' }, /log\.format = .* is not known/],
] as const)
  test(`environment: ${JSON.stringify(environment).slice(0, 60)}`, async (t) => {
    const house = houseFor(t)
    const { code, stderr } = await run(['serve', '--data-dir', house.data], { ...environment }, house.folder)
    assert.equal(code, 2, stderr)
    assert.match(stderr, sentence)
    assert.doesNotMatch(stderr, /Sanitizer|runtime error:|internal error/)
  })

for (const [address, sentence] of [
  ['256.1.1.1:0', /"256\.1\.1\.1" is no address of this machine/],
  ['no-such-host.invalid:0', /"no-such-host\.invalid" is no address of this machine/],
  ['203.0.113.77:0', /Cannot listen on 203\.0\.113\.77:0/],
  [`${'a'.repeat(5000)}:0`, /is no address of this machine/],
] as const)
  test(`--listen ${address.slice(0, 40)}: refused in one sentence`, async (t) => {
    const house = houseFor(t)
    await house.furnish()
    const { code, text } = await house.refusal({ flags: ['--listen', address], json: false })
    assert.equal(code, 1)
    assert.match(text, sentence)
  })

test('TLS files that are none: refused in one sentence', async (t) => {
  const house = houseFor(t)
  await house.furnish()
  const garbage = join(house.folder, 'garbage.pem')
  writeFileSync(garbage, `-----BEGIN CERTIFICATE-----\n${'A'.repeat(300)}\n-----END CERTIFICATE-----\n`)
  for (const certificate of [garbage, join(house.folder, 'missing.pem'), house.folder]) {
    const { text } = await house.refusal({
      environment: { MARQUE_SERVER_TLS_CERTIFICATE: certificate, MARQUE_SERVER_TLS_KEY: garbage },
    })
    assert.match(text, /The certificate file \S+ cannot be used/)
  }
})
