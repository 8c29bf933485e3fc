// The two programs under test, as a case's settings want them, in front of the world of world/*.sql.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

import { until } from '../../support/house.ts'
import { type Header, type Program } from '../../support/http_cases.ts'
import { binary, cleanEnvironment, Marque, run } from '../../support/marque.ts'
import { type Cluster, startCluster } from '../../support/postgres.ts'
import { jwt_secret } from './tokens.ts'

/** What every case has unless it says otherwise; writes are taken back unless a case prefers tx=commit. */
const usual: readonly Header[] = [
  ['db-schemas', 'library, archive, Odd Shelf'],
  ['db-extra-search-path', 'public, extras'],
  ['db-anon-role', 'anon'],
  ['db-tx-end', 'rollback-allow-override'],
  ['jwt-secret', jwt_secret],
]

/** The same settings by the names that `marque serve` has for them. */
const of_serve: Readonly<Record<string, string>> = {
  'db-schemas': 'MARQUE_DATABASE_EXPOSED_SCHEMAS',
  'db-extra-search-path': 'MARQUE_REST_EXTRA_SEARCH_PATH',
  'db-tx-end': 'MARQUE_REST_TRANSACTION_END',
  'db-max-rows': 'MARQUE_REST_MAX_ROWS',
  'db-aggregates-enabled': 'MARQUE_REST_AGGREGATES',
  'db-plan-enabled': 'MARQUE_REST_PLAN_ENABLED',
  'db-pre-request': 'MARQUE_REST_PRE_REQUEST',
  'db-root-spec': 'MARQUE_REST_ROOT_FUNCTION',
  'openapi-mode': 'MARQUE_REST_OPENAPI',
  'server-timing-enabled': 'MARQUE_REST_SERVER_TIMING',
  'jwt-secret': 'MARQUE_AUTH_JWT_SECRET',
}

/** Serve's anonymous role is always this one. */
const fixed_in_serve: readonly Header[] = [['db-anon-role', 'anon']]

const patience_ms = 60_000

/** The cluster has forty connections; a server takes a few of them. */
const most_servers = 6
const database = 'conformance'

export interface Server {
  readonly port: number
  /** Of the admin server, which `marque rest` alone has. */
  readonly adminPort: number | undefined
  /** Before every target of a case. */
  readonly prefix: string
  /** Sent with every request that does not bring them itself. */
  readonly headers: readonly Header[]
  stop(): Promise<void>
}

/** A database with the world in it, and the servers that were started on it so far. */
export class World {
  readonly #cluster: Cluster
  readonly #tables_without_rls: string
  /** By program and settings, the one that was used last at the end. */
  readonly #servers = new Map<string, Promise<Server>>()

  private constructor(cluster: Cluster, tables_without_rls: string) {
    this.#cluster = cluster
    this.#tables_without_rls = tables_without_rls
  }

  static async create(): Promise<World> {
    const cluster = await startCluster()
    const administrator = await cluster.connect('postgres')
    await administrator.query(`create database ${database} template template0`)
    const migrated = await run(['migrate', 'up', '--database-url', databaseUrl(cluster, 'postgres')])
    if (migrated.code !== 0) throw new Error(`migrate up: ${migrated.stdout}${migrated.stderr}`)
    const builder = await cluster.connect(database)
    for (const file of worldFiles()) {
      await builder.query(readFileSync(file, 'utf8')).catch((reason: unknown) => {
        throw new Error(`${file}: ${String(reason)}`, { cause: reason })
      })
    }
    const { rows } = await builder.query<{ tables: string }>(
      `select string_agg(format('%I.%I', schemaname, tablename), ',') as tables from pg_tables`
      + ` where schemaname in ('library', 'archive', 'Odd Shelf') and not rowsecurity`)
    await builder.query('analyze')
    await builder.end()
    return new World(cluster, rows[0]!.tables)
  }

