// rpc: functions of every kind, by POST, GET and HEAD, with filters and modifiers on what they give.
import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'

import { type Asker, dataOf, failureOf, valuesOf } from '../asking.ts'

export function calling(asker: Asker): void {
  describe('calling functions', () => {
    beforeEach(() => asker.reset())
    results(asker)
    ways(asker)
    shaping(asker)
    failing(asker)
  })
}

const call = (asker: Asker, name: string, args?: object, options?: object): any =>
  asker.as('ada', 'studio').rpc(name, args as never, options as never)

function results(asker: Asker): void {
  test('a scalar comes as itself', async () => {
    assert.equal(await dataOf(call(asker, 'add', { a: 2, b: 3 })), 5)
    assert.equal(await dataOf(call(asker, 'greet', { name: 'Ada' })), 'hello Ada')
  })

  test('a default stands in for an argument that is not given', async () => {
    assert.equal(await dataOf(call(asker, 'greet')), 'hello world')
  })

  test('arrays and JSON go in and come out', async () => {
    assert.equal(await dataOf(call(asker, 'sum_of', { numbers: [1, 2, 3] })), 6)
    const value = { a: [1, null, { b: 'ü"\\' }] }
    assert.deepEqual(await dataOf(call(asker, 'echo', { value })), value)
  })

  test('a set of scalars comes as an array, a table as an array of objects, a row as an object', async () => {
    assert.deepEqual((await dataOf(call(asker, 'ink_names'))).slice(0, 2), ['Amber', 'Azure'])
    assert.deepEqual((await dataOf(call(asker, 'name_lengths')))[2], { name: 'Coal', length: 4 })
    assert.equal((await dataOf(call(asker, 'first_ink'))).name, 'Amber')
  })

  test('a function that returns nothing answers 204', async () => {
    const answer = await call(asker, 'burn', { book: 'spring' })
    assert.deepEqual([answer.error, answer.data, answer.status], [null, null, 204])
    const left = asker.as('ada', 'studio').from('swatches').select().eq('book', 'spring')
    assert.deepEqual(await dataOf(left), [])
  })

  test('a function sees who calls', async () => {
    assert.equal((await dataOf(call(asker, 'claims'))).email, 'ada@example.org')
  })
}

function ways(asker: Asker): void {
  test('get calls with the arguments in the URL', async () => {
    assert.equal(await dataOf(call(asker, 'add', { a: 2, b: 3 }, { get: true })), 5)
    assert.equal(await dataOf(call(asker, 'sum_of', { numbers: [4, 5] }, { get: true })), 9)
  })

  test('get cannot write', async () => {
    const [status, code] = await failureOf(call(asker, 'burn', { book: 'spring' }, { get: true }))
    assert.deepEqual([status, code], [405, '25006'])
  })

  test('head gives a count and no data', async () => {
    const answer = await call(asker, 'inks_tagged', { tag: 'cold' }, { head: true, count: 'exact' })
    assert.deepEqual([answer.error, answer.data, answer.count], [null, null, 2])
  })

  test('head with an object becomes a POST that sends nothing back', async () => {
    const answer = await call(asker, 'echo', { value: { a: 1 } }, { head: true })
    assert.equal(answer.error, null)
    assert.ok(answer.status === 200 || answer.status === 204)
  })

  test('counts of what a function gives', async () => {
    const answer = await call(asker, 'inks_tagged', { tag: 'cold' }, { count: 'exact' }).limit(1)
    assert.deepEqual([answer.data.length, answer.count, answer.status], [1, 2, 206])
  })
}

