// SIGKILL of marque, of PostgreSQL's first process or of one of its backends while writes run: what was
// acknowledged is there, no transaction is there by halves, everything recovers by itself, nothing is left.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'

import { Chance, chaosRounds } from '../support/chance.ts'
import { Marque } from '../support/marque.ts'
import { leftovers, postmasterOf, signal, temporaryDirectory } from '../support/processes.ts'
import { connect, connectSoon, Ledger, schema, startWriter, type Writer } from './writers.ts'

const writers_at_once = 4
const longest_writing_ms = 600
const recovery_patience_ms = 60_000
const victims = ['marque', 'postmaster', 'backend', 'marque and postmaster'] as const

function strike(victim: typeof victims[number], marque: Marque, directory: string, backend: number): void {
  if (victim === 'backend') signal(backend, 'SIGKILL')
  const postmaster = postmasterOf(directory)
  if (victim.includes('postmaster') && postmaster !== undefined) signal(postmaster, 'SIGKILL')
  if (victim.includes('marque')) void marque.kill()
}

async function audit(url: string, ledger: Ledger, what: string): Promise<void> {
  const client = await connectSoon(url, recovery_patience_ms)
  const { lost, torn } = await ledger.audit(client)
  await client.end()
  assert.deepEqual(lost, [], `${what}: acknowledged and lost`)
  assert.deepEqual(torn, [], `${what}: written by halves`)
}

async function readyAgain(url: string): Promise<void> {
  const deadline = Date.now() + recovery_patience_ms
  while (Date.now() < deadline) {
    const response = await fetch(`${url}/readyz`).catch(() => undefined)
    if (response?.ok) return
    await sleep(50)
  }
  assert.fail('/readyz did not recover')
}

test('acknowledged writes survive SIGKILL of anything at any moment', { timeout: 6_000_000 }, async (t) => {
  const chance = new Chance()
  const rounds = chaosRounds()
  t.diagnostic(`seed ${chance.seed}, ${rounds} rounds`)
  const directory = temporaryDirectory()
  t.after(() => directory.remove())
  const ledger = new Ledger()
  let marque = await Marque.start({ dataDirectory: directory.path })
  const first = await connect(marque.ready.database_url)
  await first.query(schema)
  await first.end()

  for (let round = 1; round <= rounds; round += 1) {
    const victim = chance.pick(victims)
    const what = `seed ${chance.seed}, round ${round}, SIGKILL of ${victim}`
    const writers: Writer[] = []
    for (let index = 0; index < writers_at_once; index += 1)
      writers.push(await startWriter(marque.ready.database_url, ledger))
    await sleep(chance.between(0, longest_writing_ms))
    strike(victim, marque, directory.path, chance.pick(writers).backend)

    if (victim.includes('marque')) {
      await marque.exit
      // Half of the time the next start finds the old server still on its way out.
      const wait_first = chance.between(0, 1) === 1
      if (wait_first) assert.deepEqual(await leftovers(directory.path), [], `${what}: processes left over`)
      marque = await Marque.start({ dataDirectory: directory.path, patienceMs: recovery_patience_ms })
    }
    for (const writer of writers) writer.stop()
    await Promise.all(writers.map((writer) => writer.done))
    await audit(marque.ready.database_url, ledger, what)
    await readyAgain(marque.ready.url)
  }
  t.diagnostic(`${ledger.size} acknowledged writes, all there`)
  assert.ok(ledger.size > rounds, 'the writers wrote')

  const exit = await marque.stop()
  assert.equal(exit.code, 0, marque.said())
  assert.deepEqual(await leftovers(directory.path), [])
})

test('SIGTERM under load ends cleanly and loses nothing', { timeout: 300_000 }, async (t) => {
  const directory = temporaryDirectory()
  t.after(() => directory.remove())
  const ledger = new Ledger()
  let marque = await Marque.start({ dataDirectory: directory.path })
  const client = await connect(marque.ready.database_url)
  await client.query(schema)
  await client.end()
  const writers = await Promise.all(
    Array.from({ length: writers_at_once }, () => startWriter(marque.ready.database_url, ledger)))
  await sleep(300)
  const exit = await marque.stop()
  assert.deepEqual(exit, { code: 0, signal: null }, marque.said())
  await Promise.all(writers.map((writer) => writer.done))
  assert.deepEqual(await leftovers(directory.path), [])

  marque = await Marque.start({ dataDirectory: directory.path })
  await audit(marque.ready.database_url, ledger, 'after SIGTERM')
  assert.equal((await marque.stop()).code, 0)
})
