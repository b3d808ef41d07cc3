import type { Command } from 'commander'
import pc from 'picocolors'
import { describePlugin } from '../core/config/describe.ts'
import { hint } from '../core/config/suggest.ts'
import { LogferryError } from '../core/index.ts'
import { DEFAULT_CONFIG, knownPlugins } from './config.ts'
import { EXIT } from './exit.ts'
import { pluginText } from './plugin-text.ts'
import { print, table } from './talk.ts'

interface PluginsOptions {
  readonly config?: string
  readonly json?: true
}

export const addPlugins = (program: Command, done: (status: number) => void): Command =>
  program
    .command('plugins')
    .summary('list the plugins, or tell the options and fields of one')
    .description('Lists the plugins that ship and those that the config adds; with a name, tells the options and fields of that one.')
    .argument('[NAME]', 'a plugin')
    .option('-c, --config <file>', `a config that adds plugins (default: ${DEFAULT_CONFIG}, if it is there)`)
    .option('--json', 'print JSON')
    .action(async (name: string | undefined, { config, json }: PluginsOptions) => done(await list(name, config, json === true)))

async function list(name: string | undefined, config: string | undefined, json: boolean): Promise<number> {
  const { plugins: all } = await knownPlugins(config)
  if (all === undefined) return EXIT.badConfig
  const plugins = name === undefined ? all : all.filter((plugin) => plugin.name === name)
  const names = all.map((plugin) => plugin.name)
  if (plugins.length === 0) throw new LogferryError('LF_USAGE', `there is no plugin "${name}"${hint(name ?? '', names, 'there are')}`)
  if (json) print(JSON.stringify(plugins.map(describePlugin), undefined, 2))
  else if (name === undefined) print(table(plugins.map((plugin) => [plugin.kind, pc.bold(plugin.name), plugin.summary])))
  else print(plugins.map(pluginText).join('\n\n'))
  return EXIT.done
}
