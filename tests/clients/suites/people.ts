// What matters to people: everybody sees their own, errors say what is wrong, and schemas are kept apart.
import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'

import { type Asker, dataOf, failureOf, valuesOf } from '../asking.ts'
import { brands, people } from '../world.ts'

export function peopleAndErrors(asker: Asker): void {
  describe('people', () => {
    beforeEach(() => asker.reset())
    isolation(asker)
    if (asker.starLeavesOut) stars(asker)
    else starsRefused(asker)
    rights(asker)
    errors(asker)
    schemas(asker)
  })
}

function isolation(asker: Asker): void {
  test('two people each see their own brands and nobody else\'s', async () => {
    assert.deepEqual(await valuesOf(asker.as('ada').from('brands').select('name').order('name')),
      ['Anvil', 'Aurora'])
    assert.deepEqual(await valuesOf(asker.as('bob').from('brands').select('name')), ['Basalt'])
  })

  test('somebody else\'s brand is not there: not to read, to change, to delete', async () => {
    const bob = asker.as('bob').from('brands')
    assert.equal(await dataOf(bob.select().eq('id', brands.aurora).maybeSingle()), null)
    assert.deepEqual(await dataOf(bob.update({ name: 'Mine' }).eq('id', brands.aurora).select()), [])
    assert.deepEqual(await dataOf(bob.delete().eq('id', brands.aurora).select()), [])
    const ada = asker.as('ada').from('brands').select('name').eq('id', brands.aurora).single()
    assert.deepEqual(await dataOf(ada), { name: 'Aurora' })
  })

  test('nobody gives a brand away, or takes one by upsert', async () => {
    const bob = asker.as('bob').from('brands')
    assert.deepEqual(await failureOf(bob.insert({ name: 'Gift', user_id: people.ada })), [403, '42501'])
    const given = bob.update({ user_id: people.ada }).eq('id', brands.basalt)
    assert.deepEqual(await failureOf(given), [403, '42501'])
    const stolen = bob.upsert({ id: brands.aurora, name: 'Mine', user_id: people.bob })
    assert.deepEqual(await failureOf(stolen), [403, '42501'])
  })

  test('the server key sees everybody\'s', async () => {
    const { count } = await asker.as('server').from('brands').select('*', { count: 'exact', head: true })
    assert.equal(count, 3)
  })
}

function stars(asker: Asker): void {
  test('select * on profiles leaves out the column that nobody may read', async () => {
    const [profile, ...more] = await dataOf(asker.as('ada').from('profiles').select('*'))
    assert.deepEqual(more, [])
    assert.equal(profile.id, people.ada)
    assert.equal(profile.email, 'ada@example.org')
    assert.ok(!('password' in profile))
  })

  test('a profile is changed and comes back without that column', async () => {
    const profile = await dataOf(asker.as('ada').from('profiles').update({ full_name: 'Ada L.' })
      .eq('id', people.ada).select().single())
    assert.equal(profile.full_name, 'Ada L.')
    assert.ok(!('password' in profile))
  })
}

function starsRefused(asker: Asker): void {
  test('select * on profiles is refused, as PostgREST does: nobody may read one column', async () => {
    assert.deepEqual(await failureOf(asker.as('ada').from('profiles').select('*')), [403, '42501'])
  })
}

function rights(asker: Asker): void {
  test('without a sign-in the catalogue can be read', async () => {
    const { count } = await asker.as('nobody').from('products').select('*', { count: 'exact' })
    assert.equal(count, 16)
  })

  test('without a sign-in a person\'s table is refused: 401, 42501', async () => {
    assert.deepEqual(await failureOf(asker.as('nobody').from('brands').select()), [401, '42501'])
  })

  test('a person may not write the catalogue: 403, 42501', async () => {
    const answer = await asker.as('ada').from('products').insert({ sku: 'X', name: 'X' })
    assert.deepEqual([answer.status, answer.error!.code], [403, '42501'])
    assert.equal(answer.error!.message, 'permission denied for table products')
  })

  test('a column without a right is 42501 when it is named', async () => {
    assert.deepEqual(await failureOf(asker.as('ada').from('profiles').select('password')), [403, '42501'])
  })
}

