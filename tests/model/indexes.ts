// Which question each index answers. Unique indexes have their cases in keys.ts.
import assert from 'node:assert/strict'
import type pg from 'pg'
import { type Case, column, our_schema } from './cases.ts'
import { spec_indexes } from './spec.ts'

const id = `'00000000-0000-4000-8000-000000000000'`
const record = `source = 's' and source_table = 't' and record_id = 'r'`

/** Index, and a query that is answered from it: the part after "select … from". */
const questions: [index: string, query: string][] = [
  ['public.profiles_email_lower_idx', `public.profiles where lower(email) = 'ada@example.org'`],
  ['public.brand_assets_brand_id_idx', `public.brand_assets where brand_id = ${id}`],
  ['public.brand_assets_user_id_brand_id_idx', `public.brand_assets where user_id = ${id}`],
  ['public.brand_mockups_brand_id_idx', `public.brand_mockups where brand_id = ${id}`],
  ['public.brand_mockups_product_id_idx', `public.brand_mockups where product_id = ${id}`],
  ['public.brand_mockups_user_id_brand_id_idx', `public.brand_mockups where user_id = ${id}`],
  ['public.brand_products_product_id_idx', `public.brand_products where product_id = ${id}`],
  ['public.brand_products_user_id_brand_id_idx', `public.brand_products where user_id = ${id}`],
  ['public.ghl_contacts_user_id_idx', `public.ghl_contacts where user_id = ${id}`],

  ['auth.users_instance_id_email_idx', `auth.users where instance_id = ${id} and lower(email) = 'a@b.c'`],
  ['auth.users_instance_id_idx', `auth.users where instance_id = ${id}`],
  ['auth.users_is_anonymous_idx', 'auth.users where is_anonymous'],
  ['auth.identities_user_id_idx', `auth.identities where user_id = ${id}`],
  ['auth.identities_email_idx', `auth.identities where email like 'ada@%'`],
  ['auth.audit_log_entries_created_at_idx', `auth.audit_log_entries where created_at < '2026-01-01'`],
  ['auth.audit_logs_instance_id_idx', `auth.audit_log_entries where instance_id = ${id}`],
  ['auth.sessions_user_id_idx', `auth.sessions where user_id = ${id} order by created_at`],
  ['auth.sessions_not_after_idx', `auth.sessions where not_after < '2026-01-01'`],
  ['auth.sessions_oauth_client_id_idx', `auth.sessions where oauth_client_id = ${id}`],
  ['auth.refresh_tokens_session_id_revoked_idx',
    `auth.refresh_tokens where session_id = ${id} and revoked = false`],
  ['auth.refresh_tokens_parent_idx', `auth.refresh_tokens where parent = 'p'`],
  ['auth.refresh_tokens_instance_id_user_id_idx',
    `auth.refresh_tokens where instance_id = ${id} and user_id = 'u'`],
  ['auth.refresh_tokens_updated_at_idx', `auth.refresh_tokens where updated_at < '2026-01-01'`],
  ['auth.one_time_tokens_token_hash_hash_idx', `auth.one_time_tokens where token_hash = 'h'`],
  ['auth.one_time_tokens_relates_to_hash_idx', `auth.one_time_tokens where relates_to = 'a@b.c'`],
  ['auth.idx_auth_code', `auth.flow_state where auth_code = 'c'`],
  ['auth.idx_user_id_auth_method',
    `auth.flow_state where user_id = ${id} and authentication_method = 'oauth'`],
  ['auth.flow_state_created_at_idx', `auth.flow_state where created_at < '2026-01-01'`],
  ['auth.factor_id_created_at_idx', `auth.mfa_factors where user_id = ${id} order by created_at`],
  ['auth.mfa_challenges_factor_id_idx', `auth.mfa_challenges where factor_id = ${id}`],
  ['auth.mfa_challenge_created_at_idx', `auth.mfa_challenges where created_at < '2026-01-01'`],

  ['storage.blobs_staged_idx', `storage.blobs where state = 'staged' and created_at < '2026-01-01'`],
  ['storage.objects_blob_id_idx', `storage.objects where blob_id = ${id}`],
  ['storage.bucketid_objname', `storage.objects where bucket_id = 'b' and name >= 'a' order by name limit 1`],
  ['storage.idx_multipart_uploads_list', `storage.s3_multipart_uploads where bucket_id = 'b' and key > 'k'`],
  ['storage.s3_multipart_uploads_parts_upload_id_idx',
    `storage.s3_multipart_uploads_parts where upload_id = 'u'`],
  ['storage.s3_multipart_uploads_parts_bucket_id_idx',
    `storage.s3_multipart_uploads_parts where bucket_id = 'b'`],

  ['flow.jobs_available_idx', `flow.jobs where state = 'available' order by priority, run_at, id limit 1`],
  ['flow.jobs_waiting_idx', `flow.jobs where state in ('scheduled', 'retryable') and run_at < '2026-01-01'`],
  ['flow.jobs_running_idx', `flow.jobs where state = 'running' and provider = 'fal'`],
  ['flow.jobs_user_id_brand_id_idx', `flow.jobs where user_id = ${id} and brand_id = ${id}`],
  ['flow.finished_jobs_state_finished_at_idx',
    `flow.finished_jobs where state = 'dead' and finished_at < '2026-01-01'`],
  ['flow.finished_jobs_user_id_brand_id_idx',
    `flow.finished_jobs where user_id = ${id} and brand_id = ${id}`],
  ['flow.effects_job_id_idx', `flow.effects where job_id = ${id}`],
  ['flow.effects_user_id_brand_id_idx', `flow.effects where user_id = ${id} and brand_id = ${id}`],
  ['flow.effects_open_idx',
    `flow.effects where state in ('intended', 'sent', 'doubtful') and provider = 'fal' order by created_at`],
  ['flow.history_user_id_brand_id_at_idx',
    `flow.history where user_id = ${id} and brand_id = ${id} order by at`],

  ['legacy.mappings_target_idx', `legacy.mappings where target_table = 'brands' and target_id = ${id}`],
  ['legacy.conflicts_record_idx', `legacy.conflicts where ${record}`],
  ['legacy.conflicts_target_idx', `legacy.conflicts where target_table = 'brands' and target_id = ${id}`],
  ['legacy.quarantine_record_idx', `legacy.quarantine where ${record} and sha256 = '\\x00'`],

  ...spec_indexes.map(([table, question, index]): [string, string] =>
    [`public.${index}`, `public.${table} where ${question}`]),
]

