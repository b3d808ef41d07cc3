import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { onTestFinished } from 'vitest'
import { type Loaded, loadConfig } from '../../../core/config/load.ts'
import { formatProblems } from '../../../core/config/problem.ts'
import { examplePlugins } from './example-plugins.ts'

/** A new folder with these files in it, gone after the test. */
export async function folderWith(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'logferry-config-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true })
    await writeFile(path.join(folder, name), text)
  }
  return folder
}

/** Loads a config from a file of its own; `said` is what a user sees, without the folder. */
export async function loadText(
  text: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Loaded & { said: string; folder: string }> {
  const folder = await folderWith({ 'plugins.config.json': text })
  const loaded = await loadConfig({ file: path.join(folder, 'plugins.config.json'), env, builtins: examplePlugins })
  return { ...loaded, folder, said: formatProblems(loaded.problems).replaceAll(`${folder}/`, '') }
}

/** Loads a config that is a value already. */
export const loadValue = (value: unknown, env: Readonly<Record<string, string>> = {}): Promise<Loaded> =>
  loadConfig({ value, folder: '/etc/logferry', env, builtins: examplePlugins, plugins: [] })
