// Every way to take one stone out of the model: each policy, constraint, index, trigger, flag, privilege and
// default that the catalogue knows, dropped or weakened.
import type pg from 'pg'
import { our_schema } from './cases.ts'

export interface Mutant {
  kind: string
  /** What a claim about it would be about: a table, or a part of the model. */
  about: string
  sql: string
}

const api_roles = `unnest('{anon,authenticated,service_role,authenticator}'::text[]) as role`
const of_schema = (oid: string): string => `join pg_namespace as n on n.oid = ${oid} and ${our_schema}`
const policy = `format('alter policy %I on %I.%I ', policyname, schemaname, tablename)`

/** Queries that write mutants: columns about and sql. They run with an empty search_path. */
const generators: Record<string, string> = {
  'policy dropped': `
    select format('%s.%s', schemaname, tablename) as about,
      format('drop policy %I on %I.%I', policyname, schemaname, tablename) as sql from pg_policies`,
  'policy admits every row': `
    select format('%s.%s', schemaname, tablename) as about, ${policy} || 'using (true)' as sql
    from pg_policies where cmd <> 'INSERT'`,
  'policy admits every new row': `
    select format('%s.%s', schemaname, tablename) as about, ${policy} || 'with check (true)' as sql
    from pg_policies where cmd in ('ALL', 'INSERT', 'UPDATE')`,
  'policy for everybody': `
    select 'policies' as about, ${policy} || 'to public' as sql from pg_policies`,
  'row-level security off': `
    select c.oid::regclass::text as about,
      format('alter table %s disable row level security', c.oid::regclass) as sql
    from pg_class as c ${of_schema('relnamespace')} where relkind in ('r', 'p')`,

  'constraint dropped': `
    select conrelid::regclass::text as about,
      format('alter table %s drop constraint %I cascade', conrelid::regclass, conname) as sql
    from pg_constraint ${of_schema('connamespace')} where contype in ('c', 'f', 'p', 'u', 'x')`,
  'foreign key deletes otherwise': `
    select conrelid::regclass::text as about,
      format('alter table %1$s drop constraint %2$I, add constraint %2$I %3$s', conrelid::regclass, conname,
        case confdeltype
          when 'c' then replace(pg_get_constraintdef(o.oid), ' ON DELETE CASCADE', '')
          when 'n' then replace(pg_get_constraintdef(o.oid), ' ON DELETE SET NULL', ' ON DELETE CASCADE')
          else pg_get_constraintdef(o.oid) || ' ON DELETE CASCADE' end) as sql
    from pg_constraint as o ${of_schema('connamespace')} where contype = 'f'`,
  'null admitted': `
    select attrelid::regclass::text as about,
      format('alter table %s alter column %I drop not null', attrelid::regclass, attname) as sql
    from pg_attribute join pg_class as c on c.oid = attrelid ${of_schema('relnamespace')}
    where relkind in ('r', 'p') and attnum > 0 and attnotnull and not exists (
      select from pg_constraint where conrelid = attrelid and contype = 'p' and attnum = any(conkey))`,
  'default dropped': `
    select adrelid::regclass::text as about,
      format('alter table %s alter column %I drop %s', adrelid::regclass, attname,
        case attgenerated when 's' then 'expression' else 'default' end) as sql
    from pg_attrdef join pg_attribute on attrelid = adrelid and attnum = adnum
      join pg_class as c on c.oid = adrelid ${of_schema('relnamespace')}`,

  'index dropped': `
    select indrelid::regclass::text as about, format('drop index %s', indexrelid::regclass) as sql
    from pg_index join pg_class as c on c.oid = indexrelid ${of_schema('relnamespace')}
    where not exists (select from pg_constraint where conindid = indexrelid)`,
  'index no longer unique': `
    select indrelid::regclass::text as about, format('drop index %s; %s', indexrelid::regclass,
      replace(pg_get_indexdef(indexrelid), 'CREATE UNIQUE INDEX', 'CREATE INDEX')) as sql
    from pg_index join pg_class as c on c.oid = indexrelid ${of_schema('relnamespace')}
    where indisunique and not exists (select from pg_constraint where conindid = indexrelid)`,
  'unique for all rows': `
    select indrelid::regclass::text as about, format('update %3$s set %4$s; drop index %1$s; %2$s',
      indexrelid::regclass, split_part(pg_get_indexdef(indexrelid), ' WHERE ', 1), indrelid::regclass,
      case relname when 'mfa_factors_user_friendly_name_unique' then 'friendly_name = id'
        when 'brand_assets_one_primary_key' then 'is_primary = false'
        when 'users_email_partial_key' then 'is_sso_user = false' when 'jobs_unique_key' then 'progress = 0'
        else format('%I = null', pg_get_indexdef(indexrelid, 1, true)) end) as sql
    from pg_index join pg_class as c on c.oid = indexrelid ${of_schema('relnamespace')}
    where indisunique and indpred is not null`,
  'trigger dropped': `
    select tgrelid::regclass::text as about,
      format('drop trigger %I on %s', tgname, tgrelid::regclass) as sql
    from pg_trigger join pg_class as c on c.oid = tgrelid ${of_schema('relnamespace')}
    where not tgisinternal`,
  'trigger fires always': `
    select tgrelid::regclass::text as about, format('drop trigger %I on %s; %s', tgname, tgrelid::regclass,
      regexp_replace(pg_get_triggerdef(t.oid), ' WHEN \\(.*\\) EXECUTE', ' EXECUTE')) as sql
    from pg_trigger as t join pg_class as c on c.oid = tgrelid ${of_schema('relnamespace')}
    where not tgisinternal and tgqual is not null and tgname <> 'follow_address'`,

  'privilege on a table given': `
    select c.oid::regclass::text as about,
      format('grant %s on %s to %I', privilege, c.oid::regclass, role) as sql
    from pg_class as c ${of_schema('relnamespace')}, ${api_roles},
      unnest('{select,insert,update,delete,truncate,references,trigger,maintain}'::text[]) as privilege
    where relkind in ('r', 'p', 'v', 'm') and not has_table_privilege(role, c.oid, privilege)`,
  'privilege on a table given to everybody': `
    select c.oid::regclass::text as about,
      format('grant %s on %s to public', privilege, c.oid::regclass) as sql
    from pg_class as c ${of_schema('relnamespace')},
      unnest('{select,insert,update,delete}'::text[]) as privilege
    where relkind in ('r', 'p', 'v', 'm')`,
  'privilege on a table taken': `
    select c.oid::regclass::text as about,
      format('revoke %s on %s from %I', privilege_type, c.oid::regclass, grantee::regrole) as sql
    from pg_class as c ${of_schema('relnamespace')}, aclexplode(relacl)
    where relkind in ('r', 'p', 'v', 'm')
      and grantee::regrole::text in ('anon', 'authenticated', 'service_role', 'authenticator')`,
  'privilege on a column given': `
    select attrelid::regclass::text as about,
      format('grant %s (%I) on %s to %I', privilege, attname, attrelid::regclass, role) as sql
    from pg_attribute join pg_class as c on c.oid = attrelid ${of_schema('relnamespace')}, ${api_roles},
      unnest('{select,insert,update,references}'::text[]) as privilege
    where relkind in ('r', 'p') and attnum > 0 and nspname = 'public'
      and not has_column_privilege(role, attrelid, attnum, privilege)`,
  'privilege on a column taken': `
    select attrelid::regclass::text as about,
      format('revoke %s (%I) on %s from %I', privilege_type, attname, attrelid::regclass, grantee::regrole)
        as sql
    from pg_attribute join pg_class as c on c.oid = attrelid ${of_schema('relnamespace')},
      aclexplode(attacl)`,
  'privilege on a sequence given': `
    select 'auth.refresh_tokens' as about,
      format('grant %s on sequence %s to %I', privilege, c.oid::regclass, role) as sql
    from pg_class as c ${of_schema('relnamespace')}, ${api_roles},
      unnest('{usage,select,update}'::text[]) as privilege
    where relkind = 'S'`,
  'schema opened': `
    select 'schemas' as about, format('grant %s on schema %I to %I', privilege, nspname, role) as sql
    from pg_namespace, ${api_roles}, unnest('{usage,create}'::text[]) as privilege
    where ${our_schema} and not has_schema_privilege(role, oid, privilege)`,
  'schema closed': `
    select 'schemas' as about, format('revoke usage on schema %I from %I', nspname, grantee::regrole) as sql
    from pg_namespace, aclexplode(nspacl)
    where ${our_schema} and privilege_type = 'USAGE'
      and grantee::regrole::text in ('anon', 'authenticated', 'service_role')`,

  'function opened': `
    select 'functions' as about,
      format('grant execute on function %s to %s', p.oid::regprocedure, role) as sql
    from pg_proc as p ${of_schema('pronamespace')},
      unnest('{anon,authenticated,service_role,authenticator,public}'::text[]) as role
    where not has_function_privilege(case role when 'public' then 'anon' else role end, p.oid, 'execute')`,
  'function closed': `
    select 'functions' as about,
      format('revoke execute on function %s from public', p.oid::regprocedure) as sql
    from pg_proc as p ${of_schema('pronamespace')}
    where has_function_privilege('stranger', p.oid, 'execute') and prorettype <> 'trigger'::regtype`,
  'function trusts search_path': `
    select 'functions' as about, format('alter function %s reset search_path', p.oid::regprocedure) as sql
    from pg_proc as p ${of_schema('pronamespace')} where proconfig::text like '%search_path%'`,
  'function runs as somebody else': `
    select 'functions' as about, format('alter function %s security %s', p.oid::regprocedure,
      case when prosecdef then 'invoker' else 'definer' end) as sql
    from pg_proc as p ${of_schema('pronamespace')}`,
}

