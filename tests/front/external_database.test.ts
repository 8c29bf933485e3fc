// `marque serve --database-url`: a PostgreSQL that is somebody else's; here, another marque's.
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import pg from 'pg'

import { houseFor, until } from '../support/house.ts'
import { type Marque } from '../support/marque.ts'

async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(text)).rows as Record<string, unknown>[]
  } finally {
    await client.end()
  }
}

/** A new database on the server of `host`. */
async function newDatabase(host: Marque, name: string): Promise<string> {
  await query(host.ready.database_url, `create database ${name} template template0`)
  const url = new URL(host.ready.database_url)
  url.pathname = `/${name}`
  return url.href
}

const list = `select version from supabase_migrations.schema_migrations order by version`

test('an empty database gets the whole model, and is served; no PostgreSQL of our own starts', async (t) => {
  const house = houseFor(t)
  const host = await house.start()
  const url = await newDatabase(host, 'app')
  const dataDirectory = join(house.folder, 'other')
  const marque = await house.spawn({ dataDirectory, flags: ['--database-url', url] })
  await marque.waitUntilReady(60_000)
  assert.equal(marque.ready.database_url, url)
  assert.equal((await fetch(`${marque.url}/readyz`)).status, 200)
  assert.deepEqual(await query(url, list), await query(host.ready.database_url, list))
  assert.ok(!existsSync(join(dataDirectory, 'postgres')))
  assert.notEqual(marque.ready.secret_key, host.ready.secret_key)

  await marque.stop()
  const again = await house.spawn({ dataDirectory, flags: ['--database-url', url] })
  await again.waitUntilReady(60_000)
  assert.deepEqual(again.ready.secret_key, marque.ready.secret_key)
  assert.ok(!again.lines.some((line) => line.includes('"applying"')), 'nothing is applied twice')
})

test('two marques on one database start at the same time: one migrates, the other waits', async (t) => {
  const house = houseFor(t)
  const host = await house.start()
  const url = await newDatabase(host, 'shared')
  const marques = await Promise.all(['one', 'two'].map((name) =>
    house.spawn({ dataDirectory: join(house.folder, name), flags: ['--database-url', url] })))
  await Promise.all(marques.map((marque) => marque.waitUntilReady(90_000)))
  for (const marque of marques) assert.equal((await fetch(`${marque.url}/readyz`)).status, 200)
  assert.deepEqual(await query(url, list), await query(host.ready.database_url, list))
})

test('the external server goes away and comes back: 503 with a reason, then 200 by itself', async (t) => {
  const house = houseFor(t)
  const port = 20_000 + (process.pid % 20_000)
  const host = await house.start({ flags: ['--pg-port', String(port)] })
  const url = await newDatabase(host, 'app')
  const marque = await house.spawn({
    dataDirectory: join(house.folder, 'other'), flags: ['--database-url', url],
  })
  await marque.waitUntilReady(60_000)
  assert.deepEqual(await host.stop(), { code: 0, signal: null })
  const down = await until('it notices', async () => {
    const answer = await fetch(`${marque.url}/readyz`)
    return answer.status === 200 ? undefined : { status: answer.status, text: await answer.text() }
  })
  assert.equal(down.status, 503)
  assert.match(down.text, /"code":"pg\.\w+","message":".{10,}"/)
  await house.start({ flags: ['--pg-port', String(port)] })
  await until('it is back', async () => (await fetch(`${marque.url}/readyz`)).status === 200)
})
