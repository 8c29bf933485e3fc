// A marque of a test's own: started on free ports in a temporary folder, stopped and removed with the test.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** The one line that `marque serve --json` prints once it accepts requests. */
export interface Ready {
  ready: true
  url: string
  anon_key: string
  service_role_key: string
  publishable_key: string
  secret_key: string
  jwt_secret: string
  database_url: string
}

export interface StartOptions {
  /** Kept by the caller where given; else a temporary folder that `remove` deletes. */
  dataDirectory?: string
  /** Further flags of `marque serve`. */
  flags?: string[]
  environment?: Record<string, string>
  /** How long the start may take. */
  patienceMs?: number
}

export interface Exit {
  code: number | null
  signal: NodeJS.Signals | null
}

export const binary: string = process.env.MARQUE_TEST_BINARY ?? join(process.cwd(), 'build/release/marque')

/** Variables of this process without those that would reach into a marque of a test. */
export function cleanEnvironment(further: Record<string, string> = {}): Record<string, string> {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('MARQUE_'))
  return { ...(Object.fromEntries(kept) as Record<string, string>), ...further }
}

export async function temporaryFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'marque-test-'))
}

export class Marque {
  readonly process: ChildProcess
  readonly dataDirectory: string
  readonly lines: string[] = []
  readonly ownsFolder: boolean
  ready!: Ready
  exit: Promise<Exit>

  private constructor(process: ChildProcess, dataDirectory: string, ownsFolder: boolean) {
    this.process = process
    this.dataDirectory = dataDirectory
    this.ownsFolder = ownsFolder
    this.exit = once(process, 'exit').then(([code, signal]) => ({ code, signal }) as Exit)
    createInterface({ input: process.stderr! }).on('line', (line) => this.lines.push(line))
  }

  get pid(): number {
    return this.process.pid!
  }
  get url(): string {
    return this.ready.url
  }

  /** Starts `marque serve` and waits for its ready line; a failed start rejects with what it said. */
  static async start(options: StartOptions = {}): Promise<Marque> {
    const marque = await Marque.spawn(options)
    try {
      await marque.waitUntilReady(options.patienceMs ?? 60_000)
    } catch (problem) {
      await marque.kill()
      await marque.remove()
      throw problem
    }
    return marque
  }

  /** Starts `marque serve` without waiting for anything. */
  static async spawn(options: StartOptions = {}): Promise<Marque> {
    const folder = options.dataDirectory ?? join(await temporaryFolder(), 'data')
    const flags = ['serve', '--json', '--data-dir', folder, '--listen', '127.0.0.1:0', '--pg-port', '0']
    const child = spawn(binary, [...flags, ...(options.flags ?? [])], {
      env: cleanEnvironment(options.environment),
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    return new Marque(child, folder, options.dataDirectory === undefined)
  }

  async waitUntilReady(patienceMs: number): Promise<void> {
    const output: string[] = []
    const lines = createInterface({ input: this.process.stdout! })
    let timer: NodeJS.Timeout | undefined
    const timeout = new Promise<never>((_, reject) => {
      const late = (): void => reject(new Error(`not ready after ${patienceMs} ms\n${this.said()}`))
      timer = setTimeout(late, patienceMs)
    })
    const ended = this.exit.then(({ code, signal }) => {
      const how = `marque ended (${code ?? signal}) instead of serving`
      throw new Error(`${how}: ${output.join('\n')}\n${this.said()}`)
    })
    const ready = new Promise<Ready>((resolve) => {
      lines.on('line', (line) => {
        output.push(line)
        const value: unknown = line.startsWith('{"ready"') ? JSON.parse(line) : undefined
        if (value) resolve(value as Ready)
      })
    })
    try {
      this.ready = await Promise.race([ready, ended, timeout])
    } finally {
      clearTimeout(timer)
      ended.catch(() => undefined)
    }
  }

  said(): string {
    return this.lines.slice(-40).join('\n')
  }

  /** SIGTERM; resolves with how it ended. */
  async stop(): Promise<Exit> {
    this.process.kill('SIGTERM')
    return this.exit
  }

  /** SIGKILL, where it still runs. */
  async kill(): Promise<Exit> {
    if (this.process.exitCode === null && this.process.signalCode === null) this.process.kill('SIGKILL')
    return this.exit
  }

  /** Deletes the temporary folder; PostgreSQL may still be closing its files after a kill. */
  async remove(): Promise<void> {
    if (!this.ownsFolder) return
    const folder = join(this.dataDirectory, '..')
    await rm(folder, { recursive: true, force: true, maxRetries: 50, retryDelay: 100 })
  }
}

export interface Ran extends Exit {
  stdout: string
  stderr: string
}

/** Runs one verb of marque to its end. */
export async function run(args: string[], environment: Record<string, string> = {}): Promise<Ran> {
  const env = cleanEnvironment(environment)
  const child = spawn(binary, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const text = { stdout: '', stderr: '' }
  child.stdout.on('data', (piece: Buffer) => (text.stdout += piece.toString()))
  child.stderr.on('data', (piece: Buffer) => (text.stderr += piece.toString()))
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null]
  return { code, signal, ...text }
}