  /** The server of `program` with these settings; one for all cases that want the same. */
  async server(program: Program, settings: readonly Header[]): Promise<Server> {
    const wanted = new Map([...usual, ...settings])
    const key = JSON.stringify([program, ...[...wanted].sort()])
    const known = this.#servers.get(key)
    this.#servers.delete(key)
    if (!known && this.#servers.size >= most_servers) await this.#stopOldest()
    const server = known ?? (program === 'rest' ? this.#startRest(wanted) : this.#startServe(wanted))
    this.#servers.set(key, server)
    return server
  }

  async #stopOldest(): Promise<void> {
    const [key, server] = [...this.#servers][0]!
    this.#servers.delete(key)
    await server.then(({ stop }) => stop(), () => undefined)
  }

  async close(): Promise<void> {
    for (const started of await Promise.allSettled(this.#servers.values())) {
      if (started.status === 'fulfilled') await started.value.stop()
    }
    await this.#cluster.stop()
  }

  async #startRest(settings: ReadonlyMap<string, string>): Promise<Server> {
    const folder = mkdtempSync(join(tmpdir(), 'marque-test-'))
    const [port, admin_port] = await freePorts()
    const file = join(folder, 'rest.conf')
    const of_ours: Header[] = [
      ['db-uri', databaseUrl(this.#cluster, 'authenticator')],
      ['server-host', '127.0.0.1'],
      ['server-port', String(port)],
      ['admin-server-port', String(admin_port)],
      ['db-pool', '3'],
    ]
    const all = new Map([...of_ours, ...settings].map(([key, value]) => [key, this.#withDatabase(value)]))
    const in_file = [...all].filter(([key]) => !isVariable(key))
    writeFileSync(file, in_file.map(([key, value]) => `${key} = ${quoted(value)}\n`).join(''))
    const env = { ...restEnvironment(), ...Object.fromEntries([...all].filter(([key]) => isVariable(key))) }
    const child = spawn(binary, ['rest', file], { env, stdio: ['ignore', 'pipe', 'pipe'] })
    const lines = linesOf(child)
    const stop = async (): Promise<void> => {
      await end(child)
      rmSync(folder, { recursive: true, force: true })
    }
    await until('marque rest answers', () => answers(child, port, lines), patience_ms)
    return { port, adminPort: admin_port, prefix: '', headers: [], stop }
  }

  async #startServe(settings: ReadonlyMap<string, string>): Promise<Server> {
    const environment: Record<string, string> = {
      MARQUE_DATABASE_URL: databaseUrl(this.#cluster, 'postgres'),
      MARQUE_DATABASE_TABLES_WITHOUT_RLS: this.#tables_without_rls,
      MARQUE_SERVER_IO_THREADS: '1',
      MARQUE_DATABASE_SHARED_CONNECTIONS: '1',
      MARQUE_DATABASE_EXCLUSIVE_CONNECTIONS: '2',
    }
    for (const [key, value] of settings) {
      const name = of_serve[key]
      if (name !== undefined) environment[name] = value
      else if (!fixed_in_serve.some(([fixed, only]) => fixed === key && only === value)) {
        throw new Error(`marque serve has no setting like ${key}: such a case needs "@only rest"`)
      }
    }
    const marque = await Marque.start({ environment, patienceMs: patience_ms })
    const stop = async (): Promise<void> => {
      await marque.stop()
      await marque.remove()
    }
    const headers: Header[] = [['apikey', marque.ready.publishable_key]]
    const port = Number(new URL(marque.url).port)
    return { port, adminPort: undefined, prefix: '/rest/v1', headers, stop }
  }

  /** A case that connects as somebody else writes DATABASE behind the user's name. */
  #withDatabase(value: string): string {
    return value.replace('@DATABASE', databaseUrl(this.#cluster, '').replace('postgresql://', ''))
  }
}

function worldFiles(): string[] {
  const folder = join(import.meta.dirname, 'world')
  return readdirSync(folder).filter((name) => name.endsWith('.sql')).sort().map((name) => join(folder, name))
}

function databaseUrl(cluster: Cluster, user: string): string {
  return `postgresql://${user}@/${database}?host=${encodeURIComponent(cluster.host)}`
}

/** A value as the configuration file writes it. */
function quoted(value: string): string {
  if (/^(true|false|\d+)$/.test(value)) return value
  return `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('$', '$$$$')}"`
}

/** Settings that are written in capitals go into the environment. */
function isVariable(key: string): boolean {
  return key.startsWith('PGRST_')
}

/** Nothing of this process may reach into the program by its own variables or libpq's. */
function restEnvironment(): Record<string, string> {
  return Object.fromEntries(Object.entries(cleanEnvironment()).filter(([name]) => !name.startsWith('PG')))
}

function linesOf(child: ChildProcess): string[] {
  const lines: string[] = []
  createInterface({ input: child.stderr! }).on('line', (line) => lines.push(line))
  createInterface({ input: child.stdout! }).on('line', (line) => lines.push(line))
  return lines
}

/** True once the schema cache is there; throws if the program has ended. */
async function answers(child: ChildProcess, port: number, lines: readonly string[]): Promise<boolean> {
  if (child.exitCode !== null || child.signalCode !== null) {
    throw new Error(`marque rest ended (${child.exitCode ?? child.signalCode}):\n${lines.join('\n')}`)
  }
  try {
    return (await fetch(`http://127.0.0.1:${port}/`)).status !== 503
  } catch {
    return false
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGTERM')
  await once(child, 'exit')
}

/** Two that are free at once. */
async function freePorts(): Promise<[number, number]> {
  const servers = [createServer().listen(0, '127.0.0.1'), createServer().listen(0, '127.0.0.1')]
  await Promise.all(servers.map((server) => once(server, 'listening')))
  const ports = servers.map((server) => (server.address() as AddressInfo).port)
  for (const server of servers) server.close()
  return [ports[0]!, ports[1]!]
}
