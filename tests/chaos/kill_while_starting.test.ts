// SIGKILL of marque or of PostgreSQL at any moment of the first start: while initdb runs, while the server
// starts, while the migrations run. The next start finishes the work, and nothing is left over.
import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'

import { Chance, chaosRounds } from '../support/chance.ts'
import { Marque } from '../support/marque.ts'
import { leftovers, postmasterOf, signal, temporaryDirectory, within } from '../support/processes.ts'
import { connect } from './writers.ts'

const most_kills_per_round = 3
const start_patience_ms = 90_000

const versions = readdirSync(join(import.meta.dirname, '../../supabase/migrations'))
  .filter((name) => name.endsWith('.sql')).map((name) => name.slice(0, name.indexOf('_'))).sort()

/** Starts on an empty directory, stops, and answers how long the start took. */
async function usualFirstStart(t: TestContext): Promise<number> {
  const directory = temporaryDirectory()
  t.after(() => directory.remove())
  const begin = Date.now()
  const marque = await Marque.start({ dataDirectory: directory.path, patienceMs: start_patience_ms })
  const taken = Date.now() - begin
  assert.equal((await marque.stop()).code, 0, marque.said())
  return taken
}

/** One start that is killed after `delay_ms`, in the middle of whatever it does then. */
async function interruptedStart(
  directory: string, delay_ms: number, victim: 'marque' | 'postmaster',
): Promise<void> {
  const marque = await Marque.spawn({ dataDirectory: directory })
  await sleep(delay_ms)
  const postmaster = postmasterOf(directory)
  if (victim === 'postmaster' && postmaster !== undefined) {
    signal(postmaster, 'SIGKILL')
    // It either recovers by itself or gives up with an error: both are fine, hanging is not.
    const settled = marque.waitUntilReady(start_patience_ms).then(() => 'ready', () => 'given up')
    assert.ok(await within(settled, start_patience_ms - 1000), `it hangs:\n${marque.said()}`)
  }
  await marque.kill()
}

test('a first start killed at any moment is finished by the next', { timeout: 6_000_000 }, async (t) => {
  const chance = new Chance()
  const rounds = chaosRounds()
  const usual_ms = await usualFirstStart(t)
  t.diagnostic(`seed ${chance.seed}, ${rounds} rounds; an undisturbed first start takes ${usual_ms} ms`)

  for (let round = 1; round <= rounds; round += 1) {
    const directory = temporaryDirectory()
    t.after(() => directory.remove())
    const kills = chance.between(1, most_kills_per_round)
    const what = `seed ${chance.seed}, round ${round}`
    for (let kill = 0; kill < kills; kill += 1) {
      const victim = chance.pick(['marque', 'postmaster'] as const)
      await interruptedStart(directory.path, chance.between(0, usual_ms), victim)
    }

    const marque = await Marque.start({ dataDirectory: directory.path, patienceMs: start_patience_ms })
    const client = await connect(marque.ready.database_url)
    const { rows } = await client.query<{ version: string }>(
      'select version from supabase_migrations.schema_migrations order by version')
    await client.end()
    assert.deepEqual(rows.map(({ version }) => version), versions, `${what}: every migration, once`)
    assert.equal((await marque.stop()).code, 0, `${what}: ${marque.said()}`)
    assert.deepEqual(await leftovers(directory.path), [], `${what}: processes left over`)
    const remains = readdirSync(directory.path).filter((name) => name.startsWith('initdb.'))
    assert.deepEqual(remains, [], `${what}: remains of initdb`)
    directory.remove()
  }
})
