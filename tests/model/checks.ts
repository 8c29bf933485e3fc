// What the columns may hold: for every check constraint, values that pass and values that do not.
import assert from 'node:assert/strict'
import type pg from 'pg'
import { type Case, column, our_schema, tryOut } from './cases.ts'
import { checks_of_json } from './checks_json.ts'
import { keyOf, rowOf, type Values } from './people.ts'

export interface Check { table: string; constraint: string; good: Values[]; bad: Values[] }

/** The same column with several values. */
const values = (name: string, list: unknown[]): Values[] => list.map((value) => ({ [name]: value }))

/** A check on one column, named after it. */
function checkOf(table: string, name: string, good: unknown[], bad: unknown[]): Check {
  const constraint = `${table.split('.')[1]}_${name}_check`
  return { table, constraint, good: values(name, good), bad: values(name, bad) }
}

const bytes = (length: number): Buffer => Buffer.alloc(length, 1)
const lease = { lease_token: '00000000-0000-4000-8000-000000000001', lease_until: '2026-01-01T00:00:00Z' }
const running = { state: 'running', ...lease }
const unleased_states = ['available', 'scheduled', 'retryable', 'completed', 'cancelled', 'dead']

const checks: Check[] = [
  checkOf('public.profiles', 'password', [null], ['secret', '', '$2a$10$abcdefghijklmnopqrstuv']),
  checkOf('public.brands', 'status', ['draft', 'submitted', 'published', 'archived'], ['', 'Draft', 'lost']),
  checkOf('public.brands', 'wizard_step', [1, 2, 3, 4, 5, 6, 7], [-1, 0, 8]),
  checkOf('public.brand_assets', 'asset_type', ['logo', 'mockup', 'brand_guide'], ['', 'Logo', 'video']),
  checkOf('public.brand_mockups', 'status', ['generated', 'approved', 'rejected'], ['', 'draft', 'Approved']),
  checkOf('public.brand_mockups', 'variation_number', [1, 2, 2147483647], [0, -1]),
  checkOf('public.brand_products', 'quantity', [1, 2, 2147483647], [0, -1]),
  checkOf('public.user_socials', 'platform', ['instagram', 'tiktok', 'twitter'], ['', 'facebook', 'TikTok']),

  checkOf('auth.users', 'email_change_confirm_status', [null, 0, 1, 2], [-1, 3]),
  checkOf('auth.one_time_tokens', 'token_hash', ['a'], ['']),

  checkOf('storage.blobs', 'state', ['staged', 'claimed'], ['', 'lost']),
  checkOf('storage.blobs', 'sha256', [null, bytes(32)], [bytes(0), bytes(31), bytes(33)]),
  checkOf('storage.blobs', 'size', [null, 0, 1], [-1]),
  {
    table: 'storage.blobs',
    constraint: 'blobs_claimed_is_complete_check',
    good: [{ state: 'staged', sha256: null, size: null }, { state: 'claimed', sha256: bytes(32), size: 0 }],
    bad: [
      { state: 'claimed', sha256: null, size: 0 },
      { state: 'claimed', sha256: bytes(32), size: null },
      { state: 'claimed', sha256: null, size: null },
    ],
  },

  {
    table: 'flow.jobs',
    constraint: 'jobs_state_check',
    good: [...values('state', unleased_states), running],
    bad: values('state', ['', 'Available', 'lost']),
  },
  {
    table: 'flow.jobs',
    constraint: 'jobs_lease_check',
    good: [running, { state: 'available', lease_token: null, lease_until: null }],
    bad: [
      { state: 'running' },
      { state: 'running', lease_token: lease.lease_token },
      { state: 'running', lease_until: lease.lease_until },
      ...unleased_states.flatMap((state) => [
        { state, ...lease },
        { state, lease_token: lease.lease_token },
        { state, lease_until: lease.lease_until },
      ]),
    ],
  },
  checkOf('flow.jobs', 'attempt', [0, 1, 20], [-1, 21]),
  checkOf('flow.jobs', 'progress', [0, 1, 100], [-1, 101]),
  checkOf('flow.jobs', 'payload', ['{}', '{"a": 1}'], ['[]', '"text"', '1', 'null']),
  checkOf('flow.finished_jobs', 'state', ['completed', 'cancelled', 'dead'], ['', 'running', 'available']),
  checkOf('flow.attempts', 'outcome', [null, 'completed', 'failed', 'postponed', 'cancelled', 'lost'],
    ['', 'running']),
  checkOf('flow.effects', 'state', ['intended', 'sent', 'done', 'failed', 'doubtful'], ['', 'lost']),
  checkOf('flow.effects', 'cost_usd', [null, 0, 0.000001], [-0.000001]),
  checkOf('flow.history', 'step', [null, 1, 7], [0, 8]),
  checkOf('flow.budgets', 'limit_usd', [0, 5, 999999.999999], [-0.000001]),
  checkOf('flow.budgets', 'reserved_usd', [0, 0.5], [-0.000001]),
  checkOf('flow.budgets', 'spent_usd', [0, 500], [-0.000001]),

  checkOf('legacy.records', 'sha256', [bytes(32)], [bytes(0), bytes(31), bytes(33)]),
  checkOf('legacy.conflicts', 'chosen', ['source', 'target', 'neither'], ['', 'both']),
  checkOf('legacy.quarantine', 'state', ['open', 'replayed', 'waived'], ['', 'closed']),
  checkOf('legacy.proofs', 'kind', ['verify', 'cutover'], ['', 'import']),
  checkOf('legacy.proofs', 'merkle_root', [bytes(32)], [bytes(0), bytes(31), bytes(33)]),

  ...checks_of_json.map(({ table, name, good, bad }): Check => {
    const asText = (list: unknown[]): string[] => list.map((value) => JSON.stringify(value))
    return checkOf(table, name, [null, ...asText(good)], asText(bad))
  }),
]

/** What comes of writing these values into Ada's row. */
function outcomeOfWriting(client: pg.Client, table: string, set: Values): Promise<string> {
  const names = Object.keys(set)
  const assignments = names.map((name, index) => `${name} = $${index + 2}`).join(', ')
  const key = keyOf(table)
  const text = `update ${table} set ${assignments} where ${key} = $1`
  return tryOut(client, text, [rowOf(table, 'ada', 'kept')[key], ...Object.values(set)])
}

const shown = (set: Values): string =>
  Object.entries(set)
    .map(([name, value]) => `${name} ${Buffer.isBuffer(value) ? `of ${value.length} bytes` : value}`)
    .join(', ')

const examples: Case[] = checks.flatMap(({ table, constraint, good, bad }) => [
  ...good.map((set): Case => ({
    about: table,
    claim: `${constraint} admits ${shown(set)}`,
    check: async (client) => assert.equal(await outcomeOfWriting(client, table, set), 'allowed'),
  })),
  ...bad.map((set): Case => ({
    about: table,
    claim: `${constraint} refuses ${shown(set)}`,
    check: async (client) => assert.equal(await outcomeOfWriting(client, table, set), `23514 ${constraint}`),
  })),
])

const every_check_has_examples: Case = {
  about: 'tables',
  claim: 'every check constraint has examples here',
  async check(client) {
    const present = await column(client, `
      select conname from pg_constraint join pg_namespace as n on n.oid = connamespace
      where contype = 'c' and ${our_schema}`) as string[]
    const known = checks.map((check) => check.constraint)
    assert.deepEqual(present.filter((name) => !known.includes(name)), [])
  },
}

export const checks_cases: Case[] = [...examples, every_check_has_examples]
