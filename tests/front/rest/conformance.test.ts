// The REST API in text: every case of *.http, in the order of the contract's sections, asked of `marque rest`
// at / and of `marque serve` below /rest/v1. MARQUE_TEST_CASES narrows the run to files or titles it matches.
import { readdirSync, readFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { join } from 'node:path'
import { after, suite, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'

import {
  type Answer, type Case, checkAnswer, type Header, parseCases, type Program, type Step,
} from '../../support/http_cases.ts'
import { type Server, World } from './servers.ts'
import { authorization } from './tokens.ts'

const agent = new Agent({ keepAlive: true, maxSockets: 1 })
const programs: readonly Program[] = ['rest', 'serve']
/** Before the targets of the admin server. */
const admin = 'admin:'
const patience_ms = 15_000
let world: Promise<World> | undefined

function casesOfAllFiles(): Case[] {
  const names = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.http')).sort()
  return names.flatMap((name) => parseCases(name, readFileSync(join(import.meta.dirname, name), 'utf8')))
}

function isWanted({ file, title }: Case): boolean {
  const pattern = process.env.MARQUE_TEST_CASES
  return pattern === undefined || new RegExp(pattern).test(`${file}: ${title}`)
}

/** The headers as they are sent: the case's own, then those of the server that it did not bring. */
function headersOf(step: Step, server: Server): Header[] {
  const own: Header[] = []
  for (const [name, value] of step.headers) {
    const sent = name === 'Authorization' ? authorization(value) : value
    if (sent !== undefined) own.push([name, sent])
  }
  const brings = (wanted: string): boolean =>
    own.some(([name]) => name.toLowerCase() === wanted.toLowerCase())
  const of_ours: Header[] = [['Host', `127.0.0.1:${server.port}`], ...server.headers]
  if (step.body !== '' && !brings('Transfer-Encoding')) {
    of_ours.push(['Content-Length', String(Buffer.byteLength(step.body))])
  }
  return [...own, ...of_ours.filter(([name]) => !brings(name))]
}

function ask(server: Server, step: Step): Promise<Answer> {
  const of_admin = step.target.startsWith(admin)
  const path = of_admin ? step.target.slice(admin.length) : server.prefix + step.target
  return new Promise((resolve, reject) => {
    const sent = request({
      agent,
      host: '127.0.0.1',
      port: of_admin ? server.adminPort : server.port,
      method: step.method,
      path: Buffer.from(path).toString('latin1'),  // the bytes as they are written
      headers: headersOf(step, server).flat(),
    }, (answer) => {
      const pieces: Buffer[] = []
      answer.on('data', (piece: Buffer) => pieces.push(piece))
      answer.on('error', reject)
      answer.on('end', () => {
        const headers: Header[] = []
        for (let at = 0; at < answer.rawHeaders.length; at += 2) {
          headers.push([answer.rawHeaders[at]!, answer.rawHeaders[at + 1]!])
        }
        resolve({ status: answer.statusCode ?? 0, headers, body: Buffer.concat(pieces).toString() })
      })
    })
    sent.on('error', reject)
    sent.end(step.body)
  })
}

async function runStep(step: Step, server: Server): Promise<void> {
  const deadline = Date.now() + (step.expected.eventually ? patience_ms : 0)
  for (;;) {
    const answer = await ask(server, step)
    try {
      checkAnswer(step, answer)
      return
    } catch (problem) {
      if (Date.now() >= deadline) throw problem
    }
    await sleep(50)
  }
}

async function runCase(one: Case, program: Program): Promise<void> {
  world ??= World.create()
  const server = await (await world).server(program, one.settings)
  for (const step of one.steps) {
    try {
      await runStep(step, server)
    } catch (problem) {
      if (problem instanceof Error) problem.message = `${one.file}:${step.line}: ${problem.message}`
      throw problem
    }
  }
}

interface Count {
  cases: number
  runs: number
  passed: number
}

function summary(counts: ReadonlyMap<number, Count>): string {
  const all: Count = { cases: 0, runs: 0, passed: 0 }
  const row = (name: string, { cases, runs, passed }: Count): string =>
    `  ${name.padEnd(4)} ${String(cases).padStart(5)} cases, ${passed} of ${runs} runs passed`
  const rows = [...counts].map(([section, count]) => {
    for (const key of ['cases', 'runs', 'passed'] as const) all[key] += count[key]
    return row(`§${section}`, count)
  })
  return ['REST conformance by section of the contract:', ...rows, row('all', all)].join('\n')
}

suite('REST conformance', { concurrency: 1 }, () => {
  const counts = new Map<number, Count>()
  for (const one of casesOfAllFiles().filter(isWanted)) {
    const count = counts.get(one.section) ?? { cases: 0, runs: 0, passed: 0 }
    counts.set(one.section, count)
    count.cases += 1
    for (const program of programs.filter((name) => one.programs.includes(name))) {
      test(`${one.file} [${program}] ${one.title}`, async () => {
        count.runs += 1
        await runCase(one, program)
        count.passed += 1
      })
    }
  }
  after(async () => {
    agent.destroy()
    await (await world)?.close()
    console.log(summary(counts))
  })
})
