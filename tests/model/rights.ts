// Who may do what to which table: every role, every verb, one's own row and another's.
import assert from 'node:assert/strict'
import type pg from 'pg'
import {
  type Actor, become, becomeRole, type Case, column, our_schema, outcomeOf, type Statement, undone,
} from './cases.ts'
import { insertStatement, keyOf, type Person, rowOf, tables, user_id } from './people.ts'

// Outcomes of select, insert, update and delete, in this order; cases.ts says what the words mean.
const nothing = 'denied denied denied denied'
const everything = 'allowed allowed allowed allowed'
const not_theirs = 'hidden refused hidden hidden'
const only_read = 'allowed denied denied denied'
const read_but_empty = 'hidden denied denied denied'

interface Rights { anonymous: string; own: string; others: string; service: string }

const of_the_owner: Rights = {
  anonymous: nothing, own: everything, others: not_theirs, service: everything,
}
const of_the_servers: Rights = { anonymous: nothing, own: nothing, others: nothing, service: everything }
const of_nobody: Rights = { anonymous: nothing, own: nothing, others: nothing, service: nothing }

/** A table that is not listed here is closed to everybody; authenticator has no rights on any table. */
const rights: Record<string, Rights> = {
  'public.profiles': {
    anonymous: nothing,
    own: 'allowed allowed allowed denied',
    others: 'hidden refused hidden denied',
    service: everything,
  },
  'public.brands': of_the_owner,
  'public.brand_assets': of_the_owner,
  'public.brand_mockups': of_the_owner,
  'public.brand_products': of_the_owner,
  'public.user_socials': of_the_owner,
  'public.products': { anonymous: only_read, own: only_read, others: only_read, service: everything },
  'public.ghl_contacts': { anonymous: nothing, own: only_read, others: read_but_empty, service: everything },

  'auth.users': of_nobody,
  'auth.identities': of_nobody,
  'auth.instances': of_nobody,
  'auth.schema_migrations': of_nobody,
  'auth.audit_log_entries': of_nobody,
  'auth.sessions': of_nobody,
  'auth.refresh_tokens': of_nobody,
  'auth.one_time_tokens': of_nobody,
  'auth.flow_state': of_nobody,
  'auth.mfa_factors': of_nobody,
  'auth.mfa_challenges': of_nobody,
  'auth.mfa_amr_claims': of_nobody,

  'storage.objects': { anonymous: not_theirs, own: everything, others: not_theirs, service: everything },
  // Of buckets that are not the four of the brand model.
  'storage.buckets': { anonymous: not_theirs, own: not_theirs, others: not_theirs, service: everything },
  'storage.s3_multipart_uploads': {
    anonymous: read_but_empty, own: read_but_empty, others: read_but_empty, service: everything,
  },
  'storage.s3_multipart_uploads_parts': {
    anonymous: read_but_empty, own: read_but_empty, others: read_but_empty, service: everything,
  },
  'storage.blobs': { ...of_nobody, service: only_read },
  'storage.migrations': of_nobody,

  'flow.jobs': of_the_servers,
  'flow.finished_jobs': of_the_servers,
  'flow.attempts': of_the_servers,
  'flow.schedules': of_the_servers,
  'flow.effects': of_the_servers,
  'flow.history': of_the_servers,
  'flow.budgets': of_the_servers,

  'legacy.records': of_the_servers,
  'legacy.mappings': of_the_servers,
  'legacy.conflicts': of_the_servers,
  'legacy.quarantine': of_the_servers,
  'legacy.proofs': of_the_servers,
}

// The second lock: what the policies alone leave over, should somebody grant everything one day. Neither a
// request of anon nor a role that no policy names gets anything, even if its claims name a person.
interface Policies { anonymous: string; own: string; others: string }

const closed: Policies = { anonymous: not_theirs, own: not_theirs, others: not_theirs }
const open_to_the_owner: Policies = { ...closed, own: everything }
const seen_by_the_owner: Policies = { ...closed, own: 'allowed refused hidden hidden' }
const seen_by_everybody: Policies = {
  anonymous: 'allowed refused hidden hidden',
  own: 'allowed refused hidden hidden',
  others: 'allowed refused hidden hidden',
}

/** A table that is not listed here has no rows for anybody. */
const policies: Record<string, Policies> = {
  'public.profiles': open_to_the_owner,
  'public.brands': open_to_the_owner,
  'public.brand_assets': open_to_the_owner,
  'public.brand_mockups': open_to_the_owner,
  'public.brand_products': open_to_the_owner,
  'public.user_socials': open_to_the_owner,
  'public.products': seen_by_everybody,
  'public.ghl_contacts': seen_by_the_owner,
  'storage.objects': open_to_the_owner,
  'flow.jobs': seen_by_the_owner,
  'flow.finished_jobs': seen_by_the_owner,
  'flow.effects': seen_by_the_owner,
  'flow.history': seen_by_the_owner,
  'flow.budgets': seen_by_the_owner,
}

/** The four verbs on a person's row. */
function verbsOn(table: string, owner: Person): Statement[] {
  const key = keyOf(table)
  const values = [rowOf(table, owner, 'kept')[key]]
  const fresh = rowOf(table, owner, 'fresh')
  return [
    { text: `select ${key} from ${table} where ${key} = $1`, values },
    { text: insertStatement(table, fresh), values: Object.values(fresh) },
    { text: `update ${table} set ${key} = ${key} where ${key} = $1`, values },
    { text: `delete from ${table} where ${key} = $1`, values },
  ]
}

