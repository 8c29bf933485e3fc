// The grammar of the .http files and what counts as the answer that a case expects.
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'

import { type Answer, checkAnswer, parseCases, type Step } from '../../support/http_cases.ts'

const lines = (...all: string[]): string => `${all.join('\n')}\n`
const stepOf = (...expectation: string[]): Step =>
  parseCases('01_x.http', lines('=== x', 'GET /', ...expectation))[0]!.steps[0]!
const json = (body: string, status = 200): Answer =>
  ({ status, headers: [['Content-Type', 'application/json; charset=utf-8']], body })

suite('a file of cases', () => {
  test('holds titles, requests, bodies and expectations', () => {
    const [first, second, ...more] = parseCases('13_insert.http', lines(
      '# What this is about.', '',
      '=== one row', 'POST /genres?select=id', 'Prefer: a', 'Prefer: b', '', '{"id":1,', ' "x":2}',
      '>>> 201', 'Content-Range: */*', '-Location', 'Date: ~ GMT$', '', '[{"id":1}]', '',
      '=== another', 'GET /', '>>> 200 exact eventually', '', '(empty)'))
    assert.deepEqual(more, [])
    assert.equal(first!.section, 13)
    assert.equal(first!.title, 'one row')
    assert.equal(first!.line, 3)
    const { line, ...step } = first!.steps[0]!
    assert.equal(line, 4)
    assert.deepEqual(step, {
      method: 'POST',
      target: '/genres?select=id',
      headers: [['Prefer', 'a'], ['Prefer', 'b']],
      body: '{"id":1,\n "x":2}',
      expected: {
        status: 201,
        comparison: 'value',
        eventually: false,
        headers: [
          { name: 'Content-Range', kind: 'equal', value: '*/*' },
          { name: 'Location', kind: 'absent', value: '' },
          { name: 'Date', kind: 'matches', value: 'GMT$' },
        ],
        body: '[{"id":1}]',
      },
    })
    assert.deepEqual(second!.steps[0]!.expected,
      { status: 200, comparison: 'exact', eventually: true, headers: [], body: '' })
  })

  test('may have several steps in a case', () => {
    const [only] = parseCases('01_x.http', lines(
      '=== steps', 'GET /a', '>>> 200', '---', 'GET /b', '>>> 404', '', '1', '---', 'GET /c', '>>> 204'))
    assert.deepEqual(only!.steps.map(({ target, expected }) => [target, expected.status, expected.body]),
      [['/a', 200, undefined], ['/b', 404, '1'], ['/c', 204, undefined]])
  })

  test('says its settings and programs once, and a case its own', () => {
    const [first, second] = parseCases('01_x.http', lines(
      '@settings db-max-rows = 2', '@settings db-tx-end = commit', '',
      '=== a', 'GET /', '>>> 200',
      '=== b', '@only rest', '# Why so.', '@settings db-max-rows = 3', '@settings x =', 'GET /', '>>> 200'))
    assert.deepEqual(first!.settings, [['db-max-rows', '2'], ['db-tx-end', 'commit']])
    assert.deepEqual(first!.programs, ['rest', 'serve'])
    assert.deepEqual(second!.settings, [['db-tx-end', 'commit'], ['db-max-rows', '3'], ['x', '']])
    assert.deepEqual(second!.programs, ['rest'])
  })

  test('is refused with the line that it fails at', () => {
    const refused = (place: RegExp, ...text: string[]): void => {
      assert.throws(() => parseCases('01_x.http', lines(...text)), place)
    }
    refused(/^Error: 01_x\.http:1: no directive/, '@nonsense')
    refused(/^Error: 01_x\.http:2: a request is/, '=== a', 'GET')
    refused(/^Error: 01_x\.http:3: no header/, '=== a', 'GET /', 'nonsense', '>>> 200')
    refused(/^Error: 01_x\.http:3: an expectation is/, '=== a', 'GET /', '>>> fine')
    refused(/^Error: 01_x\.http:3: the file ends too early/, '=== a', 'GET /')
  })
})

suite('an answer', () => {
  test('has the status', () => {
    checkAnswer(stepOf('>>> 200'), json('[]'))
    assert.throws(() => { checkAnswer(stepOf('>>> 200'), json('[]', 404)) }, /status/)
  })

  test('has the headers, whatever their case, and lacks others', () => {
    const answer: Answer = { status: 200, headers: [['a', '1'], ['B', '2'], ['a', '3']], body: '' }
    checkAnswer(stepOf('>>> 200', 'A: 1, 3', 'b: ~ ^\\d$', '-C'), answer)
    assert.throws(() => { checkAnswer(stepOf('>>> 200', 'a: 1'), answer) }, /header a/)
    assert.throws(() => { checkAnswer(stepOf('>>> 200', '-b'), answer) }, /header b/)
    assert.throws(() => { checkAnswer(stepOf('>>> 200', 'c: ~ .'), { ...answer, headers: [] }) }, /header c/)
  })

  test('has the body as a value, where it is JSON', () => {
    checkAnswer(stepOf('>>> 200', '', '{"a":1,', '"b":[2]}'), json('{"b": [2], "a": 1}'))
    assert.throws(() => { checkAnswer(stepOf('>>> 200', '', '[1,2]'), json('[2,1]')) }, /body/)
  })

  test('has the body byte for byte, where that is asked for or it is no JSON', () => {
    assert.throws(() => { checkAnswer(stepOf('>>> 200 exact', '', '[1]'), json('[ 1]')) }, /body/)
    const text: Answer = { status: 200, headers: [['Content-Type', 'text/csv']], body: 'a\n1' }
    checkAnswer(stepOf('>>> 200', '', 'a', '1'), text)
    checkAnswer(stepOf('>>> 200', '', '(empty)'), { ...text, body: '' })
    assert.throws(() => { checkAnswer(stepOf('>>> 200', '', '(empty)'), text) }, /body/)
  })

  test('has at least the body, where a subset is asked for', () => {
    const check = (wanted: string, given: string): void => {
      checkAnswer(stepOf('>>> 200 subset', '', wanted), json(given))
    }
    check('{"a":{"b":[{"c":1}]}}', '{"a":{"b":[{"c":1,"d":2}],"e":3}}')
    assert.throws(() => { check('{"a":[1]}', '{"a":[1,2]}') }, /body\.a/)
    assert.throws(() => { check('{"a":1}', '{"b":1}') }, /lacks a/)
  })
})
