// insert, upsert, update and delete, in every form that the builders have.
import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'

import { type Asker, dataOf, failureOf, valuesOf } from '../asking.ts'

export function writing(asker: Asker): void {
  describe('writing', () => {
    beforeEach(() => asker.reset())
    inserting(asker)
    upserting(asker)
    updating(asker)
    deleting(asker)
    transactions(asker)
  })
}

const swatches = (asker: Asker): any => asker.as('ada', 'studio').from('swatches')

/** All swatches of a book, as the database has them. */
function bookOf(asker: Asker, book: string): Promise<any> {
  return dataOf(swatches(asker).select('page,colour,copies').eq('book', book).order('page'))
}

function inserting(asker: Asker): void {
  test('insert of one row answers 201 and sends nothing back', async () => {
    const answer = await swatches(asker).insert({ book: 'winter', page: 1, colour: 'white' })
    assert.deepEqual([answer.error, answer.data, answer.status, answer.count], [null, null, 201, null])
    assert.equal(answer.statusText, 'Created')
    assert.deepEqual(await bookOf(asker, 'winter'), [{ page: 1, colour: 'white', copies: 1 }])
  })

  test('insert and select sends the row back, with its defaults', async () => {
    const row = { book: 'winter', page: 1, colour: 'white' }
    assert.deepEqual(await dataOf(swatches(asker).insert(row).select()), [{ ...row, copies: 1 }])
    const columns = swatches(asker).insert({ ...row, page: 2 }).select('page, copies').single()
    assert.deepEqual(await dataOf(columns), { page: 2, copies: 1 })
  })

  test('insert of many rows: absent keys become null', async () => {
    const inks = asker.as('ada', 'studio').from('inks')
    const rows = [{ id: 11, name: 'Eleven', note: 'here' }, { id: 12, name: 'Twelve' }]
    const answer = await inks.insert(rows, { count: 'exact' }).select('id,note').order('id')
    assert.deepEqual([answer.data, answer.count], [[{ id: 11, note: 'here' }, { id: 12, note: null }], 2])
  })

  test('insert of many rows with defaultToNull: false: absent keys get the column\'s default', async () => {
    const inks = asker.as('ada', 'studio').from('inks')
    const rows = [{ id: 11, name: 'Eleven', note: 'here' }, { id: 12, name: 'Twelve' }]
    const answer = inks.insert(rows, { defaultToNull: false }).select('note').order('id')
    assert.deepEqual(await valuesOf(answer, 'note'), ['here', 'nothing noted'])
  })

  test('insert of no rows is no error', async () => {
    const answer = await swatches(asker).insert([]).select()
    assert.deepEqual([answer.error, answer.data, answer.status], [null, [], 201])
  })

  test('insert takes nested JSON, arrays and ranges', async () => {
    const recipe = { deep: [{ er: null }] }
    const ink = { id: 11, name: 'Eleven', tags: ['a,b', 'c"d'], recipe, batch: '[1,5)' }
    const columns = 'id,name,tags,recipe,batch'
    const answer = asker.as('ada', 'studio').from('inks').insert(ink).select(columns).single()
    assert.deepEqual(await dataOf(answer), ink)
  })

  test('insert of a bigint sends its digits', async () => {
    const answer = swatches(asker).insert({ book: 'winter', page: 12n }).select('page').single()
    assert.deepEqual(await dataOf(answer), { page: 12 })
  })

  test('insert of a taken key is 23505, and nothing of the batch stays', async () => {
    const rows = [{ book: 'spring', page: 3 }, { book: 'spring', page: 1 }]
    const { error, status } = await swatches(asker).insert(rows)
    assert.deepEqual([status, error.code], [409, '23505'])
    assert.equal(error.message, 'duplicate key value violates unique constraint "swatches_pkey"')
    assert.equal(error.details, null, 'under row-level security PostgreSQL does not say which')
    const byServer = await asker.as('server', 'studio').from('swatches').insert(rows)
    assert.equal(byServer.error!.details, 'Key (book, page)=(spring, 1) already exists.')
    assert.equal((await bookOf(asker, 'spring')).length, 2)
  })
}

