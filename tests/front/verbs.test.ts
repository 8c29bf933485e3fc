// The command line: help of every verb, versions, and what is said to those who mistype.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { run } from '../support/marque.ts'

/** Verbs as a page of help lists them. */
function verbsOf(help: string): string[] {
  const list = help.split('Subcommands:\n')[1] ?? ''
  return [...list.matchAll(/^ {2}(\w+) {2,}\S/gm)].map((match) => match[1]!)
}

async function pagesOfHelp(path: string[] = []): Promise<{ path: string[], text: string }[]> {
  const { code, stdout, stderr } = await run([...path, '--help'])
  assert.equal(code, 0, `${path.join(' ')} --help\n${stderr}`)
  assert.equal(stderr, '')
  const below = await Promise.all(verbsOf(stdout).map((verb) => pagesOfHelp([...path, verb])))
  return [{ path, text: stdout }, ...below.flat()]
}

test('every verb explains itself and each of its flags', async () => {
  const pages = await pagesOfHelp()
  const verbs = pages.map(({ path }) => path.join(' '))
  for (const verb of ['serve', 'keys', 'doctor', 'gen types', 'migrate', 'migrate up', 'migrate verify'])
    assert.ok(verbs.includes(verb), `no verb ${verb}`)
  for (const { path, text } of pages) {
    assert.match(text, /^\S.{10,}\nUsage: /, `marque ${path.join(' ')} says what it is for`)
    const [, options = ''] = text.split('Options:\n')
    for (const line of options.split('\n\n')[0]!.split('\n').filter((row) => row.trim() !== ''))
      assert.match(line, /^ {2}(-\w,)?-?-?[\w-]+.* {2,}\S.+|^ {20,}\S/, `${path.join(' ')}: ${line}`)
    if (verbsOf(text).length === 0)
      assert.match(text, /--json/, `marque ${path.join(' ')} can be read by programs`)
  }
})

test('--version', async () => {
  const { code, stdout } = await run(['--version'])
  assert.equal(code, 0)
  assert.match(stdout, /^marque \d+\.\d+\.\d+\n$/)
})

for (const [args, sentence] of [
  [[], /verb|subcommand/i],
  [['sreve'], /sreve/],
  [['serve', '--nope'], /--nope/],
  [['serve', 'extra'], /extra/],
  [['serve', '--listen'], /--listen/],
  [['serve', '--listen', '127.0.0.1:1', '--listen', '127.0.0.1:2'], /--listen/],
  [['serve', '--listen', 'nonsense'], /server\.listen = "nonsense" is no address with a port/],
  [['serve', '--listen', '::1:80'], /"::1:80" is no address.*\n.*\[::1\]:54321/],
  [['serve', '--listen', '127.0.0.1:65536'], /is no address with a port/],
  [['serve', '--pg-port', 'many'], /"many" is not a whole number, which pg\.port needs/],
  [['serve', '--pg-port', '70000'], /pg\.port = 70000 is out of range.*\n.*allowed: 0 to 65535/],
  [['serve', '--config', 'no-such-file.toml'], /cannot read no-such-file\.toml/],
  [['keys', '--listen', '127.0.0.1:0'], /--listen/],
  [['migrate'], /verb|subcommand/i],
  [['migrate', 'sideways'], /sideways/],
  [['doctor', '--database-url', 'mysql://a:b@c/d'], /does not begin with postgresql:\/\//],
] as const)
  test(`marque ${args.join(' ')}: exit code 2, and what is wrong`, async () => {
    const { code, stdout, stderr } = await run([...args])
    assert.equal(code, 2)
    assert.match(stderr, sentence)
    assert.equal(stdout, '')
  })

test('with --json a failure is an object on standard output', async () => {
  const { code, stdout } = await run(['serve', '--json', '--listen', 'nonsense'])
  assert.equal(code, 2)
  const { error } = JSON.parse(stdout) as { error: Record<string, string> }
  assert.equal(error.code, 'configuration.bad_value')
  assert.match(error.message!, /nonsense/)
  assert.match(error.hint!, /127\.0\.0\.1:54321/)
})
