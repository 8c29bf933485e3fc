// Ada and Bob, two people with everything a person can have: one row of theirs in every table ("kept"), and
// one more that would be welcome there ("fresh").
import type pg from 'pg'

export type Person = 'ada' | 'bob'
export type Values = Record<string, unknown>
export interface Row { table: string; values: Values }

export const user_id = {
  ada: 'ada00000-0000-4000-8000-000000000000',
  bob: 'b0b00000-0000-4000-8000-000000000000',
}
export const brand_id = {
  ada: 'ada00000-0000-4000-8000-00000000b4a0',
  bob: 'b0b00000-0000-4000-8000-00000000b4a0',
}
/** Another brand of the same person, with nothing in it. */
export const second_brand_id = {
  ada: 'ada00000-0000-4000-8000-00000000b4a1',
  bob: 'b0b00000-0000-4000-8000-00000000b4a1',
}
/** Of the catalogue: what brands have chosen, and what nobody has. */
export const chosen_product_id = '0000cafe-0000-4000-8000-000000000001'
export const free_product_id = '0000cafe-0000-4000-8000-000000000002'
export const inactive_product_id = '0000cafe-0000-4000-8000-000000000003'
/** An account that has no profile, so that somebody may make one. */
export const no_profile_id = '00000000-0000-4000-8000-00000000000a'
/** Of nothing at all. */
export const nowhere_id = '00000000-0000-4000-8000-00000000dead'
export const long_ago = '2020-01-01T00:00:00Z'

const idOf = (person: Person, number: number): string =>
  `${user_id[person].slice(0, -4)}${number.toString().padStart(4, '0')}`
const hash = (letter: string): Buffer => Buffer.alloc(32, letter)

/** Of each table, in an order that foreign keys admit; the sign-up trigger makes profile and contact. */
export function rowsOf(person: Person, kind: 'kept' | 'fresh'): Row[] {
  const number = kind === 'kept' ? 1 : 2
  const id = idOf(person, number)
  const kept_id = idOf(person, 1)
  const label = `${kind} ${person}`
  const owner = { user_id: user_id[person] }
  const place = { ...owner, brand_id: brand_id[person] }
  const then = { created_at: long_ago, updated_at: long_ago }
  const source = { source: 'base', source_table: 'Wizard Data V2' }
  const folder = `${user_id[person]}/${brand_id[person]}/logos`
  const rows: Record<string, Values> = {
    'auth.users': { id: kind === 'kept' ? user_id[person] : id, email: `${kind}.${person}@example.org` },
    'public.profiles': {
      id: user_id[person], email: `${person}@example.org`, full_name: label, updated_at: long_ago,
      ...(kind === 'kept' && { created_at: long_ago }),  // people cannot write it
    },
    'public.products': {
      id: idOf(person, number), sku: label, name: label, category: 'jar', ...then,
    },
    'public.brands': { ...owner, id: kind === 'kept' ? brand_id[person] : id, name: label, ...then },
    'public.brand_assets': {
      ...place, id, asset_type: 'logo', file_url: `https://example.org/${id}.png`, ...then,
    },
    'public.brand_mockups': { ...place, id, product_id: chosen_product_id, ...then },
    'public.brand_products': {
      ...place, id, product_id: kind === 'kept' ? chosen_product_id : free_product_id,
    },
    'public.user_socials': { ...owner, id, platform: 'instagram', handle: label, ...then },
    'public.ghl_contacts': { ...owner, id, ghl_contact_id: label, ...then },

    'auth.identities': {
      ...owner, id, provider: 'email', provider_id: label, identity_data: { email: 'Ada@Example.org' },
    },
    'auth.instances': { id },
    'auth.schema_migrations': { version: label },
    'auth.audit_log_entries': { id, ip_address: '127.0.0.1' },
    'auth.sessions': { ...owner, id, aal: 'aal1' },
    'auth.refresh_tokens': {
      id: person === 'ada' ? 100 + number : 200 + number, token: label, user_id: user_id[person],
      session_id: kept_id,
    },
    'auth.one_time_tokens': {
      ...owner, id, token_type: kind === 'kept' ? 'recovery_token' : 'confirmation_token', token_hash: label,
      relates_to: label,
    },
    'auth.flow_state': { ...owner, id, provider_type: 'email', authentication_method: 'email/signup' },
    'auth.mfa_factors': {
      ...owner, id, friendly_name: label, factor_type: 'totp', status: 'verified', phone: label,
      last_challenged_at: `2020-0${number}-0${person === 'ada' ? 1 : 2}`, ...then,
    },
    'auth.mfa_challenges': { id, factor_id: kept_id, created_at: long_ago, ip_address: '127.0.0.1' },
    'auth.mfa_amr_claims': {
      id, session_id: kept_id, authentication_method: kind === 'kept' ? 'password' : 'otp', ...then,
    },

    'storage.buckets': { id: label, name: label },
    'storage.blobs': { id, sha256: hash(label.slice(0, 1) + person), size: 5 },
    'storage.objects': {
      id, bucket_id: 'brand-logos', name: `${folder}/${kind}.png`, updated_at: long_ago,
      owner_id: user_id[person], blob_id: null,
    },
    'storage.s3_multipart_uploads': {
      id: label, upload_signature: 's', bucket_id: 'brand-logos', key: `${folder}/${kind}.png`, version: '1',
    },
    'storage.s3_multipart_uploads_parts': {
      id, upload_id: `kept ${person}`, part_number: number, bucket_id: 'brand-logos',
      key: `${folder}/${kind}.png`, etag: 'e', version: '1',
    },
    'storage.migrations': { id: Number(`${person === 'ada' ? 1 : 2}${number}`), name: label, hash: 'h' },

    'flow.jobs': { ...place, id, kind: 'logo.generate', unique_key: label },
    'flow.finished_jobs': {
      ...place, id, kind: 'logo.generate', state: 'completed', provider: 'fal', payload: '{}', attempt: 1,
      rescues: 0, created_at: long_ago,
    },
    'flow.attempts': { job_id: kept_id, attempt: number, lease_token: id, worker: 'worker' },
    'flow.schedules': { name: label, kind: 'sweep', cron: '* * * * *', next_run_at: long_ago },
    'flow.effects': {
      ...place, id, job_id: kept_id, provider: 'fal', kind: 'fal.submit', idempotency_key: label,
      callback_token: id, external_id: label, request: '{}',
    },
    'flow.history': { ...place, id, actor: person, action: 'save_identity', request_key: label },
    'flow.budgets': { ...owner, day: `2020-01-0${number}`, limit_usd: 5 },

    'legacy.records': { ...source, record_id: label, sha256: hash(person), body: '{}' },
    'legacy.mappings': {
      ...source, record_id: label, target_table: 'brands', target_id: brand_id[person], sha256: hash(person),
    },
    'legacy.conflicts': {
      ...source, id, record_id: label, target_table: 'brands', target_id: brand_id[person], field: 'name',
      chosen: 'source', rule: 'newest wins',
    },
    'legacy.quarantine': {
      ...source, record_id: `${kind} quarantined ${person}`, sha256: hash('q'), reason: 'no such person',
    },
    'legacy.proofs': { id, kind: 'verify', is_clean: true, merkle_root: hash(person), document: '{}' },
  }
  return Object.entries(rows).map(([table, values]) => ({ table, values }))
}

