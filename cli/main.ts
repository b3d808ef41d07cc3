#!/usr/bin/env node
import { readFileSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { Command, CommanderError } from 'commander'
import { isLogferryError } from '../core/index.ts'
import { addArchive } from './archive.ts'
import { EXIT } from './exit.ts'
import { addExplain } from './explain.ts'
import { addFingerprint } from './fingerprint.ts'
import { addInvoke } from './invoke.ts'
import { addParse } from './parse.ts'
import { addPlugins } from './plugins.ts'
import { addReplay } from './replay.ts'
import { addRun } from './run.ts'
import { addSchema } from './schema.ts'
import { addSetup } from './setup.ts'
import { complain, complainOf } from './talk.ts'
import { addValidate } from './validate.ts'

const COMMANDS = [
  addRun,
  addInvoke,
  addParse,
  addFingerprint,
  addValidate,
  addExplain,
  addReplay,
  addArchive,
  addSetup,
  addPlugins,
  addSchema,
]

/**
 * V8 lets its heap grow to several times what lives in it; a run that ships gigabytes shall not. Measured by `npm run bench`: half the memory
 * for a tenth more time.
 */
const FLAGS = ['--heap-growing-percent=100', '--semi-space-growth-factor=1']

async function main(args: readonly string[]): Promise<number> {
  for (const flag of FLAGS) setFlagsFromString(flag)
  // Who reads our output may stop reading: `logferry parse … | head`.
  process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => process.exit(code === 'EPIPE' ? EXIT.done : EXIT.failed))
  // The AWS SDK tells authors, on stderr, that its later versions need Node 22; ours is pinned, so it is no matter of the user.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true'
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { readonly version: string }
  let status: number = EXIT.done
  const program = new Command('logferry')
    .description('Ferries database logs through a parser per log group to OpenSearch, S3 and Slack.')
    .version(version)
    .configureOutput({ outputError: (text) => complain('LF_USAGE', text.replace(/^error: /, '').trim()) })
    .exitOverride()
  for (const add of COMMANDS) add(program, (exit) => (status = exit)).exitOverride()
  try {
    await program.parseAsync(args)
  } catch (thrown) {
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? EXIT.done : EXIT.usage
    complainOf(thrown)
    return isLogferryError(thrown) && ['LF_USAGE', 'LF_OPTION_INVALID'].includes(thrown.code) ? EXIT.usage : EXIT.failed
  }
  return status
}

process.exitCode = await main(process.argv)
