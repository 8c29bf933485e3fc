// What comes back, in which order, how much of it, and in which form.
import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'

import { type Asker, dataOf, failureOf, valuesOf } from '../asking.ts'

export function modifiers(asker: Asker): void {
  describe('modifiers', () => {
    before(() => asker.reset())
    columns(asker)
    orderAndLimit(asker)
    counts(asker)
    single(asker)
    forms(asker)
    types(asker)
    behaviour(asker)
  })
}

function columns(asker: Asker): void {
  test('select without columns gives all of them', async () => {
    const [label] = await dataOf(asker.as('ada', 'studio').from('labels').select().eq('ink_id', 1))
    assert.deepEqual(label, { ink_id: 1, text: 'Handle with care' })
  })

  test('select renames, casts, walks into JSON and ignores blanks', async () => {
    const columns = 'title: name, price::text, pigment:recipe->>pigment, recipe->parts->0, shout'
    const [ink] = await dataOf(asker.as('ada', 'studio').from('inks').select(columns).eq('id', 1))
    assert.deepEqual(ink, { title: 'Amber', price: '10', pigment: 'iron', parts: 1, shout: 'AMBER' })
  })

  test('select can aggregate', async () => {
    const rows = await dataOf(asker.as('ada', 'studio').from('swatches').select('book, copies.sum(), count()')
      .order('book'))
    assert.deepEqual(rows, [{ book: 'autumn', sum: 7, count: 2 }, { book: 'spring', sum: 3, count: 2 }])
  })
}

function orderAndLimit(asker: Asker): void {
  const inks = (): any => asker.as('ada', 'studio').from('inks').select('id')

  test('order goes up, and puts nulls last', async () => {
    assert.deepEqual(await valuesOf(inks().order('price'), 'id'), [1, 2, 3, 5, 4])
  })

  test('order goes down, and then nulls come first', async () => {
    assert.deepEqual(await valuesOf(inks().order('price', { ascending: false }), 'id'), [4, 5, 3, 2, 1])
  })

  test('order says where nulls go', async () => {
    assert.deepEqual(await valuesOf(inks().order('price', { nullsFirst: true }), 'id'), [4, 1, 2, 3, 5])
    const down = inks().order('price', { ascending: false, nullsFirst: false })
    assert.deepEqual(await valuesOf(down, 'id'), [5, 3, 2, 1, 4])
  })

  test('a second order decides among equals', async () => {
    const query = inks().order('is_matte').order('id', { ascending: false })
    assert.deepEqual(await valuesOf(query, 'id'), [4, 2, 5, 1, 3])
  })

  test('limit gives the first ones', async () => {
    assert.deepEqual(await valuesOf(inks().order('id').limit(2), 'id'), [1, 2])
    assert.deepEqual(await valuesOf(inks().limit(0), 'id'), [])
  })

  test('range counts from zero and includes its end', async () => {
    assert.deepEqual(await valuesOf(inks().order('id').range(1, 3), 'id'), [2, 3, 4])
    assert.deepEqual(await valuesOf(inks().order('id').range(4, 9), 'id'), [5])
  })
}

function counts(asker: Asker): void {
  const inks = (options: object): any => asker.as('ada', 'studio').from('inks').select('id', options)

  test('an exact count counts beyond the limit, and the answer is partial', async () => {
    const { data, count, status } = await inks({ count: 'exact' }).limit(2)
    assert.deepEqual([data.length, count, status], [2, 5, 206])
  })

  test('an exact count of all the rows there are', async () => {
    const { count, status, statusText } = await inks({ count: 'exact' })
    assert.deepEqual([count, status, statusText], [5, 200, 'OK'])
  })

  test('head counts without sending rows', async () => {
    const { data, count, error } = await inks({ count: 'exact', head: true }).gt('price', 10)
    assert.deepEqual([data, count, error], [null, 3, null])
  })

  test('planned and estimated counts are numbers', async () => {
    for (const kind of ['planned', 'estimated']) {
      const { count, error } = await inks({ count: kind })
      assert.equal(error, null)
      assert.ok(Number.isInteger(count) && count >= 0, `${kind}: ${count}`)
    }
  })

  test('nothing is counted unless asked', async () => {
    assert.equal((await inks({})).count, null)
  })

  test('a range behind the last row of a counted answer is an error', async () => {
    assert.deepEqual(await failureOf(inks({ count: 'exact' }).range(10, 19)), [416, 'PGRST103'])
  })
}

function single(asker: Asker): void {
  const inks = (): any => asker.as('ada', 'studio').from('inks').select('name')

  test('single gives the row itself', async () => {
    assert.deepEqual(await dataOf(inks().eq('id', 1).single()), { name: 'Amber' })
  })

  test('single refuses no row, and many', async () => {
    assert.deepEqual(await failureOf(inks().eq('id', 99).single()), [406, 'PGRST116'])
    const { error } = await inks().single()
    assert.equal(error.code, 'PGRST116')
    assert.equal(error.details, 'The result contains 5 rows')
    assert.equal(error.message, 'Cannot coerce the result to a single JSON object')
  })

  test('maybeSingle gives the row, or null', async () => {
    assert.deepEqual(await dataOf(inks().eq('id', 1).maybeSingle()), { name: 'Amber' })
    const nothing = await inks().eq('id', 99).maybeSingle()
    assert.deepEqual([nothing.data, nothing.error, nothing.status], [null, null, 200])
  })

  test('maybeSingle refuses many', async () => {
    assert.deepEqual(await failureOf(inks().maybeSingle()), [406, 'PGRST116'])
  })
}