export function rowOf(table: string, person: Person, kind: 'kept' | 'fresh'): Values {
  const row = rowsOf(person, kind).find((candidate) => candidate.table === table)
  if (!row) throw new Error(`${table} has no rows in people.ts: describe one, and its rights in rights.ts`)
  return row.values
}

const keys: Record<string, string> = {
  'auth.schema_migrations': 'version',
  'flow.attempts': 'lease_token',
  'flow.schedules': 'name',
  'flow.budgets': 'user_id',
  'legacy.records': 'record_id',
  'legacy.mappings': 'record_id',
  'legacy.quarantine': 'record_id',
}

/** The column that tells the kept rows apart. */
export const keyOf = (table: string): string => keys[table] ?? 'id'

export const tables: string[] = rowsOf('ada', 'kept').map((row) => row.table)

/** What the rows of rowsOf() lean on, beyond each other. */
const surroundings: Row[] = [
  { table: 'auth.users', values: { id: no_profile_id, email: 'nowhere@example.org' } },
  ...[chosen_product_id, free_product_id].map((id) =>
    ({ table: 'public.products', values: { id, sku: id, name: 'of the catalogue' } })),
  {
    table: 'public.products',
    values: { id: inactive_product_id, sku: 'inactive', name: 'gone', is_active: false },
  },
  ...(['ada', 'bob'] as const).flatMap((person) => ['kept', 'fresh'].map((kind) => ({
    table: 'legacy.records',
    values: {
      source: 'base', source_table: 'Wizard Data V2', record_id: `${kind} quarantined ${person}`,
      sha256: hash('q'), body: '{}',
    },
  }))),
]

const madeBySignUp = ['public.profiles']

/** A role that no policy names. Roles belong to the whole cluster, so another database may have made it. */
const make_stranger = `
  do $$ begin
    if not exists (select from pg_roles where rolname = 'stranger') then create role stranger nologin; end if;
  end $$`

/** Puts Ada and Bob with all their belongings into a database; to be called by its superuser. */
export async function moveIn(client: pg.Client): Promise<void> {
  await client.query('begin')
  await client.query(make_stranger)
  for (const row of surroundings) await insert(client, row)
  await client.query('delete from public.profiles where id = $1', [no_profile_id])
  for (const person of ['ada', 'bob'] as const) {
    for (const row of rowsOf(person, 'kept')) {
      if (madeBySignUp.includes(row.table)) await moveProfileBack(client, row.values)
      else await insert(client, row)
    }
    await insert(client, {
      table: 'public.brands', values: { id: second_brand_id[person], user_id: user_id[person] },
    })
  }
  await client.query('commit')
  await client.query('analyze')
}

/** The profile is there already, made by sign-up; only its times are to lie in the past. */
async function moveProfileBack(client: pg.Client, values: Values): Promise<void> {
  await client.query('alter table public.profiles disable trigger user')
  await client.query(
    'update public.profiles set full_name = $2, created_at = $3, updated_at = $4 where id = $1',
    [values.id, values.full_name, values.created_at, values.updated_at],
  )
  await client.query('alter table public.profiles enable trigger user')
}

async function insert(client: pg.Client, row: Row): Promise<void> {
  await client.query(insertStatement(row.table, row.values), Object.values(row.values))
}

export function insertStatement(table: string, values: Values): string {
  const columns = Object.keys(values)
  const places = columns.map((_, index) => `$${index + 1}`)
  return `insert into ${table} (${columns.join(', ')}) values (${places.join(', ')})`
}
