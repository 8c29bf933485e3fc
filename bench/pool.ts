// The pool against its ceiling: pgbench with the same two prepared statements in pipeline mode over the same
// socket, alternating in one run, so that what the machine does meanwhile hits both. Start, memory.
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { Marque, run } from '../tests/support/marque.ts'

const rows = 100_000
const rounds = Number(process.env.BENCH_ROUNDS ?? 5)
const seconds = Number(process.env.BENCH_SECONDS ?? 4)
const leastRatio = 0.85
const person = '11111111-1111-4111-8111-111111111111'
const poolBench = join(process.env.MARQUE_TEST_BINARY ?? 'build/release/marque', '../bench/pool_bench')
const pgbench = '/usr/lib/postgresql/15/bin/pgbench'

const settings =
  "select set_config('role', 'authenticated', true), " +
  `set_config('request.jwt.claims', '{"sub":"${person}","role":"authenticated"}', true)`
const statementFor = (id: string): string =>
  `with source as (select id, name from public.brands where id = ${id}) ` +
  "select null::bigint as total, count(_row) as page, coalesce(json_agg(_row), '[]')::text as body " +
  'from (select * from source) as _row'

interface Figures {
  requests_per_second: number
  p50_us: number
  p99_us: number
}

async function fill(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query('insert into auth.users (id, email) values ($1, $2)', [person, 'bench@example.com'])
  await client.query(
    `insert into public.brands (id, user_id, name)
     select ('00000000-0000-4000-8000-1' || lpad(number::text, 11, '0'))::uuid, $1, 'Brand number ' || number
     from generate_series(1, ${rows}) as number`,
    [person],
  )
  await client.query('vacuum analyze public.brands')
  await client.end()
}

function socketOf(folder: string): { host: string; port: string } {
  const pidFile = readFileSync(join(folder, 'postgres/postmaster.pid'), 'utf8')
  const [, , , port, host] = pidFile.split('\n').map((line) => line.trim())
  return { host: host!, port: port! }
}

function runPgbench(folder: string, script: string, password: string): number {
  const { host, port } = socketOf(folder)
  const flags = ['-n', '-h', host, '-p', port, '-U', 'authenticator', '-M', 'prepared', '-c', '8', '-j', '1']
  const output = execFileSync(pgbench, [...flags, '-T', String(seconds), '-f', script, 'postgres'], {
    env: { ...process.env, PGPASSWORD: password },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  return Number(/tps = ([\d.]+)/.exec(output)?.[1])
}

function runPool(folder: string, password: string): Figures {
  const { host, port } = socketOf(folder)
  const url = `postgresql://authenticator:${password}@/postgres?host=${encodeURIComponent(host)}&port=${port}`
  const files = ['--settings', join(folder, 'settings.sql'), '--statement', join(folder, 'statement.sql')]
  const load = ['--rows', String(rows), '--seconds', String(seconds), '--callers', '64']
  const output = execFileSync(poolBench, ['--url', url, ...files, ...load], { encoding: 'utf8' })
  return JSON.parse(output) as Figures
}

function writeScripts(folder: string): string {
  writeFileSync(join(folder, 'settings.sql'), settings)
  writeFileSync(join(folder, 'statement.sql'), statementFor('$1::uuid'))
  const script = join(folder, 'pgbench.sql')
  const id = "('00000000-0000-4000-8000-1' || lpad((:number)::text, 11, '0'))::uuid"
  writeFileSync(
    script,
    `\\set number random(1, ${rows})\n\\startpipeline\n${settings};\n${statementFor(id)};\n\\endpipeline\n`,
  )
  return script
}

const median = (values: number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!

interface Checkup {
  checks: { check: string; message: string }[]
}

async function idleMemory(marque: Marque): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, 40_000)) // beyond the pool's idle timeout of 30 s
  const checkup = await run(['doctor', '--json', '--data-dir', marque.dataDirectory])
  const memory = (JSON.parse(checkup.stdout) as Checkup).checks.find(({ check }) => check === 'memory')
  return Number(/^([\d.]+) MiB/.exec(memory?.message ?? '')?.[1])
}

async function startTime(options: { dataDirectory?: string }): Promise<[Marque, number]> {
  const began = performance.now()
  const marque = await Marque.start(options)
  const answer = await fetch(`${marque.url}/readyz`)
  if (answer.status !== 200) throw new Error(`readyz answers ${answer.status}`)
  return [marque, performance.now() - began]
}

async function main(): Promise<void> {
  const [first, coldMs] = await startTime({})
  const idleMiB = await idleMemory(first)
  await first.stop()
  const [marque, warmMs] = await startTime({ dataDirectory: first.dataDirectory })
  try {
    await fill(marque.ready.database_url)
    const script = writeScripts(marque.dataDirectory)
    const password = readFileSync(join(marque.dataDirectory, 'secrets/authenticator_password'), 'utf8')
    const ceilings: number[] = []
    const ours: Figures[] = []
    for (let round = 0; round < rounds; ++round) {
      ceilings.push(runPgbench(marque.dataDirectory, script, password))
      ours.push(runPool(marque.dataDirectory, password))
      const ratio = (ours[round]!.requests_per_second / ceilings[round]!).toFixed(2)
      console.log(`round ${round + 1}/${rounds}: pgbench ${ceilings[round]!.toFixed(0)}/s, ratio ${ratio}`)
    }
    report({ ceilings, ours, coldMs, warmMs, idleMiB })
  } finally {
    await marque.stop()
    await first.remove()
  }
}

interface Measured {
  ceilings: number[]
  ours: Figures[]
  coldMs: number
  warmMs: number
  idleMiB: number
}

function report(measured: Measured): void {
  const ceiling = median(measured.ceilings)
  const perSecond = measured.ours.map((figures) => figures.requests_per_second)
  const ratios = perSecond.map((figure, round) => figure / measured.ceilings[round]!)
  const pool = median(perSecond)
  const ratio = median(ratios)
  const p99 = median(measured.ours.map((figures) => figures.p99_us))
  const lines = [
    ['pgbench, prepared, pipelined, 8 clients', `${ceiling.toFixed(0)} /s`, ''],
    ['the pool, 64 callers', `${pool.toFixed(0)} /s`, ''],
    ['ratio (median of rounds)', ratio.toFixed(2), `must reach ${leastRatio}`],
    ['p99 with 64 callers', `${(p99 / 1000).toFixed(1)} ms`, ''],
    ['cold start to the first 200', `${(measured.coldMs / 1000).toFixed(2)} s`, 'initdb and all migrations'],
    ['warm start to the first 200', `${(measured.warmMs / 1000).toFixed(2)} s`, 'must stay under 2 s'],
    ['idle memory, all processes', `${measured.idleMiB.toFixed(1)} MiB PSS`, 'must stay under 96 MiB'],
  ]
  for (const [what, figure, note] of lines)
    console.log(`${what!.padEnd(42)} ${figure!.padStart(14)}  ${note}`)
  mkdirSync('bench/results', { recursive: true })
  const result = { rows, rounds, seconds, ratio, ...measured }
  writeFileSync('bench/results/pool.json', JSON.stringify(result, null, 2))
  if (ratio < leastRatio) process.exitCode = 1
}

await main()
