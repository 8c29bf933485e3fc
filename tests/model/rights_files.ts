// Who may do what in storage: the path is the right. brand-logos/{user}/{brand}/logos/{file} and
// brand-mockups/{user}/{brand}/mockups/{file}, under one's own id and one of one's own brands.
import assert from 'node:assert/strict'
import { type Actor, attempt, become, type Case, column } from './cases.ts'
import { brand_id, nowhere_id, rowOf, second_brand_id, user_id } from './people.ts'

const ada = user_id.ada
const brand = brand_id.ada
const own_file = rowOf('storage.objects', 'ada', 'kept')
const file_of_bob = rowOf('storage.objects', 'bob', 'kept')

/** May Ada upload a file of this name, and may she rename one of hers to it? */
const places: [bucket: string, name: string | null, expected: string, because: string][] = [
  ['brand-logos', `${ada}/${brand}/logos/a.png`, 'allowed', 'the path of a logo'],
  ['brand-mockups', `${ada}/${brand}/mockups/a.png`, 'allowed', 'the path of a mockup'],
  ['brand-logos', `${ada}/${second_brand_id.ada}/logos/a.png`, 'allowed', 'another brand of hers'],
  ['brand-logos', `${ada}/${brand}/logos/Größe & mehr.png`, 'allowed', 'any file name'],
  ['brand-logos', `${ada}/${brand}/logos/..`, 'allowed', 'dots are a name like any other, inside the folder'],

  ['brand-logos', `${user_id.bob}/${brand_id.bob}/logos/a.png`, 'refused', 'Bob\'s folder'],
  ['brand-logos', `${user_id.bob}/${brand}/logos/a.png`, 'refused', 'Bob\'s id before her brand'],
  ['brand-logos', `${ada}/${brand_id.bob}/logos/a.png`, 'refused', 'her id before Bob\'s brand'],
  ['brand-logos', `${ada}/${nowhere_id}/logos/a.png`, 'refused', 'a brand that does not exist'],
  ['brand-logos', `${ada}/${brand}/mockups/a.png`, 'refused', 'mockups among logos'],
  ['brand-mockups', `${ada}/${brand}/logos/a.png`, 'refused', 'logos among mockups'],
  ['brand-logos', `${ada}/${brand}/guides/a.png`, 'refused', 'a third folder of another name'],
  ['brand-logos', `${ada}/${brand}/Logos/a.png`, 'refused', 'the folder in another case'],
  ['brand-logos', `${ada}/${brand}/logos/old/a.png`, 'refused', 'one folder deeper'],
  ['brand-logos', `${ada}/${brand}/logos/../a.png`, 'refused', 'dots as a folder are one folder deeper'],
  ['brand-logos', `${ada}/${brand}/logos/`, 'refused', 'no file name'],
  ['brand-logos', `${ada}/${brand}/logos`, 'refused', 'the folder itself as a file'],
  ['brand-logos', `${ada}/${brand}/a.png`, 'refused', 'no third folder'],
  ['brand-logos', `${ada}/a.png`, 'refused', 'no brand'],
  ['brand-logos', 'a.png', 'refused', 'no folder'],
  ['brand-logos', '', 'refused', 'no name'],
  ['brand-logos', null, 'refused', 'a null name'],
  ['brand-logos', `/${ada}/${brand}/logos/a.png`, 'refused', 'a slash in front'],
  ['brand-logos', `${ada}//${brand}/logos/a.png`, 'refused', 'an empty segment'],
  ['brand-logos', `me/mine/logos/a.png`, 'refused', 'segments that are no uuids, without an error'],
  ['brand-logos', `${ada.toUpperCase()}/${brand}/logos/a.png`, 'refused', 'the id in another spelling'],
  ['product-images', `${ada}/${brand}/logos/a.png`, 'refused', 'the catalogue\'s photos are the servers\''],
  ['product-masks', 'mug.png', 'refused', 'the catalogue\'s masks are the servers\''],
  ['kept ada', `${ada}/${brand}/logos/a.png`, 'refused', 'another bucket'],
]

