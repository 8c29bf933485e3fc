// What the matrix of rights cannot say row by row: rows that change hands, children under somebody else's
// brand, columns, the catalogue, whole tables at once.
import assert from 'node:assert/strict'
import { type Actor, attempt, become, type Case, column, outcomeOf, undone } from './cases.ts'
import {
  brand_id, chosen_product_id, free_product_id, inactive_product_id, no_profile_id, nowhere_id, rowOf,
  second_brand_id, user_id,
} from './people.ts'

/** What this actor tries, the SQL, and what comes of it. */
type Attempt = [table: string, actor: Actor, claim: string, text: string, values: unknown[], expected: string]

const of_bob = rowOf('public.brand_assets', 'bob', 'kept').id

const giving_away: Attempt[] = [
  ...['brands', 'brand_assets', 'brand_mockups', 'brand_products', 'user_socials'].map((table): Attempt => [
    `public.${table}`, 'ada', 'her own row cannot be given to Bob',
    `update public.${table} set user_id = $1 where id = $2`,
    [user_id.bob, rowOf(`public.${table}`, 'ada', 'kept').id], 'refused',
  ]),
  ['public.profiles', 'ada', 'her profile cannot become that of another account',
    'update public.profiles set id = $1', [no_profile_id], 'refused'],
  ['public.profiles', 'ada', 'nobody makes a profile for another account',
    'insert into public.profiles (id) values ($1)', [no_profile_id], 'refused'],
  ['public.brands', 'ada', 'a brand cannot be started in Bob\'s name',
    'insert into public.brands (user_id) values ($1)', [user_id.bob], 'refused'],
  ['public.user_socials', 'ada', 'a social account cannot be added in Bob\'s name',
    `insert into public.user_socials (user_id, platform) values ($1, 'tiktok')`, [user_id.bob], 'refused'],
  ['public.brands', 'service_role', 'even a server cannot move a brand with children to another person',
    'update public.brands set user_id = $1 where id = $2', [user_id.bob, brand_id.ada],
    '23503 brand_assets_brand_id_fkey'],
]

const stealing_by_upsert: Attempt[] = [
  ['public.brands', 'ada', 'an upsert that meets Bob\'s brand does not take it over',
    `insert into public.brands (id, user_id) values ($1, $2)
       on conflict (id) do update set user_id = excluded.user_id`, [brand_id.bob, user_id.ada], 'refused'],
  ['public.brands', 'ada', 'an upsert with "do nothing" that meets Bob\'s brand does nothing',
    'insert into public.brands (id, user_id) values ($1, $2) on conflict (id) do nothing',
    [brand_id.bob, user_id.ada], 'hidden'],
  ['public.brand_assets', 'ada', 'an upsert that meets Bob\'s asset does not take it over',
    `insert into public.brand_assets (id, user_id, brand_id, asset_type, file_url)
       values ($1, $2, $3, 'logo', 'u') on conflict (id) do update set user_id = excluded.user_id`,
    [of_bob, user_id.ada, brand_id.ada], 'refused'],
  ['public.brands', 'ada', 'an upsert of her own brand works',
    `insert into public.brands (id, user_id, name) values ($1, $2, 'new')
       on conflict (id) do update set name = excluded.name, user_id = excluded.user_id`,
    [brand_id.ada, user_id.ada], 'allowed'],
  ['public.brand_products', 'ada', 'choosing a product again is an upsert',
    `insert into public.brand_products (brand_id, product_id, quantity) values ($1, $2, 7)
       on conflict (brand_id, product_id) do update set quantity = excluded.quantity`,
    [brand_id.ada, rowOf('public.brand_products', 'ada', 'kept').product_id], 'allowed'],
]

/** Columns and values that a child needs besides its brand and owner. */
const children: Record<string, [columns: string, values: string]> = {
  brand_assets: ['asset_type, file_url', `'logo', 'https://example.org/a.png'`],
  brand_mockups: ['mockup_url', `'https://example.org/m.png'`],
  brand_products: ['product_id', `'${free_product_id}'`],
}

/** Children whose policy asks for the brand; with the others it is the foreign key that does. */
const asks_for_the_brand = ['brand_products']

