import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { run } from '../support/marque.ts'

interface Setting {
  key: string
  environment: string
  value: string
  origin: string
}

test('docs/operating.md holds the table of settings as the program prints it', async () => {
  const page = await readFile(join(import.meta.dirname, '../../docs/operating.md'), 'utf8')
  const table = /<!-- settings:[^\n]*\n(.*?)<!-- \/settings -->/s.exec(page)?.[1]
  const printed = await run(['settings', '--markdown'])
  assert.equal(printed.code, 0)
  assert.equal(table, printed.stdout)
})

test('settings tells each value and where it comes from, and masks secrets', async () => {
  const environment = {
    MARQUE_LOG_LEVEL: 'debug',
    MARQUE_AUTH_JWT_SECRET: 'not to be seen by anybody at all',
  }
  const { stdout } = await run(['settings', '--json', '--data-dir', '/tmp/elsewhere'], environment)
  const settings = JSON.parse(stdout) as Setting[]
  const named = (key: string): Setting => settings.find((setting) => setting.key === key)!
  assert.equal(named('log.level').value, 'debug')
  assert.equal(named('log.level').origin, 'environment MARQUE_LOG_LEVEL')
  assert.equal(named('data.dir').value, '/tmp/elsewhere')
  assert.equal(named('server.listen').origin, 'default')
  assert.equal(named('auth.jwt_secret').value, '(set)')
  assert.ok(!stdout.includes('not to be seen'))
})
