import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { emptyFolder } from '../cli/logferry.ts'

beforeEach(() => void vi.resetModules())
afterEach(() => void vi.unstubAllEnvs())

/** A folder with two configs that are none, so that the handler says which of them it reads. */
function taskRoot(): string {
  const folder = emptyFolder()
  mkdirSync(path.join(folder, 'conf'))
  for (const file of ['plugins.config.json', 'conf/other.json']) writeFileSync(path.join(folder, file), '{ "nope": 1 }')
  return folder
}

const saidBy = async (env: Readonly<Record<string, string>>): Promise<string> => {
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value)
  const { handler } = await import('../../lambda/handler.ts')
  return handler({}, {}).then(String, String)
}

test('the function reads its config from the root of its package', async () => {
  const root = taskRoot()

  expect(await saidBy({ LAMBDA_TASK_ROOT: root })).toContain(`${root}/plugins.config.json:1:3  error  LF_CONFIG_KEY`)
})

test('or the one that a variable names, from there or by an absolute path', async () => {
  const root = taskRoot()
  const absolute = path.join(taskRoot(), 'conf/other.json')

  expect(await saidBy({ LAMBDA_TASK_ROOT: root, LOGFERRY_CONFIG: 'conf/other.json' })).toContain(`${root}/conf/other.json:1:3`)
  vi.resetModules()
  expect(await saidBy({ LAMBDA_TASK_ROOT: root, LOGFERRY_CONFIG: absolute })).toContain(`${absolute}:1:3`)
})