const children_of_others = Object.entries(children).flatMap(([name, [columns, values]]): Attempt[] => {
  const table = `public.${name}`
  const of_brand = `insert into ${table} (brand_id, ${columns}) values ($1, ${values})`
  const of_brand_and_owner = `insert into ${table} (brand_id, user_id, ${columns}) values ($1, $2, ${values})`
  const row = rowOf(table, 'ada', 'kept').id
  const not_hers = asks_for_the_brand.includes(name) ? 'refused' : `23503 ${name}_brand_id_fkey`
  return [
    [table, 'ada', 'without user_id, a row in her own brand is hers', of_brand, [brand_id.ada], 'allowed'],
    [table, 'ada', 'without user_id, no row in Bob\'s brand', of_brand, [brand_id.bob], 'refused'],
    [table, 'ada', 'with Bob\'s user_id, no row in Bob\'s brand', of_brand_and_owner,
      [brand_id.bob, user_id.bob], 'refused'],
    [table, 'ada', 'with Bob\'s user_id, no row in her own brand', of_brand_and_owner,
      [brand_id.ada, user_id.bob], 'refused'],
    [table, 'ada', 'with her own user_id, no row in Bob\'s brand', of_brand_and_owner,
      [brand_id.bob, user_id.ada], not_hers],
    [table, 'ada', 'without user_id, no row in a brand that does not exist', of_brand, [nowhere_id],
      'refused'],
    [table, 'ada', 'a row can move to another brand of hers',
      `update ${table} set brand_id = $1 where id = $2`, [second_brand_id.ada, row], 'allowed'],
    [table, 'ada', 'a row cannot move to Bob\'s brand',
      `update ${table} set brand_id = $1 where id = $2`, [second_brand_id.bob, row],
      not_hers],
    [table, 'service_role', 'a server need not send user_id', of_brand, [brand_id.bob], 'allowed'],
    [table, 'service_role', 'not even a server can give a row another owner than its brand\'s',
      of_brand_and_owner, [brand_id.bob, user_id.ada], `23503 ${name}_brand_id_fkey`],
    [table, 'service_role', 'for a server, a brand that does not exist is a broken reference',
      of_brand, [nowhere_id], `23503 ${name}_brand_id_fkey`],
  ]
})

/**
 * Bob's brand has a primary logo and has chosen a product; his other brand has neither. What Ada hears when
 * she names his brand must not depend on which of the two it is.
 */
const probes: [table: string, claim: string, text: string, expected: string][] = [
  ['public.brand_assets', 'a primary logo',
    `insert into public.brand_assets (user_id, brand_id, asset_type, file_url, is_primary)
       values ($1, $2, 'logo', 'u', true)`, '23503 brand_assets_brand_id_fkey'],
  ['public.brand_assets', 'a primary logo, by moving her own there',
    `update public.brand_assets set brand_id = $2, is_primary = true where user_id = $1`,
    '23503 brand_assets_brand_id_fkey'],
  ['public.brand_mockups', 'a mockup',
    `insert into public.brand_mockups (user_id, brand_id, product_id)
       values ($1, $2, '${chosen_product_id}')`, '23503 brand_mockups_brand_id_fkey'],
  ['public.brand_products', 'a product',
    `insert into public.brand_products (user_id, brand_id, product_id)
       values ($1, $2, '${chosen_product_id}')`, 'refused'],
  ['public.brand_products', 'a product, by upsert',
    `insert into public.brand_products (user_id, brand_id, product_id)
       values ($1, $2, '${chosen_product_id}') on conflict (brand_id, product_id) do nothing`, 'refused'],
  ['public.brand_products', 'a product, by moving her own choice there',
    'update public.brand_products set brand_id = $2 where user_id = $1', 'refused'],
]

const probing: Case[] = probes.map(([about, claim, text, expected]) => ({
  about,
  claim: `ada: no code tells her whether Bob's brand has ${claim}: ${expected}`,
  async check(client) {
    await client.query('update public.brand_assets set is_primary = true')
    for (const brand of [brand_id.bob, second_brand_id.bob, nowhere_id]) {
      assert.equal(await attempt(client, 'ada', { text, values: [user_id.ada, brand] }), expected, brand)
    }
  },
}))

const catalogue: Attempt[] = (['anon', 'ada', 'service_role'] as const).map((actor): Attempt => [
  'public.products', actor, `${actor === 'service_role' ? 'sees' : 'does not see'} an inactive product`,
  'select name from public.products where id = $1', [inactive_product_id],
  actor === 'service_role' ? 'allowed' : 'hidden',
])

const columns: Attempt[] = (['anon', 'ada', 'service_role'] as const).flatMap((actor): Attempt[] => [
  ['public.profiles', actor, 'cannot read password', 'select password from public.profiles', [], 'denied'],
  ['public.profiles', actor, 'cannot ask for password in a condition',
    'select id from public.profiles where password is null', [], 'denied'],
  ['public.profiles', actor, 'cannot read all columns with a star', 'select * from public.profiles', [],
    'denied'],
  ['public.profiles', actor, 'cannot write password, not even to null',
    'update public.profiles set password = null', [], 'denied'],
  ['public.profiles', actor, 'cannot make a profile with a password',
    'insert into public.profiles (id, password) values ($1, null)', [user_id.ada], 'denied'],
])

