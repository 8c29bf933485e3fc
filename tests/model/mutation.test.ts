// Does any test notice? Every stone of the model is taken out, one at a time, and at least one case of the
// other files must fail. A mutant is made inside a transaction that is rolled back, so that hundreds of them
// take seconds.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import pg from 'pg'
import { type Cluster, startCluster } from '../support/postgres.ts'
import { type Case, undone } from './cases.ts'
import { checks_cases } from './checks.ts'
import { columns_cases } from './columns.ts'
import { deletion_cases } from './deletion.ts'
import { house_rules_cases } from './house_rules.ts'
import { indexes_cases } from './indexes.ts'
import { keys_cases } from './keys.ts'
import { findMutants, type Mutant } from './mutants.ts'
import { moveIn } from './people.ts'
import { rights_cases } from './rights.ts'
import { files_cases } from './rights_files.ts'
import { moves_cases } from './rights_moves.ts'
import { programs_cases } from './rights_programs.ts'
import { sign_up_cases } from './sign_up.ts'

/** Mutants that nobody can observe, each with its reason. */
const equivalent: Record<string, string> = {}

const rights = [...programs_cases, ...rights_cases, ...moves_cases, ...files_cases]
const constraints = [...columns_cases, ...checks_cases, ...keys_cases, ...indexes_cases]
const behaviour = [...house_rules_cases, ...sign_up_cases, ...deletion_cases]
const all_cases = [...rights, ...constraints, ...behaviour]

/** Which cases to try first, by the first word of the mutant's kind. */
const likely: Record<string, Case[]> = {
  constraint: [...keys_cases, ...checks_cases],
  foreign: keys_cases,
  null: columns_cases,
  default: columns_cases,
  index: [...indexes_cases, ...keys_cases],
  unique: keys_cases,
  trigger: [...behaviour, ...moves_cases],
}

/** All cases, the likely ones about the mutated thing first. */
function casesFor(mutant: Mutant): Case[] {
  const first = likely[mutant.kind.split(' ')[0]!] ?? rights
  const about_it = (candidate: Case): boolean => candidate.about === mutant.about
  return [...new Set([...first.filter(about_it), ...all_cases.filter(about_it), ...first, ...all_cases])]
}

/** The first claim that no longer holds, or undefined when all do. */
async function brokenClaim(client: pg.Client, cases: Case[]): Promise<string | undefined> {
  for (const { about, claim, check } of cases) {
    try {
      await undone(client, () => check(client))
    } catch {
      return `${about}: ${claim}`
    }
  }
  return undefined
}

async function survives(client: pg.Client, mutant: Mutant): Promise<boolean> {
  await client.query('begin')
  try {
    await client.query(mutant.sql)
    return await brokenClaim(client, casesFor(mutant)) === undefined
  } finally {
    await client.query('rollback')
  }
}

describe('mutation', () => {
  let cluster: Cluster
  const clients: pg.Client[] = []
  before(async () => {
    cluster = await startCluster()
    for (const _ of ['one per core', 'of two']) {
      const client = await cluster.connect(await cluster.cloneDatabase())
      await moveIn(client)
      clients.push(client)
    }
  })
  after(() => cluster.stop())

  it('nothing is broken before anything is taken out', async () => {
    const client = clients[0]!
    await client.query('begin')
    assert.equal(await brokenClaim(client, all_cases), undefined)
    await client.query('rollback')
  })

  it('every mutant is killed by a test', async (test) => {
    const mutants = await findMutants(clients[0]!)
    const waiting = [...mutants].reverse()
    const survivors: Mutant[] = []
    await Promise.all(clients.map(async (client) => {
      for (let mutant = waiting.pop(); mutant; mutant = waiting.pop()) {
        if (await survives(client, mutant)) survivors.push(mutant)
      }
    }))
    for (const kind of new Set(mutants.map((mutant) => mutant.kind))) {
      const of_kind = mutants.filter((mutant) => mutant.kind === kind).length
      const left = survivors.filter((mutant) => mutant.kind === kind).length
      test.diagnostic(`${kind}: ${of_kind - left}/${of_kind}`)
    }
    test.diagnostic(`mutants killed: ${mutants.length - survivors.length}/${mutants.length}`)
    const unexplained = survivors.filter((mutant) => !(mutant.sql in equivalent))
    assert.deepEqual(unexplained.map((mutant) => `${mutant.kind}: ${mutant.sql}`), [])
    const survived = survivors.map((mutant) => mutant.sql)
    const needless = Object.keys(equivalent).filter((sql) => !survived.includes(sql))
    assert.deepEqual(needless, [], 'explained as equivalent, but killed or gone')
  })
})