/** What comes of the four verbs on the row of this owner, after `enter` has made the connection a request. */
async function outcomes(
  client: pg.Client, table: string, owner: Person, enter: () => Promise<void>,
): Promise<string> {
  const words: string[] = []
  for (const [verb, statement] of verbsOn(table, owner).entries()) {
    words.push(await undone(client, async () => {
      // A person has one profile: the new one needs the old one's place.
      if (table === 'public.profiles' && verb === 1) {
        await client.query('delete from public.profiles where id = $1', [user_id[owner]])
      }
      await enter()
      return outcomeOf(client, statement)
    }))
  }
  return words.join(' ')
}

function casesOfRights(table: string): Case[] {
  const { anonymous, own, others, service } = rights[table] ?? of_nobody
  const cells: [Actor, Person, string][] = [
    ['anon', 'ada', anonymous],
    ['ada', 'ada', own],
    ['ada', 'bob', others],
    ['bob', 'bob', own],
    ['bob', 'ada', others],
    ['service_role', 'bob', service],
    ['authenticator', 'ada', nothing],
  ]
  return cells.map(([actor, owner, expected]) => ({
    about: table,
    claim: `${actor} on ${actor === owner ? 'their own' : `${owner}'s`} row: ${expected}`,
    check: async (client) =>
      assert.equal(await outcomes(client, table, owner, () => become(client, actor)), expected),
  }))
}

function casesOfPolicies(table: string): Case[] {
  const { anonymous, own, others } = policies[table] ?? closed
  const cells: [string, Person, string][] = [
    ['anon', 'ada', anonymous],
    ['authenticated', 'ada', own],
    ['authenticated', 'bob', others],
    ['stranger', 'ada', not_theirs],
  ]
  return cells.map(([role, owner, expected]) => ({
    about: table,
    claim: `with everything granted, ${role} with Ada's claims on ${owner}'s row: ${expected}`,
    check: async (client) => {
      await grantEverything(client, table, role)
      const enter = () => becomeRole(client, role, { role, sub: user_id.ada })
      assert.equal(await outcomes(client, table, owner, enter), expected)
    },
  }))
}

async function grantEverything(client: pg.Client, table: string, role: string): Promise<void> {
  const schema = table.split('.')[0]
  await client.query(`grant usage on schema ${schema}, public, storage, auth to ${role}`)
  await client.query(`grant all on ${table}, public.brands to ${role}`)  // paths of files ask for brands
}

const api_roles = ['anon', 'authenticated', 'service_role', 'authenticator']
const verbs = ['SELECT', 'INSERT', 'UPDATE', 'DELETE']

/** Privileges that a role needs for the outcomes it is to get: all but for those that are denied. */
function privilegesFor(table: string, role: string): string[] {
  const { anonymous, own, others, service } = rights[table] ?? of_nobody
  const of_role: Record<string, string[]> = {
    anon: [anonymous], authenticated: [own, others], service_role: [service], authenticator: [],
  }
  const wanted = (of_role[role] ?? []).flatMap((words) =>
    words.split(' ').flatMap((word, verb) => (word === 'denied' ? [] : [verbs[verb]!])))
  return [...new Set(wanted)].sort()
}

const held_privileges = `
  select privilege collate "C"
  from unnest('{SELECT,INSERT,UPDATE,DELETE,TRUNCATE,REFERENCES,TRIGGER,MAINTAIN}'::text[]) as privilege
  where case when privilege in ('SELECT', 'INSERT', 'UPDATE', 'REFERENCES')
    then has_any_column_privilege($1, $2, privilege)
    else has_table_privilege($1, $2, privilege) end
  order by 1`

function casesOfPrivileges(table: string): Case[] {
  return api_roles.map((role) => ({
    about: table,
    claim: `${role} holds ${privilegesFor(table, role).join(', ') || 'no privilege'}, and no other`,
    check: async (client) =>
      assert.deepEqual(await column(client, held_privileges, [role, table]), privilegesFor(table, role)),
  }))
}

const of_the_catalogue: Case[] = [
  {
    about: 'tables',
    claim: 'a table that the matrix does not know is closed to everybody',
    async check(client) {
      const present = await column(client, `
        select format('%s.%s', nspname, relname)
        from pg_class as c join pg_namespace as n on n.oid = relnamespace
        where relkind in ('r', 'p', 'f') and ${our_schema}`) as string[]
      for (const table of present.filter((name) => !(name in rights))) {
        for (const role of api_roles) {
          assert.deepEqual(await column(client, held_privileges, [role, table]), [], `${role} on ${table}`)
        }
      }
    },
  },
  {
    about: 'tables',
    claim: 'only its owner empties a table at a stroke or maintains it: no policy filters that',
    async check(client) {
      assert.deepEqual(await column(client, `
        select format('%s: %s by %s', c.oid::regclass, privilege_type, grantee::regrole)
        from pg_class as c join pg_namespace as n on n.oid = relnamespace, aclexplode(relacl)
        where ${our_schema} and privilege_type in ('TRUNCATE', 'MAINTAIN') and grantee <> relowner`), [])
    },
  },
  {
    about: 'tables',
    claim: 'every table of the matrix has rows of Ada and Bob to prove it with',
    check: async () => assert.deepEqual(Object.keys(rights).sort(), [...tables].sort()),
  },
]

export const rights_cases: Case[] = [
  ...Object.keys(rights).flatMap(casesOfRights),
  ...Object.keys(rights).flatMap(casesOfPrivileges),
  ...Object.keys(rights).flatMap(casesOfPolicies),
  ...of_the_catalogue,
]