const upserts: Attempt[] = [
  ['public.profiles', 'ada', 'writes her own profile by upsert, as older clients do',
    `insert into public.profiles (id, email, phone, full_name, tc_accepted_at, updated_at)
       values ($1, 'other@example.org', '49301', 'Ada', now(), now())
       on conflict (id) do update set email = excluded.email, phone = excluded.phone,
         full_name = excluded.full_name, tc_accepted_at = excluded.tc_accepted_at,
         updated_at = excluded.updated_at`, [user_id.ada], 'allowed'],
  ['public.profiles', 'ada', 'cannot date her profile back by upsert',
    `insert into public.profiles (id, created_at) values ($1, '2020-01-01')
       on conflict (id) do update set created_at = excluded.created_at`, [user_id.ada], 'denied'],
]

const readable = ['id', 'email', 'phone', 'full_name', 'tc_accepted_at', 'created_at', 'updated_at']
const profile_columns: Case[] = (['ada', 'service_role'] as const).flatMap((actor) =>
  readable.map((name): Case => {
    const expected = actor === 'ada' && name === 'created_at' ? 'denied' : 'allowed'
    return {
      about: 'public.profiles',
      claim: `${actor} reads ${name}; to write it is ${expected}`,
      async check(client) {
        const values = [user_id.ada]
        const read = `select ${name} from public.profiles where id = $1`
        assert.equal(await attempt(client, actor, { text: read, values }), 'allowed')
        const update = `update public.profiles set ${name} = ${name} where id = $1`
        assert.equal(await attempt(client, actor, { text: update, values }), expected)
        await client.query('delete from public.profiles where id = $1', values)
        const insert = `insert into public.profiles (id${name === 'id' ? '' : `, ${name}`})
          values ($1${name === 'id' ? '' : ', default'})`
        assert.equal(await attempt(client, actor, { text: insert, values }), expected)
      },
    }
  }))

/** Statements without a condition reach exactly the rows of the person. */
const whole_tables: Case[] = [
  ['public.profiles', 1], ['public.brands', 2], ['public.brand_assets', 1], ['public.brand_mockups', 1],
  ['public.brand_products', 1], ['public.user_socials', 1], ['public.ghl_contacts', 2],
  ['storage.objects', 1], ['storage.buckets', 4],
].map(([table, rows]): Case => ({
  about: String(table),
  claim: `Ada counts ${rows} in all, whatever the table holds`,
  async check(client) {
    await become(client, 'ada')
    assert.deepEqual(await column(client, `select count(*)::integer from ${table}`), [rows])
  },
}))

const sweeping: Case[] = ['brands', 'brand_assets', 'brand_mockups', 'brand_products', 'user_socials'].map(
  (table): Case => ({
    about: `public.${table}`,
    claim: 'an update or a deletion without a condition touches nobody else\'s rows',
    async check(client) {
      const others = `
        select md5(string_agg(t::text, ',' order by id)) from public.${table} as t where user_id = $1`
      const before = await column(client, others, [user_id.bob])
      await undone(client, async () => {
        await become(client, 'ada')
        const changes = await client.query(`update public.${table} set id = id`)
        const deletions = await client.query(`delete from public.${table}`)
        await client.query('reset role')
        assert.ok(changes.rowCount! > 0 && deletions.rowCount === changes.rowCount)
        assert.deepEqual(await column(client, others, [user_id.bob]), before)
        assert.deepEqual(await column(client, others, [user_id.ada]), [null])
      })
    },
  }))

const claims: Case[] = [
  ['the claim may come alone, as older servers send it',
    `set local role authenticated; set local "request.jwt.claim.sub" = '${user_id.ada}'`, 'allowed'],
  ['no claims, no rows', 'set local role authenticated', 'hidden'],
  ['empty claims, no rows', `set local role authenticated; set local "request.jwt.claims" = ''`, 'hidden'],
  ['claims without a person, no rows',
    `set local role authenticated; set local "request.jwt.claims" = '{"role": "authenticated"}'`, 'hidden'],
].map(([claim, settings, expected]): Case => ({
  about: 'claims',
  claim: claim!,
  async check(client) {
    await client.query(settings!)
    assert.equal(await outcomeOf(client, { text: 'select id from public.brands' }), expected)
  },
}))

const attempts = [
  ...giving_away, ...stealing_by_upsert, ...children_of_others, ...catalogue, ...columns, ...upserts,
]

export const moves_cases: Case[] = [
  ...attempts.map(([about, actor, claim, text, values, expected]): Case => ({
    about,
    claim: `${actor}: ${claim}: ${expected}`,
    check: async (client) => assert.equal(await attempt(client, actor, { text, values }), expected),
  })),
  ...probing, ...profile_columns, ...whole_tables, ...sweeping, ...claims,
]
