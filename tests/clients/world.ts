// One world for a test file: a `marque serve` with the fixture schema, two people, and a `marque rest` on the
// same database.
import { createHmac } from 'node:crypto'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before } from 'node:test'
import { createInterface } from 'node:readline'
import pg from 'pg'

import { House, until } from '../support/house.ts'
import { binary, cleanEnvironment, type Marque, type Ready } from '../support/marque.ts'

export type Who = 'ada' | 'bob' | 'nobody' | 'server'

const here = import.meta.dirname

export const people = {
  ada: 'aaaaaaaa-0000-4000-8000-000000000001',
  bob: 'bbbbbbbb-0000-4000-8000-000000000002',
}

export const brands = {
  aurora: 'aaaaaaaa-0000-4000-8000-0000000000b1',
  anvil: 'aaaaaaaa-0000-4000-8000-0000000000b2',
  basalt: 'bbbbbbbb-0000-4000-8000-0000000000b1',
}

/** What `marque serve` is told beyond its defaults: everything that a client has a method for. */
const environment = {
  MARQUE_DATABASE_EXPOSED_SCHEMAS: 'public,storage,studio',
  MARQUE_REST_AGGREGATES: 'true',
  MARQUE_REST_PLAN_ENABLED: 'true',
  MARQUE_REST_TRANSACTION_END: 'commit-allow-override',
}

export function sign(claims: object, secret: string): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  const text = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`
}

export class World {
  readonly house = new House()
  marque!: Marque
  database!: pg.Client
  /** Address of `marque rest`, where the world was asked for one. */
  restUrl = ''
  #rest: ChildProcess | undefined

  get ready(): Ready {
    return this.marque.ready
  }
  get serveUrl(): string {
    return `${this.marque.url}/rest/v1`
  }

  /** A JWT as a sign-in would give it. */
  tokenOf(who: 'ada' | 'bob', further: object = {}): string {
    const exp = Math.floor(Date.now() / 1000) + 3600
    const claims = { sub: people[who], role: 'authenticated', email: `${who}@example.org`, exp, ...further }
    return sign(claims, this.ready.jwt_secret)
  }

  async start(): Promise<void> {
    const migrations = join(this.house.folder, 'migrations')
    cpSync(join(here, '../../supabase/migrations'), migrations, { recursive: true })
    writeFileSync(join(migrations, '20990101000000_studio.sql'), 'create schema studio;\n')
    cpSync(join(here, '../../supabase/seed.sql'), join(this.house.folder, 'seed.sql'))
    this.marque = await this.house.firstStart({
      environment: { ...environment, MARQUE_MIGRATIONS_DIR: migrations },
    })
    this.database = new pg.Client({ connectionString: this.ready.database_url })
    await this.database.connect()
    await this.database.query(readFileSync(join(here, 'studio.sql'), 'utf8'))
    await this.reset()
    await until('the API has seen the fixture', () => this.serves('swatches'))
  }

  /** Whether the catalogue has this table of the fixture. */
  async serves(table: string): Promise<boolean> {
    const headers = { apikey: this.ready.secret_key, 'Accept-Profile': 'studio' }
    const answer = await fetch(`${this.serveUrl}/${table}?limit=1`, { headers })
    await answer.text()
    return answer.ok
  }

  async reset(): Promise<void> {
    await this.database.query('select studio.start_over()')
  }

  async startRest(): Promise<void> {
    const password = readFileSync(join(this.house.data, 'secrets/authenticator_password'), 'utf8').trim()
    const url = new URL(this.ready.database_url)
    url.username = 'authenticator'
    url.password = password
    const folder = join(this.house.folder, 'rest')
    mkdirSync(folder)
    const file = join(folder, 'rest.conf')
    writeFileSync(file, restConfiguration(url.href, this.ready.jwt_secret))
    this.#rest = spawn(binary, ['rest', '--json', file], {
      env: cleanEnvironment(), stdio: ['ignore', 'pipe', 'ignore'],
    })
    const lines = createInterface({ input: this.#rest.stdout! })
    const [line] = (await once(lines, 'line', { signal: AbortSignal.timeout(60_000) })) as [string]
    this.restUrl = `http://127.0.0.1:${(JSON.parse(line) as { port: number }).port}`
  }

  async close(): Promise<void> {
    if (this.#rest?.exitCode === null && this.#rest.kill('SIGTERM')) await once(this.#rest, 'exit')
    await this.database?.end()
    await this.house.close()
  }
}

function restConfiguration(databaseUrl: string, jwtSecret: string): string {
  const settings = {
    'db-uri': databaseUrl,
    'db-schemas': 'public, studio',
    'db-extra-search-path': 'public, extensions',
    'db-anon-role': 'anon',
    'db-aggregates-enabled': true,
    'db-plan-enabled': true,
    'db-tx-end': 'commit-allow-override',
    'jwt-secret': jwtSecret,
    'server-host': '127.0.0.1',
    'server-port': 0,
  }
  return Object.entries(settings).map(([key, value]) => `${key} = ${JSON.stringify(value)}\n`).join('')
}

/** The world of this file; there before its first test, gone after its last. */
export function useWorld(options: { rest?: boolean } = {}): World {
  const world = new World()
  before(async () => {
    await world.start()
    if (options.rest === true) await world.startRest()
  })
  after(() => world.close())
  return world
}
