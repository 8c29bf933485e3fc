// Relatives of rows: embedded, filtered, ordered, limited, joined, spread.
import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'

import { type Asker, dataOf, failureOf, valuesOf } from '../asking.ts'
import { brands } from '../world.ts'

export function embedding(asker: Asker): void {
  describe('embedding', () => {
    beforeEach(() => asker.reset())
    kinds(asker)
    conditions(asker)
    brandModel(asker)
  })
}

const inks = (asker: Asker, columns: string): any => asker.as('ada', 'studio').from('inks').select(columns)

function kinds(asker: Asker): void {
  test('one-to-one comes as an object, or null', async () => {
    assert.deepEqual(await dataOf(inks(asker, 'id, labels(text)').lte('id', 2).order('id')),
      [{ id: 1, labels: { text: 'Handle with care' } }, { id: 2, labels: null }])
  })

  test('many-to-many comes as an array', async () => {
    const query = inks(asker, 'name, papers(name)').lte('id', 2)
      .order('id').order('name', { referencedTable: 'papers' })
    assert.deepEqual(await dataOf(query), [
      { name: 'Amber', papers: [{ name: 'Rag' }, { name: 'Rice' }] },
      { name: 'Azure', papers: [{ name: 'Rag' }] },
    ])
  })

  test('one-to-many and many-to-one, through the junction, with an alias', async () => {
    const query = inks(asker, 'name, layers:ink_papers(coats, paper:papers(name))').eq('id', 3).single()
    assert.deepEqual(await dataOf(query),
      { name: 'Coal', layers: [{ coats: 4, paper: { name: 'Vellum' } }] })
  })

  test('a table that refers to itself, both ways', async () => {
    assert.deepEqual(await dataOf(inks(asker, 'name, base:base_id(name)').eq('id', 2).single()),
      { name: 'Azure', base: { name: 'Amber' } })
    const query = inks(asker, 'name, derived:inks!base_id(name)').eq('id', 1)
      .order('id', { referencedTable: 'derived' }).single()
    assert.deepEqual(await dataOf(query), { name: 'Amber', derived: [{ name: 'Azure' }, { name: 'Coal' }] })
  })

  test('a computed relationship', async () => {
    const papers = asker.as('ada', 'studio').from('papers')
    assert.deepEqual(await dataOf(papers.select('name, thicker_papers(name)').eq('id', 3).single()),
      { name: 'Vellum', thicker_papers: [{ name: 'Rag' }] })
  })

  test('spread lifts a relative\'s columns into the row', async () => {
    const query = asker.as('ada', 'studio').from('labels').select('text, ...inks(name)').eq('ink_id', 3)
    assert.deepEqual(await dataOf(query), [{ text: 'Stains', name: 'Coal' }])
  })

  test('a count of relatives', async () => {
    assert.deepEqual(await dataOf(inks(asker, 'id, papers(count)').eq('id', 1)),
      [{ id: 1, papers: [{ count: 2 }] }])
  })
}

function conditions(asker: Asker): void {
  test('a filter on a relative filters the relatives alone', async () => {
    const query = inks(asker, 'id, papers(name)').lte('id', 2).eq('papers.name', 'Rice').order('id')
    assert.deepEqual(await dataOf(query), [{ id: 1, papers: [{ name: 'Rice' }] }, { id: 2, papers: [] }])
  })

  test('!inner filters the rows by their relatives', async () => {
    const query = inks(asker, 'id, papers!inner(name)').eq('papers.name', 'Rice')
    assert.deepEqual(await dataOf(query), [{ id: 1, papers: [{ name: 'Rice' }] }])
  })

  test('not null on a relative is a join without its columns', async () => {
    assert.deepEqual(await valuesOf(inks(asker, 'name, labels()').not('labels', 'is', null).order('id')),
      ['Amber', 'Coal'])
    assert.deepEqual(await valuesOf(inks(asker, 'name, labels()').is('labels', null).order('id')),
      ['Azure', 'Dune, dry', 'amber light'])
  })

  test('or on a relative', async () => {
    const query = inks(asker, 'id, papers(name)').eq('id', 1)
      .or('name.eq.Rice,weight.gt.1000', { referencedTable: 'papers' })
    assert.deepEqual(await dataOf(query), [{ id: 1, papers: [{ name: 'Rice' }] }])
  })

  test('order, limit and range of relatives', async () => {
    const papers = (): any => inks(asker, 'papers(name)').eq('id', 1)
    assert.deepEqual(
      await dataOf(papers().order('name', { referencedTable: 'papers', ascending: false })
        .limit(1, { referencedTable: 'papers' }).single()),
      { papers: [{ name: 'Rice' }] })
    assert.deepEqual(
      await dataOf(papers().order('name', { foreignTable: 'papers' })
        .range(1, 5, { foreignTable: 'papers' }).single()),
      { papers: [{ name: 'Rice' }] })
  })

  test('rows in the order of a relative\'s column', async () => {
    const query = asker.as('ada', 'studio').from('labels').select('text, inks(price)')
      .order('inks(price)', { ascending: false })
    assert.deepEqual(await valuesOf(query, 'text'), ['Stains', 'Handle with care'])
  })

  test('what is not related is PGRST200', async () => {
    const { error, status } = await inks(asker, 'id, swatches(page)')
    assert.deepEqual([status, error.code], [400, 'PGRST200'])
    assert.equal(error.message,
      'Could not find a relationship between \'inks\' and \'swatches\' in the schema cache')
  })

  test('a filter on what is not embedded is PGRST108', async () => {
    assert.deepEqual(await failureOf(inks(asker, 'id').eq('papers.name', 'Rice')), [400, 'PGRST108'])
  })
}

function brandModel(asker: Asker): void {
  test('a brand with its owner, its products and its mockups, as the wizard loads it', async () => {
    const columns = `
      id, name, wizard_step,
      profiles ( email ),
      brand_products ( quantity, products ( sku ) ),
      brand_mockups!brand_mockups_brand_id_fkey ( status, product:products ( name ) )`
    const query = asker.as('ada').from('brands').select(columns).eq('id', brands.aurora)
      .order('products(sku)', { referencedTable: 'brand_products' }).single()
    assert.deepEqual(await dataOf(query), {
      id: brands.aurora, name: 'Aurora', wizard_step: 3,
      profiles: { email: 'ada@example.org' },
      brand_products: [
        { quantity: 2, products: { sku: 'JAR-060-FRO' } }, { quantity: 2, products: { sku: 'JAR-370-HON' } },
      ],
      brand_mockups: [{ status: 'approved', product: { name: 'Ceramic mug, 330 ml' } }],
    })
  })

  test('an inserted child comes back with its brand', async () => {
    const query = asker.as('ada').from('brand_assets')
      .insert({ brand_id: brands.aurora, asset_type: 'logo', metadata: { width: 10 } })
      .select('asset_type, metadata->width, brands(name)').single()
    assert.deepEqual(await dataOf(query), { asset_type: 'logo', width: 10, brands: { name: 'Aurora' } })
  })
}
