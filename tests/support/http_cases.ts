// HTTP in and out as text: the cases of tests/front/rest/*.http. A file reads like this:
//
//   # Anything before the first case that is no directive is a comment.
//   @settings db-max-rows = 2        a line of `marque rest`'s configuration; serve gets the same by its name
//   @only rest                       for one of the two programs; both directives may also follow a title
//
//   === two authors at most
//   GET /authors?select=id
//   Authorization: as ada            a person of tests/front/rest/tokens.ts
//
//   (the request's body, if there is one)
//   >>> 200                          the status; then `exact` compares the body byte for byte, `subset` lets
//   Content-Range: 0-1/*             objects of the answer hold more than is written here, and `eventually`
//                                    asks again for a while
//   Date: ~ GMT$                     a regular expression
//   -Preference-Applied              must be absent
//
//   [{"id":1},{"id":2}]              `(empty)` for none; without this part the body is not looked at
//   ---                              a further step of the same case
//   DELETE /authors
import assert from 'node:assert/strict'
import { basename } from 'node:path'

export type Program = 'rest' | 'serve'
export type Header = readonly [name: string, value: string]
export type Comparison = 'value' | 'exact' | 'subset'

export interface HeaderCheck {
  readonly name: string
  readonly kind: 'equal' | 'matches' | 'absent'
  readonly value: string
}

export interface Expectation {
  readonly status: number
  readonly comparison: Comparison
  /** The answer may need some time to become this one. */
  readonly eventually: boolean
  readonly headers: readonly HeaderCheck[]
  /** Undefined: not looked at. */
  readonly body: string | undefined
}

export interface Step {
  readonly line: number
  readonly method: string
  /** As it goes over the wire. */
  readonly target: string
  readonly headers: readonly Header[]
  readonly body: string
  readonly expected: Expectation
}

export interface Case {
  readonly file: string
  readonly line: number
  /** The number that the file's name begins with: a section of the contract. */
  readonly section: number
  readonly title: string
  readonly settings: readonly Header[]
  readonly programs: readonly Program[]
  readonly steps: readonly Step[]
}

export interface Answer {
  readonly status: number
  /** In the order in which they came. */
  readonly headers: readonly Header[]
  readonly body: string
}

interface Directives {
  settings: Header[]
  programs: Program[]
}

const ends_a_part = /^(===|---|>>>)( |$)/
const request_line = /^([A-Za-z]+) (\S+)$/
const expectation_line = /^>>> (\d{3})(?: (exact|subset))?( eventually)?$/
const header_line = /^([\w-]+):(?: (.*))?$/

/** The cases of one file. Throws on a line that it does not understand, naming it. */
export function parseCases(path: string, text: string): Case[] {
  const reader = new LineReader(path, text)
  const of_file: Directives = { settings: [], programs: ['rest', 'serve'] }
  readDirectives(reader, of_file)
  const cases: Case[] = []
  while (!reader.atEnd()) cases.push(readCase(reader, of_file))
  return cases
}

class LineReader {
  readonly path: string
  readonly #lines: string[]
  #next = 0

  constructor(path: string, text: string) {
    this.path = path
    this.#lines = text.replace(/\n$/, '').split('\n')
  }

  get number(): number {
    return this.#next + 1
  }
  atEnd(): boolean {
    return this.#next >= this.#lines.length
  }
  peek(): string | undefined {
    return this.#lines[this.#next]
  }
  take(): string {
    const line = this.#lines[this.#next]
    if (line === undefined) throw this.problem('the file ends too early')
    this.#next += 1
    return line
  }
  problem(what: string): Error {
    return new Error(`${this.path}:${this.number}: ${what}`)
  }
}

function readCase(reader: LineReader, of_file: Directives): Case {
  const line = reader.number
  const title = /^=== (.+)$/.exec(reader.take())?.[1]
  if (title === undefined) throw reader.problem('a case begins with "=== title"')
  const directives = { settings: [...of_file.settings], programs: [...of_file.programs] }
  readDirectives(reader, directives)
  const steps = [readStep(reader)]
  while (reader.peek() === '---') {
    reader.take()
    steps.push(readStep(reader))
  }
  const section = Number.parseInt(basename(reader.path), 10)
  return { file: basename(reader.path), line, section, title, ...directives, steps }
}

/** Up to the next request or title; comments and blank lines are passed over. */
function readDirectives(reader: LineReader, directives: Directives): void {
  for (let line = reader.peek(); line !== undefined; line = reader.peek()) {
    const setting = /^@settings ([\w.-]+) =(?: (.*))?$/.exec(line)
    const only = /^@only (rest|serve)$/.exec(line)
    if (setting) addSetting(directives, [setting[1]!, setting[2] ?? ''])
    else if (only) directives.programs = [only[1] as Program]
    else if (line.startsWith('@')) throw reader.problem(`no directive: ${line}`)
    else if (line !== '' && !line.startsWith('#')) return
    reader.take()
  }
}

/** A case's setting takes the place of its file's. */
function addSetting(directives: Directives, setting: Header): void {
  directives.settings = [...directives.settings.filter(([key]) => key !== setting[0]), setting]
}

