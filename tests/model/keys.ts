// What exists once, and what cannot exist without something else.
import assert from 'node:assert/strict'
import type pg from 'pg'
import { type Case, column, our_schema, tryOut } from './cases.ts'
import {
  chosen_product_id, free_product_id, insertStatement, keyOf, nowhere_id, rowOf, second_brand_id,
  type Values,
} from './people.ts'

/** Of two rows of Ada's, only one can exist when they agree in these columns. `both` is set in both rows. */
interface Unique { table: string; index: string; columns: string[]; both?: Values }

/** A primary key, or a unique constraint under its usual name. */
function unique(table: string, columns: string, index?: string, both?: Values): Unique {
  const [, name] = table.split('.')
  return { table, columns: columns.split(', '), index: index ?? `${name}_pkey`, ...(both && { both }) }
}

const tokens: [index: string, column: string][] = [
  ['confirmation_token_idx', 'confirmation_token'],
  ['recovery_token_idx', 'recovery_token'],
  ['email_change_token_current_idx', 'email_change_token_current'],
  ['email_change_token_new_idx', 'email_change_token_new'],
  ['reauthentication_token_idx', 'reauthentication_token'],
]

const uniques: Unique[] = [
  unique('public.profiles', 'id'),
  unique('public.brands', 'id'),
  unique('public.products', 'id'),
  unique('public.products', 'sku', 'products_sku_key'),
  unique('public.brand_assets', 'id'),
  unique('public.brand_assets', 'user_id, brand_id, asset_type', 'brand_assets_one_primary_key',
    { is_primary: true }),
  unique('public.brand_mockups', 'id'),
  unique('public.brand_products', 'id'),
  unique('public.brand_products', 'brand_id, product_id', 'brand_products_brand_id_product_id_key'),
  unique('public.user_socials', 'id'),
  unique('public.ghl_contacts', 'id'),
  unique('public.ghl_contacts', 'ghl_contact_id', 'ghl_contacts_ghl_contact_id_key'),

  unique('auth.users', 'id'),
  unique('auth.users', 'email', 'users_email_partial_key'),
  unique('auth.users', 'phone', 'users_phone_key', { phone: '4930123456' }),
  ...tokens.map(([index, name]) => unique('auth.users', name, index, { [name]: 'pkce_0a1b2c' })),
  unique('auth.identities', 'id'),
  unique('auth.identities', 'provider_id, provider', 'identities_provider_id_provider_unique'),
  unique('auth.instances', 'id'),
  unique('auth.schema_migrations', 'version'),
  unique('auth.audit_log_entries', 'id'),
  unique('auth.sessions', 'id'),
  unique('auth.refresh_tokens', 'id'),
  unique('auth.refresh_tokens', 'token', 'refresh_tokens_token_key'),
  unique('auth.one_time_tokens', 'id'),
  unique('auth.one_time_tokens', 'user_id, token_type', 'one_time_tokens_user_id_token_type_key'),
  unique('auth.flow_state', 'id'),
  unique('auth.mfa_factors', 'id'),
  unique('auth.mfa_factors', 'friendly_name', 'mfa_factors_user_friendly_name_unique'),
  unique('auth.mfa_factors', 'user_id, phone', 'unique_phone_factor_per_user'),
  unique('auth.mfa_factors', 'last_challenged_at', 'mfa_factors_last_challenged_at_key'),
  unique('auth.mfa_challenges', 'id'),
  unique('auth.mfa_amr_claims', 'id'),
  unique('auth.mfa_amr_claims', 'session_id, authentication_method',
    'mfa_amr_claims_session_id_authentication_method_pkey'),

  unique('storage.buckets', 'id'),
  unique('storage.buckets', 'name', 'buckets_name_key'),
  unique('storage.objects', 'id'),
  unique('storage.objects', 'bucket_id, name', 'bucketid_objname'),
  unique('storage.blobs', 'id'),
  unique('storage.blobs', 'store, sha256', 'blobs_store_sha256_key', { store: 's3' }),
  unique('storage.s3_multipart_uploads', 'id'),
  unique('storage.s3_multipart_uploads_parts', 'id'),
  unique('storage.migrations', 'id'),
  unique('storage.migrations', 'name', 'migrations_name_key'),

  unique('flow.jobs', 'id'),
  ...['available', 'scheduled', 'retryable'].map((state) =>
    unique('flow.jobs', 'unique_key', 'jobs_unique_key', { state })),
  unique('flow.jobs', 'unique_key', 'jobs_unique_key',
    { state: 'running', lease_token: nowhere_id, lease_until: '2026-01-01T00:00:00Z' }),
  unique('flow.finished_jobs', 'id'),
  unique('flow.attempts', 'job_id, lease_token'),
  unique('flow.schedules', 'name'),
  unique('flow.effects', 'id'),
  unique('flow.effects', 'idempotency_key', 'effects_idempotency_key_key'),
  unique('flow.effects', 'callback_token', 'effects_callback_token_key'),
  unique('flow.effects', 'provider, external_id', 'effects_provider_external_id_key'),
  unique('flow.history', 'id'),
  unique('flow.history', 'brand_id, action, request_key', 'history_request_key_key'),
  unique('flow.budgets', 'user_id, day'),

  unique('legacy.records', 'source, source_table, record_id, sha256'),
  unique('legacy.mappings', 'source, source_table, record_id, target_table, target_id'),
  unique('legacy.conflicts', 'id'),
  unique('legacy.quarantine', 'source, source_table, record_id'),
  unique('legacy.proofs', 'id'),
]