/** Checks that are written out in the catalogue, to be altered word by word. */
const checks = `
  select conrelid::regclass::text as about, conname as name, pg_get_constraintdef(o.oid) as definition
  from pg_constraint as o ${of_schema('connamespace')} where contype = 'c' order by 1, 2`

/** A name between quotes or between the bars of a pattern, or a number: what a check's meaning hangs on. */
const word = /(?<=['"(|])[a-z_]+(?=['"|])|(?<=\|)[a-z_]+(?=\))|\b\d+\b/g

interface Check { about: string; name: string; definition: string }

/** One mutant for each word: a name becomes one that nobody uses, a number becomes its neighbour. */
function alteredChecks({ about, name, definition }: Check): Mutant[] {
  return [...definition.matchAll(word)].map((match) => {
    const other = /^\d/.test(match[0]) ? String(Number(match[0]) + 1) : 'changed'
    const altered = definition.slice(0, match.index) + other + definition.slice(match.index + match[0].length)
    return {
      kind: 'constraint altered',
      about,
      sql: `alter table ${about} drop constraint ${name}, add constraint ${name} ${altered} not valid`,
    }
  })
}

/** The model's own functions, as they were written; a word altered in them as in the checks. */
const functions = `
  select coalesce((select min(tgrelid::regclass::text) from pg_trigger where tgfoid = p.oid), 'auth.users')
    as about, p.oid::regprocedure::text as name, pg_get_functiondef(p.oid) as definition
  from pg_proc as p where pronamespace = 'model'::regnamespace order by 2`

/** What the function that removes files says of buckets, folders and the guard, each said otherwise. */
const altered_removal: [text: string, other: string][] = [
  [`object.bucket_id in ('brand-logos', 'brand-mockups')`, 'true'],
  [`'brand-logos', `, ''],
  [`, 'brand-mockups'`, ''],
  [`old.user_id::text || '/' || old.id::text`, 'old.user_id::text'],
  [`collate "C" >= folder || '/'`, `>= folder`],
  [`collate "C" >= folder || '/'`, `> folder || '/'`],
  [`collate "C" < folder || '0'`, `<= folder || '0'`],
  [`collate "C" < folder || '0'`, `< folder || 'b'`],
  [`collate "C" < folder || '0'`, `< folder || '/a'`],
  [`'storage.allow_delete_query', 'true', true`, `'storage.allow_delete_query', 'false', true`],
  [`'storage.allow_delete_query', guard`, `'storage.allow_delete_query', 'true'`],
  [`'storage.allow_delete_query', guard`, `'storage.allow_delete_query', ''`],
]

function alteredFunctions({ about, name, definition }: Check): Mutant[] {
  const body = definition.indexOf('$function$')
  const words = [...definition.matchAll(word)].filter((match) => match.index > body).map((match) => {
    const other = /^\d/.test(match[0]) ? String(Number(match[0]) + 1) : 'changed'
    return definition.slice(0, match.index) + other + definition.slice(match.index + match[0].length)
  })
  const removals = name === 'model.remove_files()'
    ? altered_removal.map(([text, other]) => definition.replace(text, () => other))
    : []
  return [...words, ...removals].map((sql) => ({ kind: 'function altered', about, sql }))
}

/** Roles belong to the cluster, so these are few and written out. */
const roles: string[] = [
  'alter role anon bypassrls',
  'alter role authenticated bypassrls',
  'alter role authenticator bypassrls',
  'alter role service_role nobypassrls',
  'alter role authenticated superuser',
  'alter role anon login',
  'alter role authenticator nologin',
  'alter role authenticator inherit',
  'alter role authenticator createrole',
  'grant postgres to authenticator',
  'grant supabase_auth_admin to authenticator',
  'grant supabase_storage_admin to authenticator',
  'grant dashboard_user to authenticator',
  'revoke anon from authenticator',
  'revoke authenticated from authenticator',
  'revoke service_role from authenticator',
  'alter role anon reset statement_timeout',
  'alter role authenticated reset statement_timeout',
  'alter role authenticator reset statement_timeout',
  'alter role authenticator reset lock_timeout',
]

/** The policy on files asks for more than one thing; each of them is left out once. */
const paths = (wanted: { named: boolean; buckets: string; folder: string }): string => `
  alter policy brand_files_are_their_owners on storage.objects using (
    ${wanted.named ? `storage.filename(name) <> '' and` : ''}
    (bucket_id, array_to_string(storage.foldername(name), '/')) in (
      select place.bucket_id, brand.user_id::text || '/' || brand.id::text || ${wanted.folder}
      from public.brands as brand cross join (values ${wanted.buckets}) as place (bucket_id, folder)
      where brand.user_id = (select auth.uid())))`
const spec_places = `('brand-logos', 'logos'), ('brand-mockups', 'mockups')`
const altered_paths: string[] = [
  paths({ named: false, buckets: spec_places, folder: `'/' || place.folder` }),
  paths({ named: true, buckets: spec_places, folder: `''` }),
  ...[`${spec_places}, ('brand-logos', 'mockups')`, `${spec_places}, ('kept ada', 'logos')`]
    .map((buckets) => paths({ named: true, buckets, folder: `'/' || place.folder` })),
  paths({ named: true, buckets: `('brand-logos', 'logos')`, folder: `'/' || place.folder` }),
]

/** So does the policy on choices. */
const choices = (...conditions: string[]): string => `
  alter policy brand_products_are_their_owners on public.brand_products
    with check (${conditions.join(' and ')})`
const own_choice = 'user_id = (select auth.uid())'
const brand_ids = 'select brand.id from public.brands as brand'
const altered_choices: string[] = [
  choices(own_choice),
  choices(`brand_id in (${brand_ids} where brand.user_id = (select auth.uid()))`),
]

/** Owners in front of what is unique keep people from probing each other's brands. */
const altered_keys: string[] = [
  `drop index public.brand_assets_one_primary_key; create unique index brand_assets_one_primary_key
    on public.brand_assets (brand_id, asset_type) where is_primary`,
]

/** What somebody may add one day without a thought. */
const additions: [about: string, sql: string][] = [
  ['tables', 'create table public.notes (id uuid)'],
  ['tables', 'create table public.notes (id uuid); alter table public.notes enable row level security'],
  ['tables', 'create table flow.notes (id uuid)'],
  ['tables', 'create table storage.notes (id uuid); grant select on storage.notes to anon'],
  ['tables', 'grant truncate on storage.objects to dashboard_user'],
  ['views', 'create view public.every_brand as select * from public.brands'],
  ['views', 'create materialized view public.every_brand as select * from public.brands'],
  ['functions', `create function public.every_brand() returns setof public.brands language sql
    security definer set search_path = '' as 'select * from public.brands'`],
  ['functions', `create function public.mine() returns setof public.brands language sql
    as 'select * from public.brands'`],
  ['policies', 'create policy everybody on public.brands for select to anon using (true)'],
  ['public.brands', 'create policy everybody on public.brands for select to authenticated using (true)'],
  ['public.brands', 'alter table public.brands add column secret text'],
]

export async function findMutants(client: pg.Client): Promise<Mutant[]> {
  const mutants: Mutant[] = []
  await client.query(`begin; set local search_path = ''`)
  for (const [kind, query] of Object.entries(generators)) {
    const result = await client.query<{ about: string; sql: string }>(`${query} order by 1, 2`)
    mutants.push(...result.rows.map((row) => ({ kind, ...row })))
  }
  mutants.push(...(await client.query<Check>(checks)).rows.flatMap(alteredChecks))
  mutants.push(...(await client.query<Check>(functions)).rows.flatMap(alteredFunctions))
  await client.query('rollback')
  mutants.push(...altered_paths.map((sql) => ({ kind: 'policy altered', about: 'storage.objects', sql })))
  mutants.push(...altered_choices.map((sql) =>
    ({ kind: 'policy altered', about: 'public.brand_products', sql })))
  mutants.push(...altered_keys.map((sql) => ({ kind: 'index altered', about: 'public.brand_assets', sql })))
  mutants.push(...roles.map((sql) => ({ kind: 'role changed', about: 'roles', sql })))
  mutants.push(...additions.map(([about, sql]) => ({ kind: 'something added', about, sql })))
  return mutants
}
