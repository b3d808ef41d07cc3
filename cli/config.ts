import { existsSync } from 'node:fs'
import { type Loaded, loadConfig } from '../core/config/load.ts'
import { formatProblems } from '../core/config/problem.ts'
import type { Plugin } from '../core/index.ts'
import type { Plan } from '../core/plan.ts'
import { builtins } from '../lambda/builtins.ts'
import { EXIT } from './exit.ts'
import { say } from './talk.ts'

/** Where a config lies unless -c says otherwise. */
export const DEFAULT_CONFIG = 'plugins.config.json'

export const readConfig = (file: string): Promise<Loaded> => loadConfig({ file, env: process.env, builtins })

/** The plan of a config; says every problem, and gives the exit status instead if it has errors. */
export async function planOf(file: string): Promise<{ readonly plan: Plan; readonly loaded: Loaded } | { readonly exit: number }> {
  const loaded = await readConfig(file)
  if (loaded.problems.length > 0) say(formatProblems(loaded.problems).trimEnd())
  return loaded.plan === undefined ? { exit: EXIT.badConfig } : { plan: loaded.plan, loaded }
}

/**
 * The plugins that ship, and those that a config adds: the one named, else the default one if it is there. Other faults of that config do
 * not matter here; those of its plugins are said, and then there is no answer.
 */
export async function knownPlugins(file: string | undefined): Promise<{ readonly plugins?: readonly Plugin[] }> {
  if (file === undefined && !existsSync(DEFAULT_CONFIG)) return { plugins: builtins }
  const { problems, plugins } = await readConfig(file ?? DEFAULT_CONFIG)
  const grave = problems.filter(({ code, level }) => level === 'error' && /^LF_(?:PLUGIN_|CONFIG_(?:UNREADABLE|SYNTAX))/.test(code))
  if (grave.length === 0) return { plugins }
  say(formatProblems(grave).trimEnd())
  return {}
}