/** Another index already sees to it; this one is there for foreign keys to point at. */
const implied = ['brands_user_id_id_key']

/** What may well exist twice: `both` in both rows, `fresh` in the new one only. */
const repeatable: [table: string, claim: string, both: Values, fresh?: Values][] = [
  ['public.brand_assets', 'several assets of a type that are not primary', { is_primary: false }],
  ['public.brand_assets', 'one primary asset of each type', { is_primary: true },
    { asset_type: 'brand_guide' }],
  ['public.brand_assets', 'one primary asset of a type in each brand', { is_primary: true },
    { brand_id: second_brand_id.ada }],
  ['public.ghl_contacts', 'contacts that are not in the CRM yet', { ghl_contact_id: null }],
  ['public.brand_mockups', 'mockups of one product, even with the same number', { variation_number: 1 }],
  ['auth.users', 'accounts of a single sign-on with the same address',
    { email: 'both@example.org', is_sso_user: true }],
  ['auth.users', 'accounts without a phone', { phone: null }],
  ...tokens.map(([, name]): [string, string, Values] =>
    ['auth.users', `accounts with the same six digits as ${name}`, { [name]: '123 456' }]),
  ...tokens.map(([, name]): [string, string, Values] =>
    ['auth.users', `accounts with an empty ${name}`, { [name]: '' }]),
  ['auth.mfa_factors', 'factors with a blank name', { friendly_name: ' ' }],
  ['storage.blobs', 'blobs whose content is not known yet', { sha256: null }],
  ['flow.jobs', 'ended jobs with the same key', { unique_key: 'k', state: 'completed' }],
  ['flow.jobs', 'jobs without a key', { unique_key: null }],
  ['flow.effects', 'effects whose id at the provider is not known yet', { external_id: null }],
  ['flow.history', 'lines without a key of the caller', { request_key: null }],
]

async function outcomeOfSecondRow(
  client: pg.Client, table: string, both: Values, agreeing: string[], changes: Values = {},
): Promise<string> {
  const kept = { ...rowOf(table, 'ada', 'kept'), ...both }
  const key = keyOf(table)
  const assignments = Object.keys(both).map((name, index) => `${name} = $${index + 2}`)
  if (assignments.length > 0) {
    const text = `update ${table} set ${assignments.join(', ')} where ${key} = $1`
    await client.query(text, [kept[key], ...Object.values(both)])
  }
  const same = Object.fromEntries(agreeing.map((name) => [name, kept[name as keyof typeof kept]])
    .filter(([, value]) => value !== undefined))
  const fresh: Values = { ...rowOf(table, 'ada', 'fresh'), ...both, ...same, ...changes }
  return tryOut(client, insertStatement(table, fresh), Object.values(fresh))
}

