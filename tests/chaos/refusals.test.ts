// What `marque serve` says when its data directory cannot be used: one clear sentence, an exit code.
import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'

import { Marque, run } from '../support/marque.ts'
import { leftovers, temporaryDirectory } from '../support/processes.ts'

const options = { timeout: 120_000 }

interface Refusal {
  readonly code: string
  readonly message: string
  readonly hint: string
}

/** The directory goes away with the test, and with it whatever still runs there. */
function directoryFor(t: TestContext): string {
  const directory = temporaryDirectory()
  t.after(() => directory.remove())
  return directory.path
}

async function refusalOf(data_directory: string, port = '0'): Promise<Refusal> {
  const { code, stdout, stderr } = await run(
    ['serve', '--json', '--data-dir', data_directory, '--listen', '127.0.0.1:0', '--pg-port', port])
  assert.ok(code !== null && code > 0, `exit code ${code}: ${stdout}${stderr}`)
  const { error } = JSON.parse(stdout) as { error: Refusal }
  assert.ok(error.hint.length > 0, 'a refusal says what to do')
  return error
}

test('a second marque on the same data directory names the first', options, async (t) => {
  const directory = directoryFor(t)
  const first = await Marque.start({ dataDirectory: directory })
  const refusal = await refusalOf(directory)
  assert.equal(refusal.code, 'cluster.in_use')
  assert.match(refusal.message, new RegExp(`process ${first.pid}\\b`))
  assert.equal((await fetch(`${first.url}/readyz`)).status, 200)
  assert.equal((await first.stop()).code, 0)
  assert.deepEqual(await leftovers(directory), [])
})

test('a data directory of another major version is left as it is', options, async (t) => {
  const directory = directoryFor(t)
  mkdirSync(join(directory, 'postgres'))
  writeFileSync(join(directory, 'postgres', 'PG_VERSION'), '16\n')
  const refusal = await refusalOf(directory)
  assert.equal(refusal.code, 'cluster.other_version')
  assert.match(refusal.message, /PostgreSQL 16/)
  assert.deepEqual(await leftovers(directory), [])
})

test('a taken port is named with the process that has it', options, async (t) => {
  const directory = directoryFor(t)
  const server = createServer()
  t.after(() => server.close())
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  const address = server.address()
  assert.ok(address !== null && typeof address === 'object')
  const refusal = await refusalOf(directory, String(address.port))
  assert.equal(refusal.code, 'cluster.port_taken')
  assert.match(refusal.message, new RegExp(`port ${address.port} is taken by process ${process.pid} `))
  assert.deepEqual(await leftovers(directory), [])
})