function shaping(asker: Asker): void {
  test('filters, order, limit and select work on rows that a function gives', async () => {
    const cold = call(asker, 'inks_tagged', { tag: 'cold' }).select('id,name')
      .order('id', { ascending: false })
    assert.deepEqual(await valuesOf(cold), ['Coal', 'Azure'])
    assert.deepEqual(await valuesOf(call(asker, 'inks_tagged', { tag: 'cold' }).gt('price', 20)), ['Coal'])
    assert.deepEqual(await valuesOf(call(asker, 'inks_tagged', { tag: 'warm' }).order('id').range(1, 1)),
      ['Dune, dry'])
    const read = call(asker, 'inks_tagged', { tag: 'cold' }, { get: true }).neq('name', 'Coal')
    assert.deepEqual(await valuesOf(read), ['Azure'])
  })

  test('rows of a function embed their relatives', async () => {
    const query = call(asker, 'inks_tagged', { tag: 'dark' }).select('name, labels(text)').single()
    assert.deepEqual(await dataOf(query), { name: 'Coal', labels: { text: 'Stains' } })
  })

  test('single, maybeSingle and csv', async () => {
    assert.equal((await dataOf(call(asker, 'inks_tagged', { tag: 'dark' }).single())).name, 'Coal')
    assert.deepEqual(await failureOf(call(asker, 'inks_tagged', { tag: 'cold' }).single()), [406, 'PGRST116'])
    assert.equal(await dataOf(call(asker, 'inks_tagged', { tag: 'none' }).maybeSingle()), null)
    assert.equal(await dataOf(call(asker, 'name_lengths').limit(1).csv()), 'name,length\nAmber,5')
  })

  test('maxAffected holds for a function that returns rows', async () => {
    const torn = await call(asker, 'tear_out', { book: 'spring' }).maxAffected(1)
    assert.deepEqual([torn.status, torn.error.code], [400, 'PGRST124'])
    assert.equal((await dataOf(call(asker, 'tear_out', { book: 'spring' }).maxAffected(2))).length, 2)
    assert.deepEqual(await failureOf(call(asker, 'add', { a: 1, b: 1 }).maxAffected(1)), [400, 'PGRST128'])
  })

  test('rollback undoes what a function did', async () => {
    assert.equal((await dataOf(call(asker, 'tear_out', { book: 'spring' }).rollback())).length, 2)
    assert.equal((await dataOf(call(asker, 'tear_out', { book: 'spring' }))).length, 2)
  })
}

function failing(asker: Asker): void {
  test('an unknown function is PGRST202 with a hint', async () => {
    const { error, status } = await call(asker, 'ad', { a: 1, b: 2 })
    assert.deepEqual([status, error.code], [404, 'PGRST202'])
    assert.equal(error.message, 'Could not find the function studio.ad(a, b) in the schema cache')
    const { error: known } = await call(asker, 'add', { a: 1, c: 2 })
    assert.equal(known.hint, 'Perhaps you meant to call the function studio.add(a, b)')
  })

  test('two functions that fit are PGRST203', async () => {
    assert.deepEqual(await failureOf(call(asker, 'describe', { size: 1 })), [300, 'PGRST203'])
  })

  test('an argument of the wrong type is 22P02', async () => {
    assert.deepEqual(await failureOf(call(asker, 'add', { a: 'one', b: 2 })), [400, '22P02'])
  })

  test('raise exception arrives with message, details and hint', async () => {
    const { error, status } = await call(asker, 'refuse')
    assert.equal(status, 400)
    assert.deepEqual(error, {
      code: 'P0001', message: 'this cannot be', details: 'it was tried before', hint: 'try something else',
    })
  })

  test('a function chooses its status with PTnnn', async () => {
    const { error, status, statusText } = await call(asker, 'ask_for_payment')
    assert.deepEqual([status, statusText], [402, 'Payment Required'])
    assert.deepEqual(error, {
      code: 'PT402', message: 'Payment Required', details: 'quota exceeded', hint: 'upgrade',
    })
  })

  test('a function writes the whole error with PGRST', async () => {
    const { error, status } = await call(asker, 'brew')
    assert.equal(status, 418)
    assert.deepEqual(error,
      { code: 'TEA', message: 'a teapot', details: 'short and stout', hint: 'no coffee' })
  })
}
