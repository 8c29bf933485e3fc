// Rules for everything in the database: described, closed by default, safe to call; and the triggers that
// keep the time.
import assert from 'node:assert/strict'
import { type Case, column, our_schema } from './cases.ts'
import { long_ago, rowOf } from './people.ts'

/** Must find nothing: the claim, and the query for whatever breaks it. */
const nothing_found: [about: string, claim: string, query: string][] = [
  ['tables', 'row-level security is on for every table', `
    select c.oid::regclass::text from pg_class as c join pg_namespace as n on n.oid = relnamespace
    where relkind in ('r', 'p') and ${our_schema} and not relrowsecurity`],
  ['policies', 'every table of the model has a policy that says who sees it', `
    select c.oid::regclass::text from pg_class as c join pg_namespace as n on n.oid = relnamespace
    where relkind in ('r', 'p') and nspname in ('public', 'flow', 'legacy')
      and not exists (select from pg_policy where polrelid = c.oid)`],
  ['policies', 'every policy names its roles; none is for everybody', `
    select polname from pg_policy where polroles = '{0}'`],
  ['policies', 'who is asking is found out once per statement, not once per row', `
    select policyname from pg_policies
    where concat(qual, with_check) ~ 'auth\\.'
      and concat(qual, with_check) !~ 'SELECT auth\\.uid\\(\\) AS uid'`],
  ['functions', 'every function has a fixed search_path, or a body that was bound when it was made', `
    select p.oid::regprocedure::text from pg_proc as p join pg_namespace as n on n.oid = pronamespace
    where ${our_schema} and prosqlbody is null
      and not coalesce('search_path=""' = any(proconfig), false)`],
  ['comments', 'every schema says what it is for', `
    select nspname from pg_namespace where ${our_schema} and obj_description(oid) is null`],
  ['comments', 'every table says what it is for', `
    select c.oid::regclass::text from pg_class as c join pg_namespace as n on n.oid = relnamespace
    where relkind in ('r', 'p', 'v', 'm') and ${our_schema} and obj_description(c.oid) is null`],
  ['comments', 'every column says what it is for', `
    select attrelid::regclass || '.' || attname
    from pg_attribute join pg_class as c on c.oid = attrelid join pg_namespace as n on n.oid = relnamespace
    where relkind in ('r', 'p', 'v', 'm') and attnum > 0 and not attisdropped and ${our_schema}
      and col_description(attrelid, attnum) is null`],
  ['comments', 'every function says what it is for', `
    select p.oid::regprocedure::text from pg_proc as p join pg_namespace as n on n.oid = pronamespace
    where ${our_schema} and obj_description(p.oid) is null`],
  ['comments', 'every policy says what it is for', `
    select polname from pg_policy where obj_description(oid) is null`],
  ['comments', 'every trigger says what it is for', `
    select tgname from pg_trigger where not tgisinternal and obj_description(oid) is null`],
  ['comments', 'every constraint of the model says what it is for', `
    select conname from pg_constraint join pg_namespace as n on n.oid = connamespace
    where nspname in ('public', 'flow', 'legacy') and contype in ('c', 'f', 'p', 'u')
      and obj_description(pg_constraint.oid) is null`],
  ['comments', 'every index of the model says what it is for', `
    select relname from pg_class as c join pg_namespace as n on n.oid = relnamespace
    where relkind = 'i' and nspname in ('public', 'flow', 'legacy')
      and not exists (select from pg_constraint where conindid = c.oid) and obj_description(c.oid) is null`],
]

const rules: Case[] = nothing_found.map(([about, claim, query]) => ({
  about,
  claim,
  check: async (client) => assert.deepEqual(await column(client, query), []),
}))

const touched = [
  'public.profiles', 'public.brands', 'public.products', 'public.brand_assets', 'public.brand_mockups',
  'public.user_socials', 'public.ghl_contacts', 'storage.objects',
]

const times: Case[] = touched.map((table) => ({
  about: table,
  claim: 'updated_at is the time of the transaction that changed the row, whatever the client sends',
  async check(client) {
    const result = await client.query(
      `update ${table} set updated_at = $2 where id = $1 returning updated_at, now() as transaction_time`,
      [rowOf(table, 'ada', 'kept').id, long_ago],
    )
    assert.deepEqual(result.rows[0].updated_at, result.rows[0].transaction_time)
  },
}))

export const house_rules_cases: Case[] = [...rules, ...times]
