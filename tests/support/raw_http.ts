// HTTP as bytes: what no well-behaved client would send, and answers as they come.
import { connect, type Socket } from 'node:net'
import { once } from 'node:events'

import { within } from './processes.ts'

const patience_ms = 60_000

export interface RawAnswer {
  status: number
  head: string
  body: string
}

/** A connection over which a test says what it likes. */
export class RawConnection {
  readonly socket: Socket
  readonly closed: Promise<void>
  received = ''
  #arrived: () => void = () => {}

  constructor(socket: Socket) {
    this.socket = socket
    socket.setEncoding('latin1')
    socket.on('error', () => {})  // the other side may hang up at any moment
    socket.on('data', (text: string) => {
      this.received += text
      this.#arrived()
    })
    this.closed = new Promise((resolve) => {
      socket.once('close', () => {
        resolve()
        this.#arrived()
      })
    })
  }

  static async open(port: number, host = '127.0.0.1'): Promise<RawConnection> {
    const socket = connect({ port, host })
    const connection = new RawConnection(socket)
    await Promise.race([once(socket, 'connect'), connection.closed])
    return connection
  }

  send(bytes: string | Buffer): void {
    this.socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes)
  }

  /** Tells the server that nothing more comes. */
  finish(): void {
    this.socket.end()
  }

  /** Everything until the server closes; undefined if it does not. */
  async rest(): Promise<string | undefined> {
    const done = await within(this.closed.then(() => true), patience_ms)
    return done ? this.received : undefined
  }

  /** The next whole answer, taken off what was received; undefined if the connection ends before. */
  async answer(): Promise<RawAnswer | undefined> {
    const deadline = Date.now() + patience_ms
    for (;;) {
      const taken = takeAnswer(this.received)
      if (taken) {
        this.received = taken.rest
        return taken.answer
      }
      if (this.socket.destroyed) return undefined
      if (Date.now() > deadline) throw new Error(`no whole answer, only ${JSON.stringify(this.received)}`)
      await Promise.race([new Promise<void>((resolve) => { this.#arrived = resolve }), this.closed])
    }
  }

  destroy(): void {
    this.socket.destroy()
  }
}

/** The answers in `text`, in order, and what is left. */
export function answersIn(text: string): { answers: RawAnswer[], rest: string } {
  const answers: RawAnswer[] = []
  for (;;) {
    const taken = takeAnswer(text)
    if (!taken) return { answers, rest: text }
    answers.push(taken.answer)
    text = taken.rest
  }
}

/** Sends `bytes` on a connection of their own, then the end, and reads until the server closes. */
export async function exchange(port: number, bytes: string | Buffer): Promise<RawAnswer[]> {
  const connection = await RawConnection.open(port)
  connection.send(bytes)
  connection.finish()
  const text = await connection.rest()
  if (text === undefined) throw new Error(`no close after ${JSON.stringify(bytes.toString())}`)
  const { answers, rest } = answersIn(text)
  if (rest !== '') throw new Error(`half an answer: ${JSON.stringify(rest)}`)
  return answers
}

function takeAnswer(text: string): { answer: RawAnswer, rest: string } | undefined {
  const end = text.indexOf('\r\n\r\n')
  if (end < 0) return undefined
  const head = text.slice(0, end)
  const status = /^HTTP\/1\.1 (\d{3}) /.exec(head)?.[1]
  if (status === undefined) throw new Error(`no HTTP answer: ${JSON.stringify(head)}`)
  const length = Number(/^content-length: (\d+)$/im.exec(head)?.[1] ?? 0)
  const begin = end + 4
  if (text.length < begin + length) return undefined
  const answer = { status: Number(status), head, body: text.slice(begin, begin + length) }
  return { answer, rest: text.slice(begin + length) }
}
