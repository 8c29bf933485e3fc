// A new account is a profile and a pending CRM contact, in one transaction; an address that changes in the
// account changes in the profile.
import assert from 'node:assert/strict'
import type pg from 'pg'
import { type Case, column, tryOut, undone } from './cases.ts'
import { user_id } from './people.ts'

const eve = 'e0e00000-0000-4000-8000-000000000000'

interface Account { email?: string | null; phone?: string | null; meta?: object | string | null }

async function signUp(client: pg.Client, account: Account): Promise<void> {
  await client.query(
    'insert into auth.users (id, email, phone, raw_user_meta_data) values ($1, $2, $3, $4)',
    [eve, account.email ?? null, account.phone ?? null, JSON.stringify(account.meta ?? null)],
  )
}

async function profileOf(client: pg.Client, id: string): Promise<Record<string, unknown>> {
  const result = await client.query(
    'select email, phone, full_name, password, tc_accepted_at from public.profiles where id = $1', [id],
  )
  assert.equal(result.rowCount, 1)
  return result.rows[0]
}

const contactsOf = (client: pg.Client, id: string): Promise<unknown[]> =>
  column(client, 'select sync_data from public.ghl_contacts where user_id = $1', [id])

const nothing = { email: null, phone: null, full_name: null, password: null, tc_accepted_at: null }
const spring = '2026-02-03T10:00:00Z'

/** What an account says of itself, and what of it stands in the profile. */
const accounts: [claim: string, account: Account, profile: Record<string, unknown>][] = [
  ['with an address and a name', { email: 'eve@example.org', meta: { full_name: 'Eve Moon' } },
    { email: 'eve@example.org', full_name: 'Eve Moon' }],
  ['without any metadata', { email: 'eve@example.org' }, { email: 'eve@example.org' }],
  ['with nothing at all (an anonymous sign-in)', {}, {}],
  ['with a phone', { phone: '4930123456' }, { phone: '4930123456' }],
  ['with an empty phone', { phone: '' }, {}],
  ['with a phone in the metadata', { meta: { phone: '4930123456' } }, { phone: '4930123456' }],
  ['with two phones, of which the account\'s counts', { phone: '49301', meta: { phone: '49302' } },
    { phone: '49301' }],
  ['with an empty phone and one in the metadata', { phone: '', meta: { phone: '49302' } },
    { phone: '49302' }],
  ['with a name as other providers call it', { meta: { name: 'Eve Moon' } }, { full_name: 'Eve Moon' }],
  ['with both names, of which full_name counts', { meta: { full_name: 'Eve', name: 'E.' } },
    { full_name: 'Eve' }],
  ['with metadata that is a text', { meta: 'Eve' }, {}],
  ['with metadata that is an array', { meta: ['Eve'] }, {}],
  ['with a password in the metadata, which goes nowhere', { meta: { password: 'secret' } }, {}],

  ['that accepted the terms at a time', { meta: { tc_accepted_at: spring } },
    { tc_accepted_at: new Date(spring) }],
  ['that accepted at a time in another zone', { meta: { tc_accepted_at: '2026-02-03T12:00:00+02:00' } },
    { tc_accepted_at: new Date(spring) }],
  ['that accepted at a time without a zone, which is UTC',
    { meta: { tc_accepted_at: '2026-02-03 10:00:00' } }, { tc_accepted_at: new Date(spring) }],
  ['that accepted to the millisecond', { meta: { tc_accepted_at: '2026-02-03T10:00:00.123Z' } },
    { tc_accepted_at: new Date('2026-02-03T10:00:00.123Z') }],
]

/** What is no acceptance, and keeps nobody out. */
const no_acceptances: unknown[] = [
  false, 'false', '', 'yes', 'now', 'today', 'infinity', 'yesterday', '2026-02-03', '2026-13-45T10:00:00Z',
  '2026-02-03T10:00:00 Mars/Olympus', 1770112800, null, {}, [spring],
]
for (const value of no_acceptances) {
  const claim = `whose acceptance reads ${JSON.stringify(value)}, which is none`
  accounts.push([claim, { meta: { tc_accepted_at: value } }, {}])
}