const unique_cases: Case[] = uniques.map(({ table, index, columns, both }) => ({
  about: table,
  claim: `${index}: no two rows agree in ${columns.join(', ')}${both ? ` with ${JSON.stringify(both)}` : ''}`,
  check: async (client) =>
    assert.equal(await outcomeOfSecondRow(client, table, both ?? {}, columns), `23505 ${index}`),
}))

const repeatable_cases: Case[] = repeatable.map(([table, claim, both, changes]) => ({
  about: table,
  claim: `there may be several: ${claim}`,
  check: async (client) =>
    assert.equal(await outcomeOfSecondRow(client, table, both, [], changes), 'allowed'),
}))

/** Which columns of the child point nowhere, what is deleted to see what becomes of the child, and that. */
interface Reference {
  child: string
  constraint: string
  nowhere: Values
  setup?: string
  deletion: string
  child_then: 'goes' | 'stays, and product_id is null' | 'keeps it from being deleted'
}

const ada = (table: string): string => `${keyOf(table)} = '${rowOf(table, 'ada', 'kept')[keyOf(table)]}'`
const deletionOf = (table: string): string => `delete from ${table} where ${ada(table)}`
const goes_with = (child: string, constraint: string, name: string, parent: string): Reference => ({
  child, constraint, nowhere: { [name]: nowhere_id }, deletion: deletionOf(parent), child_then: 'goes',
})
const bound_to = { child_then: 'keeps it from being deleted' } as const

const references: Reference[] = [
  goes_with('public.brands', 'brands_user_id_fkey', 'user_id', 'public.profiles'),
  goes_with('public.user_socials', 'user_socials_user_id_fkey', 'user_id', 'public.profiles'),
  goes_with('public.ghl_contacts', 'ghl_contacts_user_id_fkey', 'user_id', 'public.profiles'),
  goes_with('public.brand_assets', 'brand_assets_brand_id_fkey', 'brand_id', 'public.brands'),
  goes_with('public.brand_mockups', 'brand_mockups_brand_id_fkey', 'brand_id', 'public.brands'),
  goes_with('public.brand_products', 'brand_products_brand_id_fkey', 'brand_id', 'public.brands'),
  goes_with('flow.history', 'history_brand_id_fkey', 'brand_id', 'public.brands'),
  goes_with('flow.budgets', 'budgets_user_id_fkey', 'user_id', 'public.profiles'),
  {
    ...goes_with('public.profiles', 'profiles_id_fkey', 'id', 'auth.users'),
    nowhere: { id: 'ffffffff-0000-4000-8000-000000000000' },
  },
  {
    child: 'public.brand_mockups',
    constraint: 'brand_mockups_product_id_fkey',
    nowhere: { product_id: nowhere_id },
    setup: `update public.brand_mockups set product_id = '${free_product_id}'`,
    deletion: `delete from public.products where id = '${free_product_id}'`,
    child_then: 'stays, and product_id is null',
  },
  {
    ...bound_to,
    child: 'public.brand_products',
    constraint: 'brand_products_product_id_fkey',
    nowhere: { product_id: nowhere_id },
    deletion: `delete from public.products where id = '${chosen_product_id}'`,
  },

  goes_with('auth.identities', 'identities_user_id_fkey', 'user_id', 'auth.users'),
  goes_with('auth.sessions', 'sessions_user_id_fkey', 'user_id', 'auth.users'),
  goes_with('auth.one_time_tokens', 'one_time_tokens_user_id_fkey', 'user_id', 'auth.users'),
  goes_with('auth.mfa_factors', 'mfa_factors_user_id_fkey', 'user_id', 'auth.users'),
  goes_with('auth.refresh_tokens', 'refresh_tokens_session_id_fkey', 'session_id', 'auth.sessions'),
  goes_with('auth.mfa_amr_claims', 'mfa_amr_claims_session_id_fkey', 'session_id', 'auth.sessions'),
  goes_with('auth.mfa_challenges', 'mfa_challenges_factor_id_fkey', 'factor_id', 'auth.mfa_factors'),

  goes_with('storage.s3_multipart_uploads_parts', 's3_multipart_uploads_parts_upload_id_fkey', 'upload_id',
    'storage.s3_multipart_uploads'),
  {
    ...bound_to,
    child: 'storage.objects',
    constraint: 'objects_blob_id_fkey',
    nowhere: { blob_id: nowhere_id },
    setup: `update storage.objects set blob_id = '${rowOf('storage.blobs', 'ada', 'kept').id}'`,
    deletion: deletionOf('storage.blobs'),
  },
  ...[
    ['objects', 'objects_bucketId_fkey'],
    ['s3_multipart_uploads', 's3_multipart_uploads_bucket_id_fkey'],
    ['s3_multipart_uploads_parts', 's3_multipart_uploads_parts_bucket_id_fkey'],
  ].map(([name, constraint]): Reference => ({
    ...bound_to,
    child: `storage.${name}`,
    constraint: constraint!,
    nowhere: { bucket_id: 'nowhere' },
    setup: `update storage.${name} set bucket_id = 'kept ada'`,
    deletion: deletionOf('storage.buckets'),
  })),
  {
    ...bound_to,
    child: 'legacy.quarantine',
    constraint: 'quarantine_record_fkey',
    nowhere: { record_id: 'nowhere' },
    deletion: `delete from legacy.records where record_id = 'kept quarantined ada'`,
  },
]

