// Who may call what, enter where and become whom.
import assert from 'node:assert/strict'
import { become, type Case, column, our_schema, outcomeOf } from './cases.ts'

/** Every function that an API role may call, written out; all others are closed. */
const callable: Record<string, string[]> = {
  auth: ['email()', 'jwt()', 'role()', 'uid()'],
  storage: [
    'allow_any_operation(text[])',
    'allow_only_operation(text)',
    'can_insert_object(text,text,uuid,jsonb)',
    'extension(text)',
    'filename(text)',
    'foldername(text)',
    'get_size_by_bucket()',
    'list_objects_with_delimiter(text,text,text,integer,text,text,text)',
    'operation()',
    'search(text,text,integer,integer,integer,text,text,text)',
    'search_v2(text,text,integer,integer,text,text,text,text)',
  ],
  public: [],
}

/** Functions that work with their owner's rights: each is a way around the policies, so each is named. */
const security_definers = ['model.follow_address()', 'model.remove_files()', 'model.welcome_person()']

const functions_where = `
  select p.oid::regprocedure::text collate "C"
  from pg_proc as p join pg_namespace as n on n.oid = pronamespace
  where ${our_schema} and`

const carrier_and_api_roles = ['authenticator', 'anon', 'authenticated', 'service_role']

const functions: Case[] = [
  ...carrier_and_api_roles.map((role): Case => ({
    about: 'functions',
    claim: `${role} may call exactly the functions that are listed`,
    async check(client) {
      const found = await column(client, `${functions_where} has_function_privilege($1, p.oid, 'execute')
          and prorettype <> 'trigger'::regtype
        order by 1`, [role])
      const expected = Object.entries(callable)
        .flatMap(([schema, names]) => names.map((name) => `${schema}.${name}`))
      assert.deepEqual(found.sort(), expected.sort())
    },
  })),
  ...carrier_and_api_roles.map((role): Case => ({
    about: 'functions',
    claim: `${role} may call no trigger function and none that works with its owner's rights`,
    async check(client) {
      assert.deepEqual(await column(client, `${functions_where} has_function_privilege($1, p.oid, 'execute')
          and (prorettype = 'trigger'::regtype or prosecdef)
        order by 1`, [role]), [])
    },
  })),
  {
    about: 'functions',
    claim: 'only the named functions work with their owner\'s rights',
    async check(client) {
      assert.deepEqual(await column(client, `${functions_where} prosecdef order by 1`), security_definers)
    },
  },
]

/**
 * Which schemas a role may enter; within the others not even a granted table can be reached. PUBLIC is shut
 * out first, as in a hardened database: the API roles have their rights by name.
 */
const entered: Record<string, string[]> = {
  anon: ['auth', 'public', 'storage'],
  authenticated: ['auth', 'public', 'storage'],
  service_role: ['auth', 'flow', 'legacy', 'public', 'storage'],
  authenticator: [],
}

const schemas: Case[] = Object.entries(entered).map(([role, expected]) => ({
  about: 'schemas',
  claim: `${role} enters ${expected.join(', ') || 'no schema'}, and creates nothing anywhere`,
  async check(client) {
    await client.query('revoke all on schema public from public')
    const allowing = (privilege: string): string => `
      select nspname from pg_namespace where ${our_schema} and has_schema_privilege($1, oid, '${privilege}')
      order by 1`
    assert.deepEqual(await column(client, allowing('usage'), [role]), expected)
    assert.deepEqual(await column(client, allowing('create'), [role]), [])
  },
}))

const views_and_sequences: Case[] = [
  {
    about: 'views',
    claim: 'every view asks with the rights of who reads it',
    async check(client) {
      assert.deepEqual(await column(client, `
        select c.oid::regclass::text from pg_class as c join pg_namespace as n on n.oid = relnamespace
        where ${our_schema} and (relkind = 'm' or relkind = 'v' and
          not coalesce(reloptions && '{security_invoker=true,security_invoker=on}', false))`), [])
    },
  },
  {
    about: 'auth.refresh_tokens',
    claim: 'no API role reads or moves a sequence',
    async check(client) {
      assert.deepEqual(await column(client, `
        select c.oid::regclass || ' ' || role
        from pg_class as c join pg_namespace as n on n.oid = relnamespace, unnest($1::text[]) as role
        where ${our_schema} and relkind = 'S'
          and has_sequence_privilege(role, c.oid, 'usage, select, update')`,
      [carrier_and_api_roles]), [])
    },
  },
]

/** Attributes of the roles: who stands above policies, who logs in, who inherits. */
const attributes = [
  'anon: -',
  'authenticated: -',
  'authenticator: login',
  'service_role: bypassrls',
  'supabase_auth_admin: -',
  'supabase_storage_admin: -',
]

const roles: Case[] = [
  {
    about: 'roles',
    claim: 'only service_role stands above policies, only authenticator logs in, none may make anything',
    async check(client) {
      assert.deepEqual(await column(client, `
        select rolname || ': ' || coalesce(nullif(concat_ws(' ',
          case when rolcanlogin then 'login' end, case when rolbypassrls then 'bypassrls' end,
          case when rolsuper then 'super' end, case when rolcreaterole then 'createrole' end,
          case when rolcreatedb then 'createdb' end, case when rolreplication then 'replication' end,
          case when rolinherit then 'inherit' end), ''), '-')
        from pg_roles
        where rolname ~ '^supabase' or rolname in ('anon', 'authenticated', 'service_role', 'authenticator')
        order by 1`), attributes)
    },
  },
  ...(['anon', 'authenticated', 'service_role'] as const).map((role): Case => ({
    about: 'roles',
    claim: `authenticator can become ${role}`,
    async check(client) {
      await client.query('set local session authorization authenticator')
      assert.equal(await outcomeOf(client, { text: `set local role ${role}` }), 'hidden')
      assert.deepEqual(await column(client, 'select current_user::text'), [role])
    },
  })),
  ...['postgres', 'supabase_auth_admin', 'supabase_storage_admin', 'dashboard_user'].map((role): Case => ({
    about: 'roles',
    claim: `authenticator cannot become ${role}`,
    async check(client) {
      await client.query('set local session authorization authenticator')
      assert.equal(await outcomeOf(client, { text: `set local role ${role}` }), 'denied')
    },
  })),
  ...(['anon', 'ada', 'service_role'] as const).map((actor): Case => ({
    about: 'roles',
    claim: `${actor} cannot make a table in public`,
    async check(client) {
      await become(client, actor)
      assert.equal(await outcomeOf(client, { text: 'create table public.mine (id integer)' }), 'denied')
    },
  })),
]

/** A request that hangs gives its connection back: the settings of a hosted Supabase. */
const role_settings = [
  'anon: {statement_timeout=3s}',
  'authenticated: {statement_timeout=8s}',
  'authenticator: {statement_timeout=8s,lock_timeout=8s}',
]

const limits: Case = {
  about: 'roles',
  claim: 'requests have their time limits',
  check: async (client) => assert.deepEqual(await column(client, `
    select rolname || ': ' || rolconfig::text from pg_roles
    where rolname in ('anon', 'authenticated', 'service_role', 'authenticator') and rolconfig is not null
    order by 1`), role_settings),
}

export const programs_cases: Case[] = [...functions, ...schemas, ...views_and_sequences, ...roles, limits]
