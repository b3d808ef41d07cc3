import type { Command } from 'commander'
import pc from 'picocolors'
import { formatProblems } from '../core/config/problem.ts'
import { ERRORS } from '../core/index.ts'
import { checkSinks, type SinkFinding } from '../lambda/check-sinks.ts'
import { DEFAULT_CONFIG, readConfig } from './config.ts'
import { sayDestinations } from './destinations.ts'
import { EXIT } from './exit.ts'
import { surroundings } from './surroundings.ts'
import { plural, print, say, table } from './talk.ts'

interface ValidateOptions {
  readonly config: string
  readonly environment: boolean
  readonly json?: true
}

export const addValidate = (program: Command, done: (status: number) => void): Command =>
  program
    .command('validate')
    .summary('check a config, and say everything that is wrong with it')
    .description(
      'Checks a config with the options of all its plugins, and says everything that is wrong at once. Then asks each destination whether it is there, allowed, and set up. Nothing is written.',
    )
    .option('-c, --config <file>', 'the config', DEFAULT_CONFIG)
    .option('--no-environment', 'ask no destination')
    .option('--json', 'print the problems and findings as JSON')
    .action(async (options: ValidateOptions) => done(await validate(options)))

async function validate({ config: file, environment, json }: ValidateOptions): Promise<number> {
  const { plan, problems } = await readConfig(file)
  const findings = plan !== undefined && environment ? await checkSinks(plan, surroundings) : []
  const errors = problems.filter(({ level }) => level === 'error').length
  const warnings = problems.length - errors
  if (json) print(JSON.stringify({ valid: plan !== undefined, problems, findings }, undefined, 2))
  else if (problems.length > 0) say(formatProblems(problems).trimEnd())
  if (plan !== undefined && !json) {
    sayDestinations(plan)
    sayFindings(findings)
  }
  const counts = [errors && plural(errors, 'error'), warnings && plural(warnings, 'warning')].filter(Boolean).join(', ')
  if (plan === undefined) say(pc.red(`${file} is not valid: ${counts}`))
  else say(pc.green(`${file} is valid: ${plural(plan.routes.length, 'route')}${counts === '' ? '' : `, ${counts}`}`))
  if (plan === undefined) return EXIT.badConfig
  return findings.some(({ level }) => level === 'error') ? EXIT.failed : EXIT.done
}

/** What is well in one line, what is not with its code, and what to do. */
function sayFindings(findings: readonly SinkFinding[]): void {
  if (findings.length === 0) return
  const rows = findings.map(({ sink, level, code, detail }) => [
    sink,
    level,
    level === 'ok' ? detail : `${code} ${detail}. ${ERRORS[code].next}`,
  ])
  say(table(rows))
}
