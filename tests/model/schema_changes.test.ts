// What changes the schema is announced to the API when it commits; everything else is not.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type pg from 'pg'
import { type Cluster, readModelFile, startCluster } from '../support/postgres.ts'
import { column } from './cases.ts'

const announced: [claim: string, command: string][] = [
  ['a new table', 'create table public.notes (id int primary key)'],
  ['a new column', 'alter table public.notes add column body text'],
  ['a comment', `comment on table public.notes is 'Notes.'`],
  ['a table made of a query', 'create table public.copies as select * from public.notes'],
  ['a new view', 'create view public.note_ids as select id from public.notes'],
  ['a function', 'create function public.two() returns int language sql return 2'],
  ['a function that is altered', `alter function public.two() set statement_timeout = '1s'`],
  ['a type', `create type public.mood as enum ('good')`],
  ['a value of an enum', `alter type public.mood add value 'bad'`],
  ['a domain', 'create domain public.colour as text'],
  ['a schema', 'create schema elsewhere'],
  ['a dropped view', 'drop view public.note_ids'],
  ['a dropped function', 'drop function public.two()'],
  ['a dropped domain', 'drop domain public.colour'],
  ['dropped tables', 'drop table public.copies, public.notes'],
  ['a dropped schema', 'drop schema elsewhere'],
]

const quiet: [claim: string, command: string][] = [
  ['rows', `update public.products set name = name`],
  ['a temporary table', 'create temporary table scratch (id int)'],
  ['a temporary table that is altered', 'alter table scratch add column body text'],
  ['a temporary table that is dropped', 'drop table scratch'],
  ['a table that is there already', 'create table if not exists public.brands (id int)'],
  ['an index', 'create index quiet_idx on public.products (name)'],
  ['a privilege', 'grant select on public.brands to service_role'],
]

describe('changes of the schema', () => {
  let cluster: Cluster
  let client: pg.Client
  let payloads: (string | undefined)[] = []

  /** What is announced until the command has committed: a connection's own come before the answer. */
  async function heard(command: string): Promise<(string | undefined)[]> {
    payloads = []
    await client.query(command)
    await client.query('select')
    return payloads
  }

  before(async () => {
    cluster = await startCluster()
    client = await cluster.connect(await cluster.cloneDatabase())
    client.on('notification', (notification) => payloads.push(notification.payload))
    await client.query('listen pgrst')
  })
  after(() => cluster.stop())

  for (const [claim, command] of announced) {
    it(`${claim} is announced`, async () => assert.deepEqual(await heard(command), ['reload schema']))
  }
  for (const [claim, command] of quiet) {
    it(`${claim}: nothing to announce`, async () => assert.deepEqual(await heard(command), []))
  }

  it('many changes in one transaction are announced once', async () => {
    const many = 'begin; create table public.a (id int); create table public.b (id int); '
      + 'drop table public.a, public.b; commit'
    assert.deepEqual(await heard(many), ['reload schema'])
  })

  it('a change that is rolled back is not announced', async () => {
    assert.deepEqual(await heard('begin; create table public.a (id int); rollback'), [])
  })

  /** The event triggers once the migration has run again on a database without its own. */
  async function triggersAfter(preparation: string): Promise<unknown[]> {
    await client.query(`begin; drop function model.announce_change, model.announce_removal cascade;
      ${preparation}; ${readModelFile('supabase/migrations/20260401000000_schema_changes.sql')}`)
    const triggers = await column(client, 'select evtname from pg_event_trigger order by 1')
    await client.query('rollback')
    return triggers
  }

  it('a database without such triggers gets them', async () => {
    assert.deepEqual(await triggersAfter('select'), ['announce_change', 'announce_removal'])
  })

  it('where a platform announces changes, they are not announced twice', async () => {
    assert.deepEqual(await triggersAfter(`
      create function public.watch() returns event_trigger language plpgsql
        as 'begin NOTIFY  pgrst; end';
      create event trigger platform_watch on ddl_command_end execute function public.watch()`),
    ['platform_watch'])
  })

  it('who may not make event triggers can migrate all the same', async () => {
    assert.deepEqual(await triggersAfter(`
      create role plain; grant usage, create on schema model to plain; set local role plain`), [])
  })
})
