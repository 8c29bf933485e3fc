// A marque of a test's own: started on free ports in a temporary folder, stopped and removed with the test.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface, type Interface } from 'node:readline'

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
  /** The directory to start it in. */
  workingDirectory?: string
  /** False: the ready line is a block for people, which `waitUntilReady` does not understand. */
  json?: boolean
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
  const folder = await mkdtemp(join(tmpdir(), 'marque-test-'))
  await chmod(folder, 0o711) // where the kernel refuses user namespaces, PostgreSQL runs as another user
  return folder
}

export class Marque {
  readonly process: ChildProcess
  readonly dataDirectory: string
  /** What it has said on standard error and on standard output. */
  readonly lines: string[] = []
  readonly output: string[] = []
  readonly ownsFolder: boolean
  ready!: Ready
  exit: Promise<Exit>
  /** After the end, once everything it said has been read as well. */
  closed: Promise<Exit>
  readonly #reader: Interface

  private constructor(process: ChildProcess, dataDirectory: string, ownsFolder: boolean) {
    this.process = process
    this.dataDirectory = dataDirectory
    this.ownsFolder = ownsFolder
    this.exit = once(process, 'exit').then(([code, signal]) => ({ code, signal }) as Exit)
    this.closed = once(process, 'close').then(([code, signal]) => ({ code, signal }) as Exit)
    createInterface({ input: process.stderr! }).on('line', (line) => this.lines.push(line))
    this.#reader = createInterface({ input: process.stdout! })
    this.#reader.on('line', (line) => this.output.push(line))
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
    const given = options.flags ?? []
    const usual = { '--data-dir': folder, '--listen': '127.0.0.1:0', '--pg-port': '0' }
    const flags = Object.entries(usual).filter(([flag]) => !given.includes(flag)).flat()
    const form = options.json === false ? [] : ['--json']
    const child = spawn(binary, ['serve', ...form, ...flags, ...given], {
      env: cleanEnvironment(options.environment),
      cwd: options.workingDirectory,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    return new Marque(child, folder, options.dataDirectory === undefined)
  }

  async waitUntilReady(patienceMs: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    const timeout = new Promise<never>((_, reject) => {
      const late = (): void => reject(new Error(`not ready after ${patienceMs} ms\n${this.said()}`))
      timer = setTimeout(late, patienceMs)
    })
    const ended = this.exit.then(({ code, signal }) => {
      const how = `marque ended (${code ?? signal}) instead of serving`
      throw new Error(`${how}: ${this.output.join('\n')}\n${this.said()}`)
    })
    const ready = new Promise<Ready>((resolve) => {
      const look = (line: string): void => {
        if (line.startsWith('{"ready"')) resolve(JSON.parse(line) as Ready)
      }
      this.output.forEach(look)
      this.#reader.on('line', look)
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
export async function run(
  args: string[], environment: Record<string, string> = {}, directory?: string,
): Promise<Ran> {
  const env = cleanEnvironment(environment)
  const child = spawn(binary, args, { env, cwd: directory, stdio: ['ignore', 'pipe', 'pipe'] })
  const text = { stdout: '', stderr: '' }
  child.stdout.on('data', (piece: Buffer) => (text.stdout += piece.toString()))
  child.stderr.on('data', (piece: Buffer) => (text.stderr += piece.toString()))
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null]
  return { code, signal, ...text }
}
