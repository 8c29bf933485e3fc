// Processes as a test sees them through /proc: whose they are, whether any is left over. Only processes that
// work in a directory of the test's own, or were started with its path, are ever signalled.
import {
  chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, realpathSync, rmSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

let exits_on_signals = false

/** A test run that is told to end runs its exit handlers too, which a signal alone would skip. */
function exitOnSignals(): void {
  if (exits_on_signals) return
  exits_on_signals = true
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, () => process.exit(1))
}

/** A directory that goes away with the test process, together with the processes that still work in it. */
export function temporaryDirectory(): { readonly path: string, remove(): void } {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'marque-chaos-')))
  chmodSync(path, 0o711) // where the kernel refuses user namespaces, PostgreSQL runs as another user
  const remove = (): void => {
    for (const pid of processesOf(path)) signal(pid, 'SIGKILL')
    rmSync(path, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })
    process.off('exit', remove)
  }
  process.once('exit', remove)
  exitOnSignals()
  return { path, remove }
}

/** Processes that work in `directory` or were started with its path: PostgreSQL's, initdb's, marque's. */
export function processesOf(directory: string): number[] {
  const pids = readdirSync('/proc').map(Number).filter((pid) => Number.isInteger(pid) && pid !== process.pid)
  return pids.filter((pid) => {
    try {
      if (inside(readlinkSync(`/proc/${pid}/cwd`), directory)) return true
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(directory)
    } catch {
      return false  // it has ended meanwhile, or is another user's
    }
  })
}

/** Waits until no process of `directory` is left; answers those that are after the patience. */
export async function leftovers(directory: string, patience_ms = 20_000): Promise<number[]> {
  const deadline = Date.now() + patience_ms
  for (;;) {
    const left = processesOf(directory)
    if (left.length === 0 || Date.now() > deadline) return left
    await sleep(25)
  }
}

/** The embedded PostgreSQL's first process; nothing while there is none. */
export function postmasterOf(data_directory: string): number | undefined {
  const file = join(data_directory, 'postgres', 'postmaster.pid')
  if (!existsSync(file)) return undefined
  const pid = Number.parseInt(readFileSync(file, 'utf8'), 10)
  return processesOf(data_directory).includes(pid) ? pid : undefined
}

/** False where the process has gone already. */
export function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name)
  } catch {
    return false
  }
}

/** The value of `promise`, or undefined after `patience_ms`. */
export async function within<Value>(
  promise: Promise<Value>, patience_ms: number,
): Promise<Value | undefined> {
  const timer = new AbortController()
  const late = sleep(patience_ms, undefined, { signal: timer.signal }).catch(() => undefined)
  try {
    return await Promise.race([promise, late])
  } finally {
    timer.abort()
  }
}

function inside(path: string, directory: string): boolean {
  return path === directory || path.startsWith(`${directory}/`)
}
