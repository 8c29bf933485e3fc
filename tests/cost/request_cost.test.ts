// Instructions per request through HTTP, pool and back, counted by callgrind: repeatable where times are not.
// The figure is kept in request_cost.json; a change of more than 3 % must be seen and written down there.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import { binary, Marque } from '../support/marque.ts'

const requestCost = join(dirname(binary), 'bench/request_cost')
const tolerated = 0.03
const few = 200
const many = 1200

let marque: Marque
let folder: string

before(async () => {
  marque = await Marque.start()
  folder = await mkdtemp(join(tmpdir(), 'marque-cost-'))
})
after(async () => {
  await marque.stop()
  await marque.remove()
  await rm(folder, { recursive: true })
})

async function instructionsFor(requests: number): Promise<number> {
  const flags = ['--tool=callgrind', `--callgrind-out-file=${join(folder, 'callgrind.out')}`]
  const { stdout, stderr } = await promisify(execFile)('valgrind', [
    ...flags,
    requestCost,
    marque.ready.database_url,
    String(requests),
  ])
  assert.equal(stdout.trim(), `${requests} of ${requests} answered`)
  const count = /I\s+refs:\s+([\d,]+)/.exec(stderr)?.[1]
  assert.ok(count, stderr)
  return Number(count.replaceAll(',', ''))
}

test('a request costs no more instructions than is written down', async (context) => {
  const kept = JSON.parse(await readFile(join(import.meta.dirname, 'request_cost.json'), 'utf8')) as {
    instructions_per_request: number
  }
  const small = await instructionsFor(few)
  const large = await instructionsFor(many)
  const measured = Math.round((large - small) / (many - few))
  const growth = measured / kept.instructions_per_request - 1
  const percent = (100 * growth).toFixed(1)
  context.diagnostic(`${measured} instructions per request, ${percent} % from the figure kept`)
  assert.ok(
    growth <= tolerated,
    `${measured} instructions per request, kept ${kept.instructions_per_request}: find out why, ` +
      'or write the new figure into tests/cost/request_cost.json and say in the commit what it buys',
  )
  assert.ok(growth >= -tolerated, `${measured} instructions per request: better! Keep it in the file`)
})
