// Writers for the chaos tests: connections that write as fast as they can and remember what was acknowledged.
// Every write is one transaction of two rows, so that a half-written one would show.
import pg from 'pg'

export const schema = `
  create schema if not exists chaos;
  create table if not exists chaos.writes (
    writer int not null,
    number int not null,
    half text not null check (half in ('first', 'second')),
    primary key (writer, number, half)
  );`

/** What was acknowledged to each writer, over all rounds. */
export class Ledger {
  readonly #acknowledged = new Map<number, Set<number>>()
  #next_writer = 1

  newWriter(): number {
    const writer = this.#next_writer
    this.#next_writer += 1
    this.#acknowledged.set(writer, new Set())
    return writer
  }

  acknowledge(writer: number, number: number): void {
    this.#acknowledged.get(writer)!.add(number)
  }

  get size(): number {
    return [...this.#acknowledged.values()].reduce((sum, numbers) => sum + numbers.size, 0)
  }

  /** What the database lacks of what it acknowledged, and what it holds by halves; both should be empty. */
  async audit(client: pg.Client): Promise<{ lost: string[], torn: string[] }> {
    const { rows } = await client.query<{ writer: number, number: number, halves: number }>(
      'select writer, number, count(*)::int as halves from chaos.writes group by writer, number')
    const present = new Set(rows.map(({ writer, number }) => `${writer}/${number}`))
    const torn = rows.filter(({ halves }) => halves !== 2).map(({ writer, number }) => `${writer}/${number}`)
    const lost: string[] = []
    for (const [writer, numbers] of this.#acknowledged)
      for (const number of numbers) if (!present.has(`${writer}/${number}`)) lost.push(`${writer}/${number}`)
    return { lost, torn }
  }
}

export interface Writer {
  /** The server process that serves it. */
  readonly backend: number
  /** Resolves when the connection has broken or `stop` was called. */
  readonly done: Promise<void>
  stop(): void
}

export async function startWriter(url: string, ledger: Ledger): Promise<Writer> {
  const client = await connect(url)
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
  const writer = ledger.newWriter()
  let stopped = false
  const write = async (): Promise<void> => {
    for (let number = 1; !stopped; number += 1) {
      await client.query(`begin; insert into chaos.writes values (${writer}, ${number}, 'first')`)
      await client.query(`insert into chaos.writes values (${writer}, ${number}, 'second'); commit`)
      ledger.acknowledge(writer, number)
    }
  }
  const done = write().catch(() => {}).then(() => client.end()).catch(() => {})
  return { backend: rows[0]!.pid, done, stop: () => { stopped = true } }
}

export async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 })
  client.on('error', () => {})  // it breaks on purpose; whoever awaits a query hears of it
  await client.connect()
  return client
}

/** Connects as soon as the server lets us; fails after `patience_ms`. */
export async function connectSoon(url: string, patience_ms: number): Promise<pg.Client> {
  const deadline = Date.now() + patience_ms
  for (;;) {
    try {
      const client = await connect(url)
      await client.query('select 1')
      return client
    } catch (reason) {
      if (Date.now() > deadline) throw new Error('the database did not come back', { cause: reason })
      await new Promise((resolve) => { setTimeout(resolve, 50) })
    }
  }
}
