import type { Command } from 'commander'
import pc from 'picocolors'
import { formatProblems } from '../core/config/problem.ts'
import { DEFAULT_CONFIG, readConfig } from './config.ts'
import { sayDestinations } from './destinations.ts'
import { EXIT } from './exit.ts'
import { plural, print, say } from './talk.ts'

interface ValidateOptions {
  readonly config: string
  readonly json?: true
}

export const addValidate = (program: Command, done: (status: number) => void): Command =>
  program
    .command('validate')
    .summary('check a config, and say everything that is wrong with it')
    .description(
      'Checks a config with the options of all its plugins, and says everything that is wrong at once. Nothing is read or written.',
    )
    .option('-c, --config <file>', 'the config', DEFAULT_CONFIG)
    .option('--json', 'print the problems as JSON')
    .action(async ({ config, json }: ValidateOptions) => done(await validate(config, json === true)))

async function validate(file: string, json: boolean): Promise<number> {
  const { plan, problems } = await readConfig(file)
  const errors = problems.filter(({ level }) => level === 'error').length
  const warnings = problems.length - errors
  if (json) print(JSON.stringify({ valid: plan !== undefined, problems }, undefined, 2))
  else if (problems.length > 0) say(formatProblems(problems).trimEnd())
  if (plan !== undefined && !json) sayDestinations(plan)
  const counts = [errors && plural(errors, 'error'), warnings && plural(warnings, 'warning')].filter(Boolean).join(', ')
  if (plan === undefined) say(pc.red(`${file} is not valid: ${counts}`))
  else say(pc.green(`${file} is valid: ${plural(plan.routes.length, 'route')}${counts === '' ? '' : `, ${counts}`}`))
  return plan === undefined ? EXIT.badConfig : EXIT.done
}
