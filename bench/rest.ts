// /rest/v1 against its ceiling: pgbench with the very statements that we send, pipelined and prepared, over
// the same socket, alternating with wrk in one run. 64 connections and 1; RLS on; 100,000 brands.
import { execFileSync } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { Marque } from '../tests/support/marque.ts'
import { cpuSeconds, memoryMiB } from './processes.ts'
import { brandsPerPerson, people, person, scenarios, type Scenario } from './rest_scenarios.ts'

const rounds = Number(process.env.BENCH_ROUNDS ?? 3)
const seconds = Number(process.env.BENCH_SECONDS ?? 3)
const only = process.env.BENCH_ONLY ?? ''
const pgbench = '/usr/lib/postgresql/15/bin/pgbench'

const median = (values: number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!

function token(secret: string): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  const exp = Math.floor(Date.now() / 1000) + 3600
  const text = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ sub: person, role: 'authenticated', exp })}`
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`
}

async function fill(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(
    `insert into auth.users (id, email)
     select case when number = 1 then $1::uuid else gen_random_uuid() end, 'bench' || number || '@example.com'
     from generate_series(1, $2::int) as number`,
    [person, people],
  )
  await client.query(
    `insert into public.brands (id, user_id, name)
     select ('00000000-0000-4000-8000-' || lpad((row_number() over ())::text, 12, '0'))::uuid, owner.id,
            'Brand number ' || number
     from (select id from auth.users order by id <> $1, id) as owner, generate_series(1, $2::int) as number`,
    [person, brandsPerPerson],
  )
  await client.query(
    `insert into public.brand_assets (brand_id, asset_type, file_url)
     select id, 'logo', 'https://example.com/logo.svg' from public.brands where user_id = $1`,
    [person],
  )
  await client.query(
    `insert into public.brand_products (brand_id, product_id, quantity)
     select brand.id, product.id, 3
     from public.brands as brand, (select id from public.products order by id limit 2) as product
     where brand.user_id = $1`,
    [person],
  )
  await client.query(
    'create function public.bench_add(a int, b int) returns int language sql stable as $$ select a + b $$',
  )
  await client.query('vacuum analyze')
  await client.end()
}

interface Statements {
  settings: string
  main: string
}

/** The statements of one request, from the debug log. */
async function statementsOf(marque: Marque, scenario: Scenario, bearer: string): Promise<Statements> {
  const before = marque.lines.length
  const response = await fetch(`${marque.url}/rest/v1${scenario.target}`, {
    method: scenario.method,
    headers: headersFor(marque, scenario, bearer),
    ...(scenario.body === undefined ? {} : { body: scenario.body }),
  })
  if (!response.ok) throw new Error(`${scenario.name}: ${response.status} ${await response.text()}`)
  await response.arrayBuffer()
  for (let attempt = 0; attempt < 50; ++attempt) {
    const line = marque.lines.slice(before).find((text) => text.includes('"statements"'))
    if (line !== undefined) return JSON.parse(line) as Statements
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error(`${scenario.name}: no statements in the log`)
}

function headersFor(marque: Marque, scenario: Scenario, bearer: string): Record<string, string> {
  return { apikey: marque.ready.publishable_key, Authorization: `Bearer ${bearer}`, ...scenario.headers }
}

/** set_config('name', $n, true) … → a value for each $n, as long as the real ones. */
function settingsValues(sql: string, scenario: Scenario, bearer: string): string[] {
  const known: Record<string, string> = {
    search_path: '"public", "public", "extensions"',
    role: 'authenticated',
    'request.jwt.claims': JSON.stringify({ exp: 1, role: 'authenticated', sub: person }),
    'request.method': scenario.method,
    'request.path': scenario.target.split('?')[0]!,
    'request.headers': JSON.stringify({ authorization: `Bearer ${bearer}`, host: '127.0.0.1:12345' }),
    'request.cookies': '{}',
    transaction_read_only: 'on',
    statement_timeout: '8s',
  }
  return [...sql.matchAll(/set_config\('([^']+)', \$\d+, true\)/g)].map(([, name]) => {
    const value = known[name!]
    if (value === undefined) throw new Error(`no value for the setting ${name}`)
    return value
  })
}

