// @supabase/supabase-js, as it comes from npm, against `marque serve`.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createClient, SupabaseClient } from '@supabase/supabase-js'

import { type Asker, type Client, dataOf, failureOf, valuesOf } from './asking.ts'
import { everything, nothingWasLeftOut, recordQueryLayer } from './suites/all.ts'
import { useWorld, type Who } from './world.ts'

const world = useWorld()
const recorder = recordQueryLayer()
recorder.watch([SupabaseClient], ['from', 'rpc', 'schema', 'getOpenApiSpec'])

const quiet = { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false }

/** A client with this key; `token` is what the person's sign-in gave. */
function clientWith(key: string, options: { token?: string, schema?: string } = {}): Client {
  const { token, schema = 'public' } = options
  const client = createClient(world.marque.url, key, {
    db: { schema },
    ...(token === undefined ? { auth: quiet } : { accessToken: () => Promise.resolve(token) }),
  })
  return client as unknown as Client
}

const asker: Asker = {
  as(who: Who, schema?: string) {
    const { publishable_key: publishable, secret_key: secret } = world.ready
    const further = schema === undefined ? {} : { schema }
    if (who === 'server') return clientWith(secret, further)
    if (who === 'nobody') return clientWith(publishable, further)
    return clientWith(publishable, { token: world.tokenOf(who), ...further })
  },
  reset: () => world.reset(),
  starLeavesOut: true,
}

everything(asker)

test('the legacy keys, which are JWTs, do what the new ones do', async () => {
  const anonymous = clientWith(world.ready.anon_key)
  assert.equal((await dataOf(anonymous.from('products').select('sku'))).length, 16)
  assert.deepEqual(await failureOf(anonymous.from('brands').select()), [401, '42501'])
  const server = clientWith(world.ready.service_role_key)
  assert.equal((await dataOf(server.from('brands').select('id'))).length, 3)
})

test('a sign-in\'s token given as a global header', async () => {
  const headers = { Authorization: `Bearer ${world.tokenOf('bob')}` }
  const options = { auth: quiet, global: { headers } }
  const client = createClient(world.marque.url, world.ready.publishable_key, options)
  assert.deepEqual(await valuesOf(client.from('brands').select('name')), ['Basalt'])
})

test('an unknown key, a token that has expired and one that somebody else signed are 401', async () => {
  const unknown = await clientWith('sb_publishable_unknown_key_of_nobody').from('products').select()
  assert.equal(unknown.status, 401)
  const key = world.ready.publishable_key
  const expired = clientWith(key, { token: world.tokenOf('ada', { exp: 1_000_000_000 }) })
  const { error, status } = await expired.from('brands').select()
  assert.deepEqual([status, error!.code, error!.message], [401, 'PGRST303', 'JWT expired'])
  const forged = clientWith(key, { token: `${world.tokenOf('ada').slice(0, -4)}AAAA` })
  assert.deepEqual(await failureOf(forged.from('brands').select()), [401, 'PGRST301'])
})

test('a table that is made while the server runs is served a moment later', async () => {
  await world.database.query(`
    create table studio.brushes (id integer primary key, name text);
    alter table studio.brushes enable row level security;
    create policy open on studio.brushes using (true);
    grant select on studio.brushes to authenticated;
    insert into studio.brushes values (1, 'Flat')`)
  const deadline = Date.now() + 10_000
  let answer
  do answer = await asker.as('ada', 'studio').from('brushes').select()
  while (answer.error !== null && Date.now() < deadline)
  assert.deepEqual([answer.error, answer.data], [null, [{ id: 1, name: 'Flat' }]])
})

nothingWasLeftOut(recorder)