const uploads: Case[] = places.map(([bucket, name, expected, because]) => ({
  about: 'storage.objects',
  claim: `Ada uploads ${bucket}/${name}: ${expected} (${because})`,
  async check(client) {
    const text = 'insert into storage.objects (bucket_id, name) values ($1, $2)'
    assert.equal(await attempt(client, 'ada', { text, values: [bucket, name] }), expected)
  },
}))

const renames: Case[] = places.map(([bucket, name, expected, because]) => ({
  about: 'storage.objects',
  claim: `Ada moves her file to ${bucket}/${name}: ${expected} (${because})`,
  async check(client) {
    const text = 'update storage.objects set bucket_id = $1, name = $2 where id = $3'
    assert.equal(await attempt(client, 'ada', { text, values: [bucket, name, own_file.id] }), expected)
  },
}))

const photo = `insert into storage.objects (bucket_id, name) values ('product-images', 'mug.png')`
const of_photo = `bucket_id = 'product-images' and name = 'mug.png'`

const other_files: [actor: Actor, claim: string, text: string, expected: string][] = [
  ['ada', 'cannot move Bob\'s file to her folder',
    `update storage.objects set name = '${ada}/${brand}/logos/b.png' where id = '${file_of_bob.id}'`,
    'hidden'],
  ['ada', 'cannot take Bob\'s file by upsert',
    `insert into storage.objects (bucket_id, name) values ('brand-logos', '${file_of_bob.name}')
       on conflict (bucket_id, name) do update set owner_id = excluded.owner_id`, 'refused'],
  ['ada', 'replaces her own file by upsert',
    `insert into storage.objects (bucket_id, name) values ('brand-logos', '${own_file.name}')
       on conflict (bucket_id, name) do update set version = '2'`, 'allowed'],
  ['anon', 'does not list people\'s files', `select id from storage.objects where not (${of_photo})`,
    'hidden'],
  ['anon', 'lists the catalogue\'s photos', `select id from storage.objects where ${of_photo}`, 'allowed'],
  ['ada', 'lists the catalogue\'s photos', `select id from storage.objects where ${of_photo}`, 'allowed'],
  ['ada', 'cannot change the catalogue\'s photos',
    `update storage.objects set version = '2' where ${of_photo}`, 'hidden'],
  ['ada', 'cannot delete the catalogue\'s photos', `delete from storage.objects where ${of_photo}`, 'hidden'],
  ['service_role', 'changes the catalogue\'s photos',
    `update storage.objects set version = '2' where ${of_photo}`, 'allowed'],
]

const files: Case[] = other_files.map(([actor, claim, text, expected]) => ({
  about: 'storage.objects',
  claim: `${actor} ${claim}: ${expected}`,
  async check(client) {
    await client.query(photo)
    assert.equal(await attempt(client, actor, { text }), expected)
  },
}))

const masks: Case = {
  about: 'storage.objects',
  claim: 'the catalogue\'s masks are everybody\'s to read, too',
  async check(client) {
    await client.query(`insert into storage.objects (bucket_id, name) values ('product-masks', 'mug.png')`)
    await become(client, 'anon')
    assert.deepEqual(await column(client, 'select bucket_id from storage.objects'), ['product-masks'])
  },
}

const brand_buckets = ['brand-logos', 'brand-mockups', 'product-images', 'product-masks']

const buckets: Case[] = [
  {
    about: 'storage.buckets',
    claim: 'a signed-in person sees exactly the four buckets',
    async check(client) {
      await become(client, 'ada')
      assert.deepEqual(await column(client, 'select id from storage.buckets order by id'), brand_buckets)
    },
  },
  {
    about: 'storage.buckets',
    claim: 'a signed-in person cannot change or delete one of the four',
    async check(client) {
      for (const text of ['update storage.buckets set public = false', 'delete from storage.buckets']) {
        assert.equal(await attempt(client, 'ada', { text }), 'hidden')
      }
    },
  },
  {
    about: 'storage.buckets',
    claim: 'nobody without an account sees any bucket',
    async check(client) {
      await become(client, 'anon')
      assert.deepEqual(await column(client, 'select id from storage.buckets'), [])
    },
  },
]

export const files_cases: Case[] = [...uploads, ...renames, ...files, masks, ...buckets]
