// A PgBouncer in front of a PostgreSQL on 127.0.0.1: of the test's own, on a free port.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

import { temporaryDirectory } from './processes.ts'

const program = '/usr/sbin/pgbouncer'
const nobody = 65534

export interface PgBouncer {
  /** The database's URL by way of PgBouncer. */
  readonly url: string
  /** What it wrote to its log. */
  readonly lines: string[]
  start(): Promise<void>
  /** Ends it at once, with all connections; `start` brings it back on the same port. */
  kill(): Promise<void>
  /** Ends it for good. */
  remove(): Promise<void>
}

/** `server_connections` is how many connections to PostgreSQL all clients share. */
export async function startPgBouncer(
  database_url: string, server_connections: number, mode: 'transaction' | 'session' = 'transaction',
): Promise<PgBouncer> {
  const directory = temporaryDirectory()
  const behind = new URL(database_url)
  const port = await freePort()
  const file = join(directory.path, 'pgbouncer.ini')
  const users = join(directory.path, 'users.txt')
  writeFileSync(users, `"${behind.username}" "${decodeURIComponent(behind.password)}"\n`)
  writeFileSync(file, `[databases]
* = host=${behind.hostname} port=${behind.port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = ${users}
pool_mode = ${mode}
default_pool_size = ${server_connections}
max_client_conn = 200
`)
  const as_nobody = process.getuid?.() === 0
  if (as_nobody) for (const path of [directory.path, file, users]) chownSync(path, nobody, nobody)
  const identity = as_nobody ? [`--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups'] : []
  const url = new URL(database_url)
  url.port = String(port)
  const lines: string[] = []
  let child: ChildProcess | undefined

  const kill = async (): Promise<void> => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  const start = async (): Promise<void> => {
    const words = ['--pdeathsig=KILL', ...identity, program, file]
    const started = spawn('setpriv', words, { cwd: directory.path, stdio: ['ignore', 'ignore', 'pipe'] })
    child = started
    await new Promise<void>((resolve, reject) => {
      createInterface({ input: started.stderr }).on('line', (line) => {
        lines.push(line)
        if (line.includes('process up')) resolve()
      })
      started.once('exit', () => { reject(new Error(`PgBouncer did not start:\n${lines.join('\n')}`)) })
      started.once('error', reject)
    })
  }
  const remove = async (): Promise<void> => {
    await kill()
    directory.remove()
  }
  await start()
  return { url: url.href, lines, start, kill, remove }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
