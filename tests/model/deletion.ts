// Who goes takes everything along: rows by foreign keys, files by the trigger on brands. Nobody else loses
// anything.
import assert from 'node:assert/strict'
import type pg from 'pg'
import { type Actor, become, type Case, column, outcomeOf, tryOut } from './cases.ts'
import { brand_id, rowOf, second_brand_id, user_id } from './people.ts'

/** Tables whose rows of a person go with the account. */
const go_along = [
  'public.profiles', 'public.brands', 'public.brand_assets', 'public.brand_mockups', 'public.brand_products',
  'public.user_socials', 'public.ghl_contacts', 'auth.identities', 'auth.sessions', 'auth.refresh_tokens',
  'auth.one_time_tokens', 'auth.mfa_factors', 'auth.mfa_challenges', 'auth.mfa_amr_claims', 'flow.history',
  'flow.budgets', 'storage.objects',
]
/** What was done outside stays true. */
const stay = ['flow.jobs', 'flow.finished_jobs', 'flow.effects']

const of_account: Case = {
  about: 'auth.users',
  claim: `a deleted account takes ${go_along.join(', ')} along, nobody else's, and leaves ${stay.join(', ')}`,
  async check(client) {
    await client.query('delete from auth.users where id = $1', [user_id.ada])
    for (const table of [...go_along, ...stay]) {
      for (const person of ['ada', 'bob'] as const) {
        const values = rowOf(table, person, 'kept')
        const key = 'id' in values ? 'id' : 'user_id'
        const left = await column(client, `select 1 from ${table} where ${key} = $1`, [values[key]])
        const is_gone = person === 'ada' && go_along.includes(table)
        assert.equal(left.length, is_gone ? 0 : 1, `${table} of ${person}`)
      }
    }
  },
}

const of_brand: Case = {
  about: 'public.brands',
  claim: 'a deleted brand takes its own children along, and leaves the person and other brands',
  async check(client) {
    await client.query('delete from public.brands where id = $1', [brand_id.ada])
    for (const table of ['brand_assets', 'brand_mockups', 'brand_products']) {
      assert.deepEqual(await column(client, `select brand_id from public.${table}`), [brand_id.bob], table)
    }
    assert.deepEqual(
      await column(client, 'select id from public.brands where user_id = $1', [user_id.ada]),
      [second_brand_id.ada],
    )
    assert.deepEqual(await column(client, 'select 1 from public.profiles where id = $1', [user_id.ada]), [1])
  },
}

const folder = `${user_id.ada}/${brand_id.ada}`
type File = [bucket: string, name: string]

/** In the brand's folder, by a path of the specification or by another that a server chose. */
const files_of_brand: File[] = [
  ['brand-logos', `${folder}/logos/kept.png`],  // moved in with her
  ['brand-logos', `${folder}/logos/a.png`],
  ['brand-logos', `${folder}/logos/old/a.png`],
  ['brand-logos', `${folder}/\u{10ffff}`],
  ['brand-logos', `${folder}/`],
  ['brand-mockups', `${folder}/mockups/a.png`],
]
/** Of another brand of hers: goes with the account only. */
const file_of_other_brand: File = ['brand-logos', `${user_id.ada}/${second_brand_id.ada}/logos/a.png`]
/** Of somebody else, of another bucket, or nearly of the same name. */
const files_of_others: File[] = [
  ['brand-logos', `${user_id.bob}/${brand_id.bob}/logos/kept.png`],  // moved in with him
  ['brand-mockups', `${user_id.bob}/${brand_id.bob}/mockups/a.png`],
  ['brand-logos', `${user_id.bob}/${brand_id.ada}/logos/a.png`],
  ['product-images', `${folder}/logos/a.png`],
  ['product-masks', `${folder}/logos/a.png`],
  ['kept ada', `${folder}/logos/a.png`],
  ['brand-logos', folder],
  ['brand-logos', `${folder}.png`],
  ['brand-logos', `${folder}0`],
  ['brand-logos', `${folder}0/logos/a.png`],
  ['brand-logos', `${folder}a`],
  ['brand-logos', `${folder.toUpperCase()}/logos/a.png`],
]

