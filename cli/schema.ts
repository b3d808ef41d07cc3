import type { Command } from 'commander'
import { configSchema } from '../core/config/describe.ts'
import { DEFAULT_CONFIG, knownPlugins } from './config.ts'
import { EXIT } from './exit.ts'
import { print } from './talk.ts'

export const addSchema = (program: Command, done: (status: number) => void): Command =>
  program
    .command('schema')
    .summary('print the JSON Schema of a config, for editors')
    .description('Prints the JSON Schema of a config, with the options of all plugins that ship, and of those that the config adds.')
    .option('-c, --config <file>', `a config that adds plugins (default: ${DEFAULT_CONFIG}, if it is there)`)
    .action(async ({ config }: { readonly config?: string }) => {
      const known = await knownPlugins(config)
      if (known.plugins !== undefined) print(JSON.stringify(configSchema(known.plugins), undefined, 2))
      done(known.plugins === undefined ? EXIT.badConfig : EXIT.done)
    })
