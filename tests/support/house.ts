// A data directory and every marque that a test starts on it, all gone after the test. Whatever a test does
// to a marque, it must not crash and no sanitizer may have a complaint: that is looked at in the end.
import assert from 'node:assert/strict'
import { cpSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'

import { Marque, type Exit, type StartOptions } from './marque.ts'
import { postmasterOf, temporaryDirectory, within } from './processes.ts'

const patience_ms = 90_000
const sanitizer_report = /(Address|Leak|Thread|UndefinedBehavior)Sanitizer|runtime error:/
const crashes = new Set<string | null>(['SIGSEGV', 'SIGABRT', 'SIGILL', 'SIGFPE', 'SIGBUS'])

export class House {
  /** A folder of the test's own, for configuration files and the like. */
  readonly folder: string
  readonly data: string
  readonly marques: Marque[] = []
  /** What must be undone before the folder can go. */
  readonly cleanups: (() => void)[] = []
  readonly #remove: () => void

  constructor() {
    const directory = temporaryDirectory()
    this.folder = directory.path
    this.data = join(directory.path, 'data')
    this.#remove = directory.remove
  }

  /** Makes the data directory as a first start leaves it, in a fraction of that time. */
  async furnish(): Promise<void> {
    template ??= makeTemplate()
    cpSync(await template, this.data, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true })
  }

  /** Starts `marque serve` on this house's data directory and waits for its ready line. */
  async start(options: StartOptions = {}): Promise<Marque> {
    if (!existsSync(this.data)) await this.furnish()
    return this.firstStart(options)
  }

  /** The same without a prepared data directory. */
  async firstStart(options: StartOptions = {}): Promise<Marque> {
    const marque = await this.spawn(options)
    await marque.waitUntilReady(patience_ms)
    return marque
  }

  async spawn(options: StartOptions = {}): Promise<Marque> {
    const marque = await Marque.spawn({ dataDirectory: this.data, workingDirectory: this.folder, ...options })
    this.marques.push(marque)
    return marque
  }

  /** A start that must not succeed: what it said, on both channels, and how it ended. */
  async refusal(options: StartOptions = {}): Promise<Exit & { text: string }> {
    const marque = await this.spawn(options)
    const exit = await within(marque.closed, patience_ms)
    const text = [...marque.output, ...marque.lines].join('\n')
    assert.ok(exit !== undefined, `it did not give up:\n${text}`)
    assert.equal(exit.signal, null, text)
    assert.notEqual(exit.code, 0, text)
    assert.doesNotMatch(text, /"ready":true/)
    assertSane(marque)
    return { ...exit, text }
  }

  postmaster(): number {
    const pid = postmasterOf(this.data)
    assert.ok(pid !== undefined, 'no embedded PostgreSQL runs')
    return pid
  }

  /** Ends and removes everything; fails if a marque crashed or a sanitizer complained. */
  async close(): Promise<void> {
    try {
      for (const marque of this.marques) {
        if (marque.process.exitCode === null && marque.process.signalCode === null) {
          const exit = await within(marque.stop(), patience_ms)
          assert.deepEqual(exit, { code: 0, signal: null }, `stopping it failed:\n${marque.said()}`)
          await within(marque.closed, patience_ms)
        }
        assertSane(marque)
      }
    } finally {
      for (const marque of this.marques) await marque.kill()
      for (const clean of this.cleanups) clean()
      this.#remove()
    }
  }
}

let template: Promise<string> | undefined

/** A data directory that was served once; gone with this process. */
async function makeTemplate(): Promise<string> {
  const house = new House()
  const marque = await house.firstStart()
  assert.deepEqual(await marque.stop(), { code: 0, signal: null }, marque.said())
  assertSane(marque)
  return house.data
}

/** A house for one test. */
export function houseFor(t: TestContext): House {
  const house = new House()
  t.after(() => house.close())
  return house
}

/** It has not crashed, and no sanitizer has a complaint. */
export function assertSane(marque: Marque): void {
  assert.ok(!crashes.has(marque.process.signalCode), `${marque.process.signalCode}\n${marque.said()}`)
  const complaint = marque.lines.findIndex((line) => sanitizer_report.test(line))
  assert.equal(complaint, -1, marque.lines.slice(complaint, complaint + 60).join('\n'))
}

/** Asks again and again until `answer` gives something other than undefined or false. */
export async function until<Answer>(
  what: string, answer: () => Promise<Answer | undefined | false> | Answer | undefined | false,
  most_ms = 60_000,
): Promise<Answer> {
  const deadline = Date.now() + most_ms
  for (;;) {
    const given = await answer()
    if (given !== undefined && given !== false) return given
    if (Date.now() > deadline) throw new Error(`waited ${most_ms} ms in vain until ${what}`)
    await sleep(20)
  }
}