function readStep(reader: LineReader): Step {
  const line = reader.number
  const request = request_line.exec(reader.take())
  if (!request) throw new Error(`${reader.path}:${line}: a request is "METHOD target"`)
  const headers = readHeaders(reader)
  const body = reader.peek() === '' ? readText(reader) : ''
  const expected = readExpectation(reader)
  return { line, method: request[1]!, target: request[2]!, headers, body, expected }
}

function readHeaders(reader: LineReader): Header[] {
  const headers: Header[] = []
  for (let line = reader.peek(); line !== undefined && line !== ''; line = reader.peek()) {
    if (ends_a_part.test(line)) break
    const header = header_line.exec(line)
    if (!header) throw reader.problem(`no header: ${line}`)
    headers.push([header[1]!, header[2] ?? ''])
    reader.take()
  }
  return headers
}

function readExpectation(reader: LineReader): Expectation {
  const line = reader.number
  const found = expectation_line.exec(reader.take())
  if (!found) throw new Error(`${reader.path}:${line}: an expectation is ">>> STATUS"`)
  const headers = readHeaderChecks(reader)
  const text = reader.peek() === '' ? readText(reader) : ''
  const body = text === '' ? undefined : text === '(empty)' ? '' : text
  const comparison = (found[2] as Comparison | undefined) ?? 'value'
  return { status: Number(found[1]), comparison, eventually: found[3] !== undefined, headers, body }
}

function readHeaderChecks(reader: LineReader): HeaderCheck[] {
  const checks: HeaderCheck[] = []
  for (let line = reader.peek(); line !== undefined && line !== ''; line = reader.peek()) {
    if (ends_a_part.test(line)) break
    checks.push(headerCheck(line, reader))
    reader.take()
  }
  return checks
}

function headerCheck(line: string, reader: LineReader): HeaderCheck {
  const absent = /^-([\w-]+)$/.exec(line)
  if (absent) return { name: absent[1]!, kind: 'absent', value: '' }
  const header = header_line.exec(line)
  if (!header) throw reader.problem(`no header: ${line}`)
  const value = header[2] ?? ''
  if (value.startsWith('~ ')) return { name: header[1]!, kind: 'matches', value: value.slice(2) }
  return { name: header[1]!, kind: 'equal', value }
}

/** The lines up to the next part, without the blank line before and those after. */
function readText(reader: LineReader): string {
  reader.take()
  const lines: string[] = []
  for (let line = reader.peek(); line !== undefined && !ends_a_part.test(line); line = reader.peek()) {
    lines.push(reader.take())
  }
  return lines.join('\n').replace(/\n+$/, '')
}

/** Fails with what differs between an answer and what a step expects. */
export function checkAnswer(step: Step, answer: Answer): void {
  const { expected } = step
  const told = `${step.method} ${step.target}\nanswered ${answer.status} ${answer.body.slice(0, 2000)}`
  assert.equal(answer.status, expected.status, `status\n${told}`)
  for (const check of expected.headers) checkHeader(check, answer, told)
  if (expected.body !== undefined) checkBody(expected, expected.body, answer, told)
}

/** The values of a header, in order; several are joined as HTTP allows. */
export function headerOf(answer: Answer, name: string): string | undefined {
  const values = answer.headers.filter(([key]) => key.toLowerCase() === name.toLowerCase())
  return values.length === 0 ? undefined : values.map(([, value]) => value).join(', ')
}

function checkHeader(check: HeaderCheck, answer: Answer, told: string): void {
  const value = headerOf(answer, check.name)
  if (check.kind === 'matches') {
    assert.ok(value !== undefined, `header ${check.name} is absent\n${told}`)
    assert.match(value, new RegExp(check.value, 'u'), `header ${check.name}\n${told}`)
  } else {
    const expected = check.kind === 'absent' ? undefined : check.value
    assert.equal(value, expected, `header ${check.name}\n${told}`)
  }
}

function checkBody(expected: Expectation, text: string, answer: Answer, told: string): void {
  const given = expected.comparison === 'exact' || text === '' ? undefined : jsonOf(answer)
  if (given === undefined) {
    assert.equal(answer.body, text, `body\n${told}`)
    return
  }
  const wanted: unknown = JSON.parse(text)
  if (expected.comparison === 'subset') assertSubset(given, wanted, 'body', told)
  else assert.deepEqual(given, wanted, `body\n${told}`)
}

/** Undefined where the answer is no JSON by its type. */
function jsonOf(answer: Answer): unknown {
  if (!/^application\/([\w.-]+\+)?json\b/.test(headerOf(answer, 'Content-Type') ?? '')) return undefined
  return JSON.parse(answer.body)
}

/** Objects may hold more than is wanted; arrays have as many elements. */
function assertSubset(given: unknown, wanted: unknown, path: string, told: string): void {
  if (Array.isArray(wanted) && Array.isArray(given) && given.length === wanted.length) {
    wanted.forEach((value, index) => { assertSubset(given[index], value, `${path}[${index}]`, told) })
    return
  }
  if (!isObject(wanted)) {
    assert.deepEqual(given, wanted, `${path}\n${told}`)
    return
  }
  assert.ok(isObject(given), `${path} is no object\n${told}`)
  for (const [key, value] of Object.entries(wanted)) {
    assert.ok(key in given, `${path} lacks ${key}\n${told}`)
    assertSubset(given[key], value, `${path}.${key}`, told)
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
