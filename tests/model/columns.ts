// Every table has exactly the columns that are written down: name, type, not null, default, in this order.
import assert from 'node:assert/strict'
import type pg from 'pg'
import { type Case, column, our_schema, tryOut } from './cases.ts'
import { brand_id, free_product_id, insertStatement, rowOf, user_id, type Values } from './people.ts'
import { flow_shapes } from './shapes_flow.ts'
import { platform_shapes } from './shapes_platform.ts'
import { public_shapes } from './shapes_public.ts'
import { additions, spec_tables } from './spec.ts'

/** Table, and its columns line by line: "name type [not null] [default …|generated …]". */
export type Shapes = Record<string, string>

const shapes: Shapes = { ...public_shapes, ...platform_shapes, ...flow_shapes }

const linesOf = (table: string): string[] =>
  shapes[table]!.split('\n').map((line) => line.trim()).filter(Boolean)

const described_columns = `
  select concat_ws(' ', attname,
    replace(replace(replace(format_type(atttypid, atttypmod),
      'timestamp with time zone', 'timestamptz'), 'timestamp without time zone', 'timestamp'),
      'character varying', 'varchar'),
    case when attnotnull then 'not null' end,
    case when adbin is not null then case attgenerated when 's' then 'generated' else 'default' end end,
    regexp_replace(pg_get_expr(adbin, adrelid), '::(["\\w.]+|character varying)', '', 'g'))
  from pg_attribute left join pg_attrdef on adrelid = attrelid and adnum = attnum
  where attrelid = $1::regclass and attnum > 0 and not attisdropped
  order by attnum`

const shape_cases: Case[] = Object.keys(shapes).map((table) => ({
  about: table,
  claim: 'has the columns that are written down, and no other',
  check: async (client) => assert.deepEqual(await column(client, described_columns, [table]), linesOf(table)),
}))

const wordsOf = (list: string): string[] =>
  list.split(',').map((item) => item.trim().toLowerCase().replace(/ int$/, ' integer')).filter(Boolean)

const spec_cases: Case[] = Object.entries(spec_tables).map(([name, list]) => ({
  about: `public.${name}`,
  claim: 'has the specification\'s columns and types, and only the additions that are documented',
  async check(client) {
    const lines = await column(client, described_columns, [`public.${name}`]) as string[]
    const columns = lines.map((line) => line.split(' ').slice(0, 2).join(' '))
    assert.deepEqual(columns.sort(), [...wordsOf(list), ...wordsOf(additions[name] ?? '')].sort())
  },
}))

const no_other_tables: Case = {
  about: 'tables',
  claim: 'there is no table that is not written down, and every one that is',
  async check(client) {
    assert.deepEqual(await column(client, `
      select format('%s.%s', nspname, relname) collate "C"
      from pg_class as c join pg_namespace as n on n.oid = relnamespace
      where relkind in ('r', 'p', 'f', 'v', 'm') and ${our_schema} order by 1`), Object.keys(shapes).sort())
  },
}

/** user_id of a brand's child is filled in when it is missing, so only an update can try to remove it. */
const filled = ['public.brand_assets', 'public.brand_mockups', 'public.brand_products']

async function outcomeWithNull(client: pg.Client, table: string, name: string): Promise<string> {
  if (name === 'user_id' && filled.includes(table)) {
    return tryOut(client, `update ${table} set user_id = null`)
  }
  const values: Values = { ...rowOf(table, 'ada', 'fresh'), [name]: null }
  return tryOut(client, insertStatement(table, values), Object.values(values))
}

const null_cases: Case[] = Object.keys(shapes).map((table) => {
  const required = linesOf(table).filter((line) => line.includes(' not null'))
    .map((line) => line.split(' ')[0]!)
  return {
    about: table,
    claim: `null is refused in ${required.join(', ')}`,
    async check(client) {
      for (const name of required) assert.equal(await outcomeWithNull(client, table, name), `23502 ${name}`)
    },
  }
})

/** What a client need not send: the least that a row needs, and what the database makes of it. */
const defaults: [table: string, least: Values, made: Values][] = [
  ['public.brands', { user_id: user_id.ada }, { status: 'draft', wizard_step: 1, name: null }],
  ['public.brand_assets', { brand_id: brand_id.ada, asset_type: 'logo' },
    { is_primary: false, user_id: user_id.ada, metadata: null, file_url: null }],
  ['public.brand_mockups', { brand_id: brand_id.ada },
    { variation_number: 1, status: 'generated', user_id: user_id.ada, product_id: null }],
  ['public.brand_products', { brand_id: brand_id.ada, product_id: free_product_id },
    { quantity: 1, user_id: user_id.ada, notes: null }],
  ['public.products', { sku: 'new', name: 'new' }, { is_active: true, category: null }],
  ['flow.jobs', { kind: 'sweep' },
    { state: 'available', priority: 100, provider: 'local', attempt: 0, max_attempts: 20, progress: 0 }],
  ['storage.blobs', {}, { store: 'disk', state: 'staged', sha256: null, size: null }],
]

const default_cases: Case[] = defaults.map(([table, least, made]) => ({
  about: table,
  claim: `a row of {${Object.keys(least).join(', ')}} gets ${JSON.stringify(made)}, an id and the time`,
  async check(client) {
    const isEmpty = Object.keys(least).length === 0
    const insert = isEmpty ? `insert into ${table} default values` : insertStatement(table, least)
    const text = `${insert} returning *, now() as transaction_time`
    const result = await client.query(text, Object.values(least))
    const row = result.rows[0]
    for (const [name, value] of Object.entries(made)) assert.deepEqual(row[name], value, name)
    assert.match(row.id, /^[0-9a-f-]{36}$/)
    for (const name of ['created_at', 'updated_at', 'selected_at', 'run_at'].filter((name) => name in row)) {
      assert.deepEqual(row[name], row.transaction_time, name)
    }
  },
}))

const generated: [table: string, set: Values, name: string, expected: unknown][] = [
  ['auth.users', { email_confirmed_at: '2026-02-02T00:00:00Z', phone_confirmed_at: '2026-01-01T00:00:00Z' },
    'confirmed_at', new Date('2026-01-01T00:00:00Z')],
  ['auth.identities', { identity_data: { email: 'Ada@Example.ORG' } }, 'email', 'ada@example.org'],
  ['storage.objects', { name: 'a/b/c.png' }, 'path_tokens', ['a', 'b', 'c.png']],
]

const generated_cases: Case[] = generated.map(([table, set, name, expected]) => ({
  about: table,
  claim: `${name} follows ${Object.keys(set).join(' and ')}, and cannot be written`,
  async check(client) {
    const id = rowOf(table, 'ada', 'kept').id
    const assignments = Object.keys(set).map((key, index) => `${key} = $${index + 2}`).join(', ')
    const result = await client.query(`update ${table} set ${assignments} where id = $1 returning ${name}`,
      [id, ...Object.values(set)])
    assert.deepEqual(result.rows[0][name], expected)
    assert.equal(await tryOut(client, `update ${table} set ${name} = null`), '428C9')
  },
}))

export const columns_cases: Case[] = [
  ...shape_cases, ...spec_cases, no_other_tables, ...null_cases, ...default_cases, ...generated_cases,
]