const account_cases: Case[] = accounts.map(([claim, account, profile]) => ({
  about: 'auth.users',
  claim: `an account ${claim} has a profile of ${JSON.stringify(profile)} and a pending contact`,
  async check(client) {
    await client.query(`set local timezone = 'America/New_York'`)
    await signUp(client, account)
    assert.deepEqual(await profileOf(client, eve), { ...nothing, ...profile })
    assert.deepEqual(await contactsOf(client, eve), [{ status: 'pending' }])
  },
}))

const accepted_now: Case[] = [true, 'true'].map((value) => ({
  about: 'auth.users',
  claim: `an account whose acceptance reads ${JSON.stringify(value)} has accepted now`,
  async check(client) {
    await signUp(client, { meta: { tc_accepted_at: value } })
    assert.deepEqual(await column(client, `
      select tc_accepted_at = now() from public.profiles where id = $1`, [eve]), [true])
  },
}))

/** Changes of the account and what the profile says afterwards. */
const changes: [claim: string, change: string, profile: Record<string, unknown>][] = [
  ['a new e-mail address is the profile\'s', `email = 'new@example.org'`, { email: 'new@example.org' }],
  ['an e-mail address that goes is gone', 'email = null', { email: null }],
  ['a new phone is the profile\'s', `phone = '49302'`, { phone: '49302' }],
  ['a phone that goes is gone', 'phone = null', { phone: null }],
  ['an emptied phone is gone', `phone = ''`, { phone: null }],
  ['both at once', `email = 'n@example.org', phone = '49302'`, { email: 'n@example.org', phone: '49302' }],
  ['a sign-in changes nothing', 'last_sign_in_at = now()', {}],
  ['new metadata changes nothing', `raw_user_meta_data = '{"full_name": "Eva"}'`, {}],
]

const change_cases: Case[] = changes.map(([claim, change, profile]) => ({
  about: 'auth.users',
  claim: `${claim} (${change})`,
  async check(client) {
    await signUp(client, { email: 'eve@example.org', phone: '49301', meta: { full_name: 'Eve' } })
    await client.query(`update auth.users set ${change} where id = $1`, [eve])
    const before = { ...nothing, email: 'eve@example.org', phone: '49301', full_name: 'Eve' }
    assert.deepEqual(await profileOf(client, eve), { ...before, ...profile })
  },
}))

const own_phone_stays: Case = {
  about: 'auth.users',
  claim: 'a phone that the person wrote into the profile outlives a change of the e-mail address',
  async check(client) {
    await signUp(client, { email: 'eve@example.org' })
    await client.query(`update public.profiles set phone = 'own' where id = $1`, [eve])
    await client.query(`update auth.users set email = 'new@example.org' where id = $1`, [eve])
    assert.deepEqual(await profileOf(client, eve), { ...nothing, email: 'new@example.org', phone: 'own' })
  },
}

const own_email_stays: Case = {
  about: 'auth.users',
  claim: 'an e-mail address that the person set for contact stays until the account\'s own changes',
  async check(client) {
    await signUp(client, { email: 'eve@example.org' })
    await client.query(`update public.profiles set email = 'own@example.org' where id = $1`, [eve])
    await client.query(`update auth.users set phone = '49301' where id = $1`, [eve])
    assert.deepEqual(await profileOf(client, eve), { ...nothing, email: 'own@example.org', phone: '49301' })
    await client.query(`update auth.users set email = 'new@example.org' where id = $1`, [eve])
    assert.deepEqual(await profileOf(client, eve), { ...nothing, email: 'new@example.org', phone: '49301' })
  },
}

const only_own_profile: Case = {
  about: 'auth.users',
  claim: 'a change of address touches nobody else\'s profile',
  async check(client) {
    const bob = await profileOf(client, user_id.bob)
    await client.query(`update auth.users set email = 'new@example.org' where id = $1`, [user_id.ada])
    assert.deepEqual(await profileOf(client, user_id.bob), bob)
  },
}

