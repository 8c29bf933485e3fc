// What the two JavaScript clients have in common: suites are written against this and run with each of them.
import assert from 'node:assert/strict'
import { type PostgrestClient, type PostgrestError } from '@supabase/postgrest-js'

import { type Who } from './world.ts'

// The database's types are not the matter here, and `any` is what the clients take without generated types.
export type Client = Pick<
  PostgrestClient<any, { PostgrestVersion: '14' }, any, any>,
  'from' | 'rpc' | 'schema' | 'getOpenApiSpec'
>

export interface Asker {
  /** A client that asks as this person, of this schema (default: public). */
  as(who: Who, schema?: string): Client
  /** Puts the data back, before a suite or each of its tests. */
  reset(): Promise<void>
  /** Whether * leaves out columns without a right; PostgREST, and `marque rest` like it, refuses instead. */
  readonly starLeavesOut: boolean
}

export interface Answer {
  data: any
  error: PostgrestError | null
  count: number | null
  status: number
  statusText: string
}

/** The data of an answer that must be a success. */
export async function dataOf(query: PromiseLike<Answer>): Promise<any> {
  const { data, error } = await query
  assert.equal(error, null)
  return data
}

/** One column of the answer's rows, in their order. */
export async function valuesOf(query: PromiseLike<Answer>, column = 'name'): Promise<unknown[]> {
  const rows = (await dataOf(query)) as Record<string, unknown>[]
  return rows.map((row) => row[column])
}

/** Status and error code of an answer that must be a failure, and no data with it. */
export async function failureOf(query: PromiseLike<Answer>): Promise<[number, string]> {
  const { data, error, status } = await query
  assert.notEqual(error, null, 'it must fail')
  assert.equal(data, null)
  return [status, error!.code]
}