function upserting(asker: Asker): void {
  test('upsert inserts what is new and changes what is there, by the primary key', async () => {
    const rows = [{ book: 'spring', page: 2, colour: 'gold' }, { book: 'spring', page: 3, colour: 'blue' }]
    const answer = await swatches(asker).upsert(rows).select('page,colour,copies').order('page')
    assert.equal(answer.status, 201)
    assert.deepEqual(answer.data,
      [{ page: 2, colour: 'gold', copies: 2 }, { page: 3, colour: 'blue', copies: 1 }])
  })

  test('upsert that only changes answers 200', async () => {
    const answer = await swatches(asker).upsert({ book: 'spring', page: 2, colour: 'gold' })
    assert.deepEqual([answer.error, answer.data, answer.status], [null, null, 200])
  })

  test('upsert by another unique column', async () => {
    const inks = asker.as('ada', 'studio').from('inks')
    const answer = inks.upsert({ id: 1, name: 'Amber', note: 'new' }, { onConflict: 'name' })
      .select('id,note').single()
    assert.deepEqual(await dataOf(answer), { id: 1, note: 'new' })
  })

  test('upsert that ignores duplicates leaves the old row and sends only new ones back', async () => {
    const rows = [{ book: 'spring', page: 2, colour: 'gold' }, { book: 'spring', page: 3, colour: 'blue' }]
    const answer = await swatches(asker).upsert(rows, { ignoreDuplicates: true, count: 'exact' })
      .select('page')
    assert.deepEqual([answer.data, answer.count, answer.status], [[{ page: 3 }], 1, 201])
    assert.equal((await bookOf(asker, 'spring'))[1].colour, 'yellow')
  })

  test('upsert with defaultToNull: false: new rows get the defaults', async () => {
    const rows = [{ id: 11, name: 'Eleven', note: 'here' }, { id: 12, name: 'Twelve' }]
    const answer = asker.as('ada', 'studio').from('inks').upsert(rows, { defaultToNull: false })
      .select('note').order('id')
    assert.deepEqual(await valuesOf(answer, 'note'), ['here', 'nothing noted'])
  })

  test('upsert on columns without a unique index is 42P10', async () => {
    const answer = swatches(asker).upsert({ book: 'spring', page: 2 }, { onConflict: 'colour' })
    assert.deepEqual(await failureOf(answer), [400, '42P10'])
  })
}

function updating(asker: Asker): void {
  test('update changes the filtered rows and answers 204', async () => {
    const answer = await swatches(asker).update({ colour: 'grey' }).eq('book', 'spring')
    assert.deepEqual([answer.error, answer.data, answer.status], [null, null, 204])
    assert.deepEqual(await valuesOf(swatches(asker).select('colour').order('book').order('page'), 'colour'),
      ['red', 'brown', 'grey', 'grey'])
  })

  test('update and select sends the changed rows back, counted where asked', async () => {
    const answer = await swatches(asker).update({ copies: 9 }, { count: 'exact' }).eq('page', 1)
      .select('book,copies').order('book')
    assert.deepEqual([answer.data, answer.count, answer.status],
      [[{ book: 'autumn', copies: 9 }, { book: 'spring', copies: 9 }], 2, 200])
  })

  test('update of nothing is no error', async () => {
    const answer = await swatches(asker).update({ copies: 9 }).eq('book', 'none').select()
    assert.deepEqual([answer.error, answer.data], [null, []])
  })

  test('update of one row as an object; of two it is refused and undone', async () => {
    const spring = (copies: number): any => swatches(asker).update({ copies }).eq('book', 'spring')
    assert.deepEqual(await dataOf(spring(9).eq('page', 1).select('copies').single()), { copies: 9 })
    assert.deepEqual(await failureOf(spring(7).select().single()), [406, 'PGRST116'])
    assert.deepEqual((await bookOf(asker, 'spring')).map((row: any) => row.copies), [9, 2])
  })

  test('update of a column that is not there is PGRST204', async () => {
    const unknown = swatches(asker).update({ nonsense: 1 }).eq('page', 1)
    assert.deepEqual(await failureOf(unknown), [400, 'PGRST204'])
  })
}

function deleting(asker: Asker): void {
  test('delete takes the filtered rows away and answers 204', async () => {
    const answer = await swatches(asker).delete().eq('book', 'spring')
    assert.deepEqual([answer.error, answer.data, answer.status], [null, null, 204])
    assert.deepEqual(await bookOf(asker, 'spring'), [])
    assert.equal((await bookOf(asker, 'autumn')).length, 2)
  })

  test('delete and select sends back what is gone, counted where asked', async () => {
    const answer = await swatches(asker).delete({ count: 'exact' }).eq('book', 'spring')
      .select('page').order('page')
    assert.deepEqual([answer.data, answer.count, answer.status], [[{ page: 1 }, { page: 2 }], 2, 200])
  })
}

function transactions(asker: Asker): void {
  test('maxAffected lets through what stays below it', async () => {
    const answer = await swatches(asker).update({ copies: 5 }).eq('book', 'spring').maxAffected(2)
      .select('copies')
    assert.deepEqual([answer.error, answer.data], [null, [{ copies: 5 }, { copies: 5 }]])
    assert.equal(await dataOf(swatches(asker).delete().eq('book', 'spring').maxAffected(2)), null)
  })

  test('maxAffected refuses more, and nothing has happened', async () => {
    const { error, status } = await swatches(asker).delete().eq('book', 'spring').maxAffected(1)
    assert.deepEqual([status, error.code], [400, 'PGRST124'])
    assert.equal(error.details, 'The query affects 2 rows')
    assert.equal((await bookOf(asker, 'spring')).length, 2)
  })

  test('rollback answers as if, and nothing has happened', async () => {
    const inserted = await swatches(asker).insert({ book: 'winter', page: 1 }).select('page').rollback()
    assert.deepEqual([inserted.error, inserted.data, inserted.status], [null, [{ page: 1 }], 201])
    assert.deepEqual(await dataOf(swatches(asker).delete().eq('book', 'spring').select('page').rollback()),
      [{ page: 1 }, { page: 2 }])
    assert.deepEqual(await bookOf(asker, 'winter'), [])
    assert.equal((await bookOf(asker, 'spring')).length, 2)
  })
}