function socketOf(folder: string): string[] {
  const pidFile = readFileSync(join(folder, 'postgres/postmaster.pid'), 'utf8')
  const [, , , port, host] = pidFile.split('\n').map((line) => line.trim())
  return ['-h', host!, '-p', port!, '-U', 'authenticator']
}

interface Ceiling {
  script: string
  variables: string[]
}

function writeCeiling(folder: string, scenario: Scenario, statements: Statements, bearer: string): Ceiling {
  const variables: string[] = []
  const named = (sql: string, prefix: string, values: string[]): string => {
    values.forEach((value, index) => variables.push('-D', `${prefix}${index + 1}=${value}`))
    return sql.replaceAll(/\$(\d+)/g, (_, number: string) => `:${prefix}${number}`)
  }
  const settings = named(statements.settings, 's', settingsValues(statements.settings, scenario, bearer))
  const main = named(statements.main, 'm', scenario.parameters)
  const script = join(folder, `${scenario.name.replaceAll(/\W+/g, '_')}.sql`)
  writeFileSync(script, `\\startpipeline\n${settings};\n${main};\n\\endpipeline\n`)
  return { script, variables }
}

function runPgbench(folder: string, ceiling: Ceiling, clients: number, password: string): number {
  const flags = ['-n', ...socketOf(folder), '-M', 'prepared', '-c', String(clients), '-j', '1']
  const output = execFileSync(
    pgbench,
    [...flags, '-T', String(seconds), ...ceiling.variables, '-f', ceiling.script, 'postgres'],
    { env: { ...process.env, PGPASSWORD: password }, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] },
  )
  return Number(/tps = ([\d.]+)/.exec(output)?.[1])
}

interface Load {
  perSecond: number
  p50Ms: number
  p99Ms: number
  marqueShare: number
}

const milliseconds = (text: string): number =>
  Number.parseFloat(text) * (text.endsWith('us') ? 0.001 : text.endsWith('ms') ? 1 : 1000)

function runWrk(marque: Marque, scenario: Scenario, connections: number, bearer: string): Load {
  const script = join(marque.dataDirectory, 'wrk.lua')
  const headers = Object.entries(headersFor(marque, scenario, bearer))
    .map(([name, value]) => `wrk.headers["${name}"] = ${JSON.stringify(value)}`).join('\n')
  const body = scenario.body === undefined ? '' : `wrk.body = [==[${scenario.body}]==]\n`
  writeFileSync(script, `wrk.method = "${scenario.method}"\n${headers}\n${body}`)
  const before = cpuSeconds(marque.pid)
  const output = execFileSync(
    'wrk',
    ['-t1', `-c${connections}`, `-d${seconds}s`, '--latency', '-s', script,
      `${marque.url}/rest/v1${scenario.target}`],
    { encoding: 'utf8' },
  )
  const after = cpuSeconds(marque.pid)
  if (output.includes('Non-2xx')) throw new Error(`${scenario.name}: wrk saw errors\n${output}`)
  const own = after.own - before.own
  return {
    perSecond: Number(/Requests\/sec:\s+([\d.]+)/.exec(output)?.[1]),
    p50Ms: milliseconds(/50%\s+(\S+)/.exec(output)?.[1] ?? ''),
    p99Ms: milliseconds(/99%\s+(\S+)/.exec(output)?.[1] ?? ''),
    marqueShare: own / (own + after.children - before.children),
  }
}

interface Row {
  scenario: string
  connections: number
  ceiling: number
  ours: number
  ratio: number
  p50Ms: number
  p99Ms: number
  marqueShare: number
  least: number
}

