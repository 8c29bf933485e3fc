// What `marque serve` says when its data directory cannot be used: one clear sentence, an exit code.
import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'

import { Marque } from '../support/marque.ts'
import { leftovers, temporaryDirectory, within } from '../support/processes.ts'

async function refusalOf(data_directory: string, flags: string[] = []): Promise<string> {
  const marque = await Marque.spawn({ dataDirectory: data_directory, flags })
  const exit = await within(marque.exit, 60_000)
  if (exit === undefined) await marque.kill()
  assert.ok(exit !== undefined, `it did not give up:\n${marque.said()}`)
  assert.ok(exit.code !== null && exit.code > 0, `${JSON.stringify(exit)}\n${marque.said()}`)
  return marque.said()
}

test('a second marque on the same data directory names the first', async () => {
  const directory = temporaryDirectory()
  const first = await Marque.start({ dataDirectory: directory.path })
  assert.match(await refusalOf(directory.path), new RegExp(`another marque \\(process ${first.pid}\\)`))
  assert.equal((await fetch(`${first.ready.url}/readyz`)).status, 200)
  assert.equal((await first.stop()).code, 0)
  assert.deepEqual(await leftovers(directory.path), [])
  directory.remove()
})

test('a data directory of another major version is left as it is', async () => {
  const directory = temporaryDirectory()
  mkdirSync(join(directory.path, 'postgres'))
  writeFileSync(join(directory.path, 'postgres', 'PG_VERSION'), '16\n')
  assert.match(await refusalOf(directory.path), /was made by PostgreSQL 16/)
  assert.deepEqual(await leftovers(directory.path), [])
  directory.remove()
})

test('a taken port is named with the process that has it', async () => {
  const directory = temporaryDirectory()
  const server = createServer()
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  const address = server.address()
  assert.ok(address !== null && typeof address === 'object')
  const text = await refusalOf(directory.path, ['--pg-port', String(address.port)])
  assert.match(text, new RegExp(`port ${address.port} is taken by process ${process.pid} `))
  server.close()
  assert.deepEqual(await leftovers(directory.path), [])
  directory.remove()
})
