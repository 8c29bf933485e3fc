// What bench/rest.ts measures: requests, and the parameters of the statement that each becomes.

export interface Scenario {
  name: string
  method: 'GET' | 'POST' | 'PATCH'
  /** Path and query below /rest/v1. */
  target: string
  headers?: Record<string, string>
  body?: string
  /** $1, $2 … of the main statement, so that pgbench can run the very same one. */
  parameters: string[]
  /** The ratio to pgbench that must be reached. */
  least: number
}

export const person = '11111111-1111-4111-8111-111111111111'
export const brandsPerPerson = 100
export const people = 1_000
const brand = '00000000-0000-4000-8000-000000000042'

const social = { user_id: person, platform: 'instagram', handle: 'bench' }
const thousand = Array.from({ length: 1_000 }, (_, number) => ({ ...social, handle: `bench${number}` }))
const minimal = { 'Content-Type': 'application/json', Prefer: 'return=minimal' }

export const scenarios: Scenario[] = [
  {
    name: 'by id',
    method: 'GET',
    target: `/brands?id=eq.${brand}&select=id,name`,
    parameters: [brand],
    least: 0.75,
  },
  {
    name: 'list 20 with exact count',
    method: 'GET',
    target: '/brands?select=id,name,status,created_at&order=name&limit=20',
    headers: { Prefer: 'count=exact' },
    parameters: ['20', '0'],
    least: 0.85,
  },
  {
    name: 'list 20 with two embeds',
    method: 'GET',
    target:
      '/brands?select=id,name,brand_assets(file_url,asset_type),brand_products(quantity)' +
      '&order=name&limit=20',
    parameters: ['20', '0'],
    least: 0.85,
  },
  {
    name: 'insert one',
    method: 'POST',
    target: '/user_socials',
    headers: minimal,
    body: JSON.stringify(social),
    parameters: [JSON.stringify(social)],
    least: 0.85,
  },
  {
    name: 'insert 1,000',
    method: 'POST',
    target: '/user_socials',
    headers: minimal,
    body: JSON.stringify(thousand),
    parameters: [JSON.stringify(thousand)],
    least: 0.85,
  },
  {
    name: 'update by id',
    method: 'PATCH',
    target: `/brands?id=eq.${brand}`,
    headers: minimal,
    body: JSON.stringify({ vision: 'clear' }),
    parameters: [JSON.stringify({ vision: 'clear' }), brand],
    least: 0.85,
  },
  {
    name: 'rpc',
    method: 'POST',
    target: '/rpc/bench_add',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ a: 20, b: 22 }),
    parameters: [JSON.stringify({ a: 20, b: 22 })],
    least: 0.85,
  },
]