function errors(asker: Asker): void {
  const brand = (): any => asker.as('ada').from('brands')

  test('a check that fails is 23514, a missing value 23502, a missing parent 23503', async () => {
    const own = { user_id: people.ada }
    assert.deepEqual(await failureOf(brand().insert({ ...own, status: 'odd' })), [400, '23514'])
    assert.deepEqual(await failureOf(brand().insert({ ...own, wizard_step: null })), [400, '23502'])
    const child = asker.as('ada').from('brand_products')
      .insert({ brand_id: brands.aurora, product_id: people.ada })
    assert.deepEqual(await failureOf(child), [409, '23503'])
  })

  test('a second choice of the same product is 23505', async () => {
    const choices = asker.as('ada').from('brand_products')
    const [{ product_id }] = await dataOf(choices.select('product_id').limit(1))
    assert.deepEqual(await failureOf(choices.insert({ brand_id: brands.aurora, product_id })), [409, '23505'])
    const again = choices.upsert({ brand_id: brands.aurora, product_id, quantity: 5 },
      { onConflict: 'brand_id,product_id' }).select('quantity').single()
    assert.deepEqual(await dataOf(again), { quantity: 5 })
  })

  test('a value of the wrong type is 22P02', async () => {
    assert.deepEqual(await failureOf(brand().select().eq('id', 'not-a-uuid')), [400, '22P02'])
  })

  test('an unknown table is PGRST205, with the table that was meant', async () => {
    const { error, status } = await asker.as('ada').from('brand').select()
    assert.equal(status, 404)
    assert.deepEqual({ ...error }, {
      code: 'PGRST205', details: null, hint: 'Perhaps you meant the table \'public.brands\'',
      message: 'Could not find the table \'public.brand\' in the schema cache',
    })
  })

  test('an unknown column is 42703, a broken filter PGRST100', async () => {
    assert.deepEqual(await failureOf(brand().select('nonsense')), [400, '42703'])
    assert.deepEqual(await failureOf(brand().select().filter('name', 'sounds_like', 'x')), [400, 'PGRST100'])
    assert.deepEqual(await failureOf(brand().select('name,(')), [400, 'PGRST100'])
  })

  test('a failed HEAD has a status and no body', async () => {
    const { error, status, data, count } = await brand().select('nonsense', { head: true, count: 'exact' })
    assert.deepEqual([status, data, count], [400, null, null])
    assert.notEqual(error, null)
  })
}

function schemas(asker: Asker): void {
  test('schema() asks another schema, for tables and for functions', async () => {
    const studio = asker.as('ada').schema('studio')
    assert.deepEqual(await valuesOf(studio.from('papers').select('name').order('id')),
      ['Rag', 'Rice', 'Vellum'])
    assert.equal(await dataOf(studio.rpc('add', { a: 1, b: 1 } as never)), 2)
    assert.deepEqual(await failureOf(asker.as('ada').from('papers').select()), [404, 'PGRST205'])
  })

  test('a schema that is not exposed is PGRST106', async () => {
    const hidden = asker.as('ada').schema('auth').from('users').select()
    assert.deepEqual(await failureOf(hidden), [406, 'PGRST106'])
  })

  test('getOpenApiSpec describes what this person may use', async () => {
    const { data, error } = await asker.as('ada').getOpenApiSpec()
    assert.equal(error, null)
    assert.equal(data!.swagger, '2.0')
    assert.ok('/brands' in data!.paths)
    assert.ok(!('/inks' in data!.paths))
    const studio = await dataOf(asker.as('ada', 'studio').getOpenApiSpec() as never)
    assert.ok('/inks' in studio.paths && '/rpc/add' in studio.paths)
  })
}