const all_or_nothing: Case[] = [
  {
    about: 'auth.users',
    claim: 'a sign-up that is rolled back leaves nothing',
    async check(client) {
      await undone(client, () => signUp(client, { email: 'eve@example.org' }))
      const places = ['auth.users where id', 'public.profiles where id', 'public.ghl_contacts where user_id']
      for (const place of places) {
        assert.deepEqual(await column(client, `select 1 from ${place} = $1`, [eve]), [], place)
      }
    },
  },
  {
    about: 'auth.users',
    claim: 'a contact that cannot be made keeps the account from being made',
    async check(client) {
      await client.query('alter table public.ghl_contacts add constraint no_more check (false) not valid')
      assert.equal(await tryOut(client, `insert into auth.users (id) values ('${eve}')`), '23514 no_more')
    },
  },
  {
    about: 'auth.users',
    claim: 'the same address a second time is refused, and the first account keeps its one contact',
    async check(client) {
      await signUp(client, { email: 'eve@example.org' })
      const again = `insert into auth.users (id, email) values (gen_random_uuid(), 'eve@example.org')`
      assert.equal(await tryOut(client, again), '23505 users_email_partial_key')
      assert.equal((await contactsOf(client, eve)).length, 1)
    },
  },
  {
    about: 'auth.users',
    claim: 'an import that brings profile and contact along is not disturbed, and not doubled',
    async check(client) {
      await client.query('alter table public.profiles drop constraint profiles_id_fkey')
      await client.query(`insert into public.profiles (id, full_name) values ($1, 'of the import')`, [eve])
      await client.query('insert into public.ghl_contacts (user_id) values ($1)', [eve])
      await signUp(client, { email: 'eve@example.org', meta: { full_name: 'other' } })
      assert.equal((await profileOf(client, eve)).full_name, 'of the import')
      assert.deepEqual(await contactsOf(client, eve), [null])
    },
  },
  {
    about: 'auth.users',
    claim: 'several accounts in one statement get a profile and a contact each',
    async check(client) {
      await client.query(`
        insert into auth.users (id, email)
        select ('e0e00000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, n || '@example.org'
        from generate_series(1, 5) as n`)
      assert.deepEqual(await column(client, `
        select email from public.profiles as p
        where id::text like 'e0e0%' and exists (select from public.ghl_contacts where user_id = p.id)
        order by 1`), [1, 2, 3, 4, 5].map((n) => `${n}@example.org`))
    },
  },
]

const auth_server: Case = {
  about: 'auth.users',
  claim: 'the auth server, which has no rights in public, signs people up, changes and deletes them',
  async check(client) {
    await client.query('set local role supabase_auth_admin')
    await signUp(client, { email: 'eve@example.org', meta: { full_name: 'Eve' } })
    await client.query(`update auth.users set email = 'new@example.org' where id = $1`, [eve])
    assert.equal(await tryOut(client, 'select id from public.profiles'), 'denied')
    await client.query('reset role')
    assert.deepEqual(await profileOf(client, eve), { ...nothing, email: 'new@example.org', full_name: 'Eve' })
    await client.query('set local role supabase_auth_admin')
    await client.query('delete from auth.users where id = $1', [eve])
    await client.query('reset role')
    assert.deepEqual(await column(client, 'select 1 from public.profiles where id = $1', [eve]), [])
  },
}

const hostile_search_path: Case = {
  about: 'auth.users',
  claim: 'a search_path full of impostors does not mislead the triggers',
  async check(client) {
    await client.query(`
      create schema impostors;
      create function impostors.now() returns timestamptz language sql as 'select ''epoch''::timestamptz';
      create function impostors.coalesce(text, text) returns text language sql as 'select ''impostor''';
      set local search_path = impostors, pg_catalog`)
    await signUp(client, { email: 'eve@example.org', meta: { tc_accepted_at: 'true' } })
    assert.deepEqual(await column(client, `
      select tc_accepted_at = pg_catalog.now() from public.profiles where id = $1`, [eve]), [true])
  },
}

export const sign_up_cases: Case[] = [
  ...account_cases, ...accepted_now, ...change_cases, own_phone_stays, own_email_stays, only_own_profile,
  ...all_or_nothing, auth_server, hostile_search_path,
]
