import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import pg from 'pg'
import { type Cluster, modelFiles, readModelFile, startCluster } from '../support/postgres.ts'
import { column } from './cases.ts'

const buckets = {
  'brand-logos': { file_size_limit: '20971520', types: ['png', 'jpeg', 'webp', 'svg+xml', 'pdf'] },
  'brand-mockups': { file_size_limit: '20971520', types: ['png', 'jpeg', 'webp', 'svg+xml'] },
  'product-images': { file_size_limit: '20971520', types: ['png', 'jpeg', 'webp'] },
  'product-masks': { file_size_limit: '10485760', types: ['png', 'webp'] },
}

describe('seed', () => {
  let cluster: Cluster
  let client: pg.Client
  const catalogue = (): Promise<unknown[]> =>
    column(client, `select to_jsonb(p) - 'updated_at' from public.products as p order by sku`)

  before(async () => {
    cluster = await startCluster()
    client = await cluster.connect(await cluster.cloneDatabase())
  })
  after(() => cluster.stop())

  it('the catalogue has at least 12 active products in at least 5 categories', async () => {
    const products = await column(client, 'select category from public.products where is_active')
    assert.ok(products.length >= 12)
    assert.ok(new Set(products).size >= 5)
    assert.ok(!products.includes(null))
  })

  it('the catalogue has bottle, jar, tube, pouch, box, mug, tote and t-shirt', async () => {
    const present = await column(client, 'select distinct category from public.products')
    const wanted = ['bottle', 'jar', 'tube', 'pouch', 'box', 'mug', 'tote', 't-shirt']
    assert.deepEqual(wanted.filter((category) => !present.includes(category)), [])
  })

  it('every product has a name and a stock keeping unit without spaces', async () => {
    assert.deepEqual(await column(client, `
      select sku from public.products where btrim(name) = '' or sku !~ '^[A-Z0-9]+(-[A-Z0-9]+)*$'`), [])
  })

  it('seeding again changes nothing', async () => {
    const before = await catalogue()
    await client.query(readModelFile('supabase/seed.sql'))
    assert.deepEqual(await catalogue(), before)
  })

  it('seeding again puts names right and leaves ids, activity and other products alone', async () => {
    const before = await catalogue()
    await client.query(`
      update public.products set name = 'wrong' where sku = (select min(sku) from public.products);
      insert into public.products (sku, name, is_active) values ('ZZZ', 'of somebody else', false)`)
    await client.query(readModelFile('supabase/seed.sql'))
    assert.deepEqual((await catalogue()).slice(0, -1), before)
    await client.query(`delete from public.products where sku = 'ZZZ'`)
  })

  it('there are the four buckets of the specification, and no other', async () => {
    const result = await client.query('select * from storage.buckets order by id')
    assert.deepEqual(result.rows.map((row) => row.id), Object.keys(buckets))
    for (const row of result.rows) {
      const { file_size_limit, types } = buckets[row.id as keyof typeof buckets]
      const mime = types.map((type) => (type === 'pdf' ? 'application/pdf' : `image/${type}`))
      assert.deepEqual(
        [row.name, row.public, row.type, row.file_size_limit, row.allowed_mime_types],
        [row.id, true, 'STANDARD', file_size_limit, mime],
      )
    }
  })

  it('making the buckets again changes nothing but what somebody changed', async () => {
    const path = modelFiles().find((name) => name.endsWith('_buckets.sql'))!
    const statement = /insert into storage\.buckets[^;]*;/.exec(readModelFile(path))![0]
    const state = (): Promise<unknown[]> =>
      column(client, 'select to_jsonb(b) from storage.buckets as b order by id')
    const before = await state()
    await client.query(`update storage.buckets set public = false, file_size_limit = 1`)
    await client.query(statement)
    assert.deepEqual(await state(), before)
  })
})

describe('model files', () => {
  it('a text that runs over several lines keeps its words apart', () => {
    const glued = modelFiles().flatMap((path) => {
      const text = readModelFile(path)
      return [...text.matchAll(/[^\s'(]'\n\s*'[^\s']/g)]
        .map((match) => `${path}:${text.slice(0, match.index).split('\n').length}`)
    })
    assert.deepEqual(glued, [])
  })
})