function measure(
  marque: Marque, scenario: Scenario, ceiling: Ceiling, bearer: string, connections: number,
): Row {
  const password = readFileSync(join(marque.dataDirectory, 'secrets/authenticator_password'), 'utf8')
  const ceilings: number[] = []
  const loads: Load[] = []
  runWrk(marque, scenario, connections, bearer) // warms caches and connections
  for (let round = 0; round < rounds; ++round) {
    ceilings.push(runPgbench(marque.dataDirectory, ceiling, Math.min(connections, 8), password))
    loads.push(runWrk(marque, scenario, connections, bearer))
  }
  const of = (figure: (load: Load) => number): number => median(loads.map(figure))
  const ours = of((load) => load.perSecond)
  return {
    scenario: scenario.name,
    connections,
    ceiling: median(ceilings),
    ours,
    ratio: median(loads.map((load, round) => load.perSecond / ceilings[round]!)),
    p50Ms: of((load) => load.p50Ms),
    p99Ms: of((load) => load.p99Ms),
    marqueShare: of((load) => load.marqueShare),
    least: scenario.least,
  }
}

function print(row: Row): void {
  const mark = row.connections === 1 ? '' : row.ratio >= row.least ? 'ok' : `must reach ${row.least}`
  console.log(
    `${row.scenario.padEnd(26)} ${String(row.connections).padStart(3)}  ` +
      `${row.ceiling.toFixed(0).padStart(7)} ${row.ours.toFixed(0).padStart(7)}  ` +
      `${row.ratio.toFixed(2)}  ${row.p50Ms.toFixed(2).padStart(7)} ` +
      `${row.p99Ms.toFixed(2).padStart(7)}  ${(100 * row.marqueShare).toFixed(0).padStart(3)} %  ${mark}`,
  )
}

async function collectStatements(
  bearerOf: (marque: Marque) => string,
): Promise<[Marque, Map<string, Statements>]> {
  const environment = { MARQUE_LOG_LEVEL: 'debug', MARQUE_LOG_FORMAT: 'json' }
  const marque = await Marque.start({ environment })
  await fill(marque.ready.database_url)
  await new Promise((resolve) => setTimeout(resolve, 2_000)) // the catalogue takes bench_add in
  const statements = new Map<string, Statements>()
  for (const scenario of scenarios)
    statements.set(scenario.name, await statementsOf(marque, scenario, bearerOf(marque)))
  await marque.stop()
  return [marque, statements]
}

async function main(): Promise<void> {
  const bearerOf = (marque: Marque): string => token(marque.ready.jwt_secret)
  const [first, statements] = await collectStatements(bearerOf)
  const marque = await Marque.start({
    dataDirectory: first.dataDirectory,
    environment: { MARQUE_SERVER_ACCESS_LOG: 'false' },
  })
  const rows: Row[] = []
  try {
    const bearer = bearerOf(marque)
    console.log('scenario                   conn  pgbench    ours  ratio   p50 ms  p99 ms  marque\'s CPU')
    for (const scenario of scenarios.filter(({ name }) => name.includes(only))) {
      const ceiling = writeCeiling(marque.dataDirectory, scenario, statements.get(scenario.name)!, bearer)
      for (const connections of [64, 1]) {
        const row = measure(marque, scenario, ceiling, bearer, connections)
        rows.push(row)
        print(row)
      }
    }
    const memory = memoryMiB(marque.pid)
    const [own, children] = [memory.own.toFixed(0), memory.children.toFixed(0)]
    console.log(`memory under load: marque ${own} MiB, PostgreSQL ${children} MiB PSS`)
    mkdirSync('bench/results', { recursive: true })
    writeFileSync('bench/results/rest.json', JSON.stringify({ rounds, seconds, rows, memory }, null, 2))
  } finally {
    await marque.stop()
    await first.remove()
  }
  if (rows.some((row) => row.connections > 1 && row.ratio < row.least)) process.exitCode = 1
}

await main()