async function upload(client: pg.Client): Promise<void> {
  const files = [...files_of_brand, file_of_other_brand, ...files_of_others]
  for (const file of files.filter(([, name]) => !name.endsWith('/kept.png'))) {
    await client.query('insert into storage.objects (bucket_id, name) values ($1, $2)', file)
  }
}

const places = async (client: pg.Client): Promise<string[]> =>
  (await column(client, `select bucket_id || '/' || name from storage.objects`) as string[]).sort()
const placesOf = (files: File[]): string[] => files.map((file) => file.join('/')).sort()

const auth_server = 'set local role supabase_auth_admin'
const [brand, profile, account] = ['public.brands', 'public.profiles', 'auth.users'].map((table) =>
  `delete from ${table} where id = '${table === 'public.brands' ? brand_id.ada : user_id.ada}'`)

/** Every way in which a brand ends. */
const endings: [who: string, enter: Actor | string, what: string, statement: string, left: File[]][] = [
  ['Ada', 'ada', 'deletes her brand', brand!, [file_of_other_brand]],
  ['a server', 'service_role', 'deletes Ada\'s brand', brand!, [file_of_other_brand]],
  ['a server', 'service_role', 'deletes Ada\'s profile', profile!, []],
  ['the auth server', auth_server, 'deletes Ada\'s account', account!, []],
  ['the project\'s owner', 'set local role postgres', 'deletes Ada\'s account', account!, []],
]

const of_files: Case[] = endings.map(([who, enter, what, statement, left]) => ({
  about: 'public.brands',
  claim: `${who} ${what}: its files go, and no other file does`,
  async check(client) {
    await upload(client)
    await (enter.startsWith('set ') ? client.query(enter) : become(client, enter as Actor))
    assert.equal(await outcomeOf(client, { text: statement }), 'allowed')
    await client.query('reset role')
    assert.deepEqual(await places(client), placesOf([...left, ...files_of_others]))
  },
}))

/** What a hosted project has on its tables of files. */
const guard = `
  create function storage.protect_delete() returns trigger language plpgsql as $$
  begin
    if coalesce(current_setting('storage.allow_delete_query', true), 'false') <> 'true' then
      raise 'not by SQL' using errcode = 'P0001';
    end if;
    return null;
  end $$;
  create trigger protect_objects_delete before delete on storage.objects
    for each statement execute function storage.protect_delete()`

const despite_guard: Case[] = [
  {
    about: 'public.brands',
    claim: 'files go where plain deletions of files are refused, too, and those stay refused',
    async check(client) {
      await client.query(guard)
      await upload(client)
      await client.query(account!)
      assert.deepEqual(await places(client), placesOf(files_of_others))
      assert.equal(await tryOut(client, 'delete from storage.objects'), 'P0001')
    },
  },
  {
    about: 'public.brands',
    claim: 'who has allowed deletions of files keeps them allowed',
    async check(client) {
      await client.query(`${guard}; set local storage.allow_delete_query = 'true'`)
      await client.query(brand!)
      assert.equal(await tryOut(client, 'delete from storage.objects'), 'allowed')
    },
  },
]

const by_index: Case = {
  about: 'public.brands',
  claim: 'the files of a deleted brand are found by bucket and name in the index',
  async check(client) {
    const [source] = await column(client, `
      select prosrc from pg_proc where oid = 'model.remove_files'::regproc`) as string[]
    const statement = /delete from[^;]*/.exec(source!)![0].replaceAll('folder', `'${folder}'`)
    await client.query('set local enable_seqscan = off; set local enable_bitmapscan = off')
    const plan = (await column(client, `explain (costs off) ${statement}`)).join('\n')
    assert.match(plan, /using bucketid_objname .*\n *Index Cond: .*bucket_id = ANY.* AND .*name >= .*name < /)
  },
}

export const deletion_cases: Case[] = [of_account, of_brand, ...of_files, ...despite_guard, by_index]