function forms(asker: Asker): void {
  const inks = (): any => asker.as('ada', 'studio').from('inks').select('id,name,note').order('id')

  test('csv gives a header and lines', async () => {
    assert.equal(await dataOf(inks().in('id', [3, 4]).csv()),
      'id,name,note\n3,Coal,\n4,"Dune, dry","sand and glowing ""wind"""')
  })

  test('geojson gives a collection of features', async () => {
    const collection = await dataOf(inks().eq('id', 1).geojson())
    assert.equal(collection.type, 'FeatureCollection')
    assert.deepEqual(collection.features.map((feature: any) => feature.properties.name), ['Amber'])
  })

  test('stripNulls leaves out what is null', async () => {
    assert.deepEqual(await dataOf(inks().eq('id', 3).stripNulls()), [{ id: 3, name: 'Coal' }])
    assert.deepEqual(await dataOf(inks().eq('id', 3).stripNulls().single()), { id: 3, name: 'Coal' })
  })

  test('explain gives PostgreSQL\'s plan as text', async () => {
    const plan = await dataOf(inks().explain())
    assert.match(plan, /Aggregate {2}\(cost=/)
    assert.doesNotMatch(plan, /actual time/)
  })

  test('explain takes all its options', async () => {
    const options = { analyze: true, verbose: true, settings: true, buffers: true, wal: true }
    const plan = await dataOf(inks().explain(options))
    assert.match(plan, /actual time/)
    assert.match(plan, /Output: /)
  })

  test('explain gives JSON where asked, also for a single row', async () => {
    const [{ Plan: plan }] = await dataOf(inks().explain({ format: 'json' }))
    assert.equal(typeof plan['Total Cost'], 'number')
    const [{ Plan: ofOne }] = await dataOf(inks().eq('id', 1).single().explain({ format: 'json' }))
    assert.equal(typeof ofOne['Total Cost'], 'number')
  })
}

function types(asker: Asker): void {
  test('returns and overrideTypes change types alone', async () => {
    const query = (): any => asker.as('ada', 'studio').from('inks').select('id').eq('id', 1)
    assert.deepEqual(await dataOf(query().returns()), [{ id: 1 }])
    assert.deepEqual(await dataOf(query().single().returns()), { id: 1 })
    assert.deepEqual(await dataOf(query().overrideTypes()), [{ id: 1 }])
  })

  test('numbers, booleans, arrays, ranges and JSON come as JSON has them', async () => {
    const [ink] = await dataOf(asker.as('ada', 'studio').from('inks').select('*').eq('id', 1))
    const { words, ...rest } = ink
    assert.equal(typeof words, 'string')
    assert.deepEqual(rest, {
      id: 1, name: 'Amber', tags: ['warm', 'glass'], price: 10, batch: '[1,10)', is_matte: true,
      recipe: { pigment: 'iron', parts: [1, 2] }, note: 'glows', base_id: null,
    })
  })
}

function behaviour(asker: Asker): void {
  const inks = (): any => asker.as('ada', 'studio').from('inks').select('id').eq('id', 1)

  test('throwOnError throws the error, as an Error with the server\'s code', async () => {
    await assert.rejects(async () => await inks().eq('nonsense', 1).throwOnError(), (error: any) => {
      assert.ok(error instanceof Error)
      assert.deepEqual(JSON.parse(JSON.stringify(error)), {
        name: 'PostgrestError', code: '42703', details: null, hint: null,
        message: 'column inks.nonsense does not exist',
      })
      return true
    })
    const { data } = await inks().throwOnError()
    assert.deepEqual(data, [{ id: 1 }])
  })

  test('abortSignal ends the waiting, not only the answer', async () => {
    const started = Date.now()
    const { error, data, status } = await asker.as('ada', 'studio').rpc('nap', { seconds: 3 })
      .abortSignal(AbortSignal.timeout(200))
    assert.deepEqual([data, status], [null, 0])
    assert.match(error!.message, /TimeoutError|AbortError/)
    assert.ok(Date.now() - started < 2_500)
  })

  test('setHeader adds a header: the time zone of this request', async () => {
    const query = asker.as('ada').from('profiles').select('created_at').limit(1)
    const [row] = await dataOf(query.setHeader('Prefer', 'timezone=Asia/Tokyo'))
    assert.match(row.created_at, /\+09:00$/)
  })

  test('retry can be turned off; an answer is an answer', async () => {
    assert.deepEqual(await dataOf(inks().retry(false)), [{ id: 1 }])
  })
}