const orphan_cases: Case[] = references.map(({ child, constraint, nowhere }) => ({
  about: child,
  claim: `${constraint}: ${JSON.stringify(nowhere)} points nowhere and is refused`,
  async check(client) {
    const values: Values = { ...rowOf(child, 'ada', 'fresh'), ...nowhere }
    const outcome = await tryOut(client, insertStatement(child, values), Object.values(values))
    assert.equal(outcome, `23503 ${constraint}`)
  },
}))

const deletion_cases: Case[] = references.map(({ child, constraint, setup, deletion, child_then }) => ({
  about: child,
  claim: `${constraint}: after ${deletion}, the child ${child_then}`,
  async check(client) {
    if (setup) await client.query(setup)
    if (child_then === 'keeps it from being deleted') {
      assert.equal(await tryOut(client, deletion), `23503 ${constraint}`)
      return
    }
    assert.equal((await client.query(deletion)).rowCount, 1)
    const left = await column(client, `select ${child_then === 'goes' ? '1' : 'product_id'} from ${child}
      where ${ada(child)}`)
    assert.deepEqual(left, child_then === 'goes' ? [] : [null])
  },
}))

const every_key_is_here: Case = {
  about: 'tables',
  claim: 'every unique index and every foreign key has its case here',
  async check(client) {
    const indexes = await column(client, `
      select relname
      from pg_index join pg_class as c on c.oid = indexrelid join pg_namespace as n on n.oid = relnamespace
      where indisunique and ${our_schema}`) as string[]
    const foreign_keys = await column(client, `
      select conname from pg_constraint join pg_namespace as n on n.oid = connamespace
      where contype = 'f' and ${our_schema}`) as string[]
    const known = [...uniques.map((key) => key.index), ...references.map((key) => key.constraint), ...implied]
    assert.deepEqual([...indexes, ...foreign_keys].filter((name) => !known.includes(name)), [])
  },
}

export const keys_cases: Case[] = [
  ...unique_cases, ...repeatable_cases, ...orphan_cases, ...deletion_cases, every_key_is_here,
]
