// @supabase/postgrest-js, as it comes from npm, alone: against `marque serve`, and against `marque rest`.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { PostgrestClient } from '@supabase/postgrest-js'

import { type Asker, type Client, dataOf, valuesOf } from './asking.ts'
import { everything, nothingWasLeftOut, recordQueryLayer } from './suites/all.ts'
import { useWorld, type Who } from './world.ts'

const world = useWorld({ rest: true })
const recorder = recordQueryLayer()

/** `marque serve` wants a key with every request. */
const atServe: Asker = {
  as(who: Who, schema = 'public') {
    const { publishable_key: publishable, secret_key: secret } = world.ready
    const headers: Record<string, string> = { apikey: who === 'server' ? secret : publishable }
    if (who === 'ada' || who === 'bob') headers.Authorization = `Bearer ${world.tokenOf(who)}`
    return new PostgrestClient(world.serveUrl, { headers, schema }) as Client
  },
  reset: () => world.reset(),
  starLeavesOut: true,
}

/** `marque rest` knows JWTs alone. */
const atRest: Asker = {
  as(who: Who, schema = 'public') {
    const token = who === 'server' ? world.ready.service_role_key : who === 'nobody' ? '' : world.tokenOf(who)
    const headers: Record<string, string> = token === '' ? {} : { Authorization: `Bearer ${token}` }
    return new PostgrestClient(world.restUrl, { headers, schema }) as Client
  },
  reset: () => world.reset(),
  starLeavesOut: false,
}

describe('marque serve', () => everything(atServe))
describe('marque rest', () => everything(atRest))

describe('options of the client', () => {
  test('without a schema, the first one that is exposed is asked', async () => {
    const client = new PostgrestClient(world.restUrl)
    assert.equal((await dataOf(client.from('products').select('sku'))).length, 16)
  })

  test('a fetch of one\'s own, for the client and for one query', async () => {
    const asked: string[] = []
    const counting = (title: string): typeof fetch => (input, init) => {
      asked.push(title)
      return fetch(input, init)
    }
    const client = new PostgrestClient(world.restUrl, { fetch: counting('client') })
    await dataOf(client.from('products').select('sku'))
    await dataOf(client.from('products', { fetch: counting('query') }).select('sku'))
    assert.deepEqual(asked, ['client', 'query'])
  })

  test('a timeout ends what takes too long', async () => {
    const headers = { Authorization: `Bearer ${world.tokenOf('ada')}` }
    const client = new PostgrestClient(world.restUrl, { headers, schema: 'studio', timeout: 200 })
    const { error, status } = await client.rpc('nap', { seconds: 3 } as never)
    assert.equal(status, 0)
    assert.match(error!.message, /AbortError/)
    assert.deepEqual(await valuesOf(client.from('papers').select('name').eq('id', 1)), ['Rag'])
  })
})

nothingWasLeftOut(recorder)
