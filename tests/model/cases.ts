// A case is one claim about the model that can be checked on any database with Ada and Bob in it. The tests
// run each case on the model as it is; the mutation test runs them on the model with one stone taken out.
import { after, before, describe, it } from 'node:test'
import pg from 'pg'
import { type Cluster, startCluster } from '../support/postgres.ts'
import { moveIn, type Person, user_id } from './people.ts'

export interface Case {
  /** The table or the part of the model that the claim is about: 'public.brands', 'functions'. */
  about: string
  claim: string
  /** Runs inside a transaction that is rolled back. Throws if the claim does not hold. */
  check(client: pg.Client): Promise<void>
}

export interface Statement { text: string; values?: unknown[] }

/** Runs every case as a test of its own. */
export function specify(title: string, cases: Case[]): void {
  describe(title, () => {
    let cluster: Cluster
    let client: pg.Client
    before(async () => {
      cluster = await startCluster()
      client = await cluster.connect(await cluster.cloneDatabase())
      await moveIn(client)
    })
    after(() => cluster.stop())
    for (const { about, claim, check } of cases) {
      it(`${about}: ${claim}`, async () => {
        await client.query('begin')
        try {
          await check(client)
        } finally {
          await client.query('rollback')
        }
      })
    }
  })
}

/** Does something and takes it back. */
export async function undone<T>(client: pg.Client, work: () => Promise<T>): Promise<T> {
  await client.query('savepoint before_it')
  try {
    return await work()
  } finally {
    await client.query('rollback to savepoint before_it; release savepoint before_it')
  }
}

/** Everybody who can stand behind a request, and the login that carries the requests. */
export type Actor = Person | 'anon' | 'service_role' | 'authenticator'

/** From here to the end of the transaction, the connection is a request of this actor. */
export async function become(client: pg.Client, actor: Actor): Promise<void> {
  const isPerson = actor === 'ada' || actor === 'bob'
  const role = isPerson ? 'authenticated' : actor
  await becomeRole(client, role, isPerson ? { role, sub: user_id[actor] } : { role })
}

export async function becomeRole(client: pg.Client, role: string, claims: object): Promise<void> {
  const text = pg.escapeLiteral(JSON.stringify(claims))
  await client.query(`set local role ${role}; select set_config('request.jwt.claims', ${text}, true)`)
}

/**
 * What comes of a statement:
 *   allowed   it changed or returned rows
 *   hidden    it found no row
 *   refused   row-level security does not admit the new row
 *   denied    the privilege is missing
 * or the code and the constraint, for example "23505 brands_pkey".
 */
export async function outcomeOf(client: pg.Client, statement: Statement): Promise<string> {
  try {
    const result = await client.query(statement.text, statement.values)
    return result.rowCount ? 'allowed' : 'hidden'
  } catch (reason) {
    if (!(reason instanceof pg.DatabaseError)) throw reason
    if (reason.code !== '42501') return `${reason.code} ${reason.constraint ?? reason.column ?? ''}`.trim()
    return reason.message.includes('row-level security') ? 'refused' : 'denied'
  }
}

/** What comes of a statement of this actor; nothing of it stays. */
export function attempt(client: pg.Client, actor: Actor, statement: Statement): Promise<string> {
  return undone(client, async () => {
    await become(client, actor)
    return outcomeOf(client, statement)
  })
}

/** What comes of the owner's own statement: privileges and policies out of the way. */
export function tryOut(client: pg.Client, text: string, values?: unknown[]): Promise<string> {
  return undone(client, () => outcomeOf(client, { text, values }))
}

/** First column of every row. */
export async function column(client: pg.Client, text: string, values?: unknown[]): Promise<unknown[]> {
  const result = await client.query<unknown[]>({ text, values, rowMode: 'array' })
  return result.rows.map((row) => row[0])
}

/** The schemas that are ours to answer for, as SQL text: no system schema, no extension's. */
export const our_schema = `nspname !~ '^pg_' and nspname not in ('information_schema', 'extensions')`