async function plan(client: pg.Client, query: string): Promise<string> {
  // The tables of this test are tiny: what counts is that the index can answer.
  await client.query('set local enable_seqscan = off')
  return (await column(client, `explain select * from ${query}`)).join('\n')
}

const question_cases: Case[] = questions.map(([index, query]) => ({
  about: query.split(' ')[0]!,
  claim: `${index.split('.')[1]} answers "${query}"`,
  async check(client) {
    const found = await plan(client, query)
    assert.ok(new RegExp(`\\b${index.split('.')[1]}\\b`).test(found), found)
  },
}))

const catalogue_cases: Case[] = [
  {
    about: 'tables',
    claim: 'every index that is not unique answers a question here',
    async check(client) {
      const present = await column(client, `
        select format('%s.%s', nspname, relname)
        from pg_index join pg_class as c on c.oid = indexrelid join pg_namespace as n on n.oid = relnamespace
        where not indisunique and ${our_schema}`) as string[]
      const known = questions.map(([index]) => index)
      assert.deepEqual(present.filter((index) => !known.includes(index)), [])
    },
  },
  {
    about: 'tables',
    claim: 'every foreign key is the front of a whole index on its child',
    async check(client) {
      assert.deepEqual(await column(client, `
        select conname from pg_constraint join pg_namespace as n on n.oid = connamespace
        where contype = 'f' and ${our_schema} and not exists (
          select from pg_index
          where indrelid = conrelid and indpred is null and indisvalid
            and (indkey::smallint[])[0:cardinality(conkey) - 1] @> conkey
        )`), [])
    },
  },
]

export const indexes_cases: Case[] = [...question_cases, ...catalogue_cases]
