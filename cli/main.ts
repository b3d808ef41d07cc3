#!/usr/bin/env node
import { readFileSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { Command, CommanderError } from 'commander'
import { isLogferryError, messageOf } from '../core/index.ts'
import { addArchive } from './archive.ts'
import { EXIT } from './exit.ts'
import { addExplain } from './explain.ts'
import { addFingerprint } from './fingerprint.ts'
import { addInvoke } from './invoke.ts'
import { addPackage } from './package.ts'
import { addParse } from './parse.ts'
import { addPlugins } from './plugins.ts'
import { addRender } from './render.ts'
import { addReplay } from './replay.ts'
import { addRun } from './run.ts'
import { addSchema } from './schema.ts'
import { addSetup } from './setup.ts'
import { addSnapshot } from './snapshot.ts'
import { complain, complainOf } from './talk.ts'
import { addTestAlert } from './test-alert.ts'
import { addValidate } from './validate.ts'

const COMMANDS = [
  addRun,
  addInvoke,
  addParse,
  addFingerprint,
  addValidate,
  addExplain,
  addSnapshot,
  addRender,
  addReplay,
  addArchive,
  addSetup,
  addPackage,
  addTestAlert,
  addPlugins,
  addSchema,
]

/**
 * V8 lets its heap grow to several times what lives in it; a run that ships gigabytes shall not. Measured by `npm run bench`: half the memory
 * for a tenth more time.
 */
const FLAGS = ['--heap-growing-percent=100', '--semi-space-growth-factor=1']

const PRINTS = ['parse', 'fingerprint', 'archive', 'plugins', 'schema', 'explain', 'help']

async function main(args: readonly string[]): Promise<number> {
  for (const flag of FLAGS) setFlagsFromString(flag)
  // Who reads our output may stop reading: what only prints ends, what does more goes on, and its exit status counts.
  process.stdout.on('error', () => (PRINTS.includes(args[2] ?? '') ? process.exit(EXIT.done) : undefined))
  process.stderr.on('error', () => undefined)
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

/** A plugin may leave a promise that nobody waits for: that ends nothing, but is a fault. */
process.on('unhandledRejection', (thrown) => {
  process.exitCode = EXIT.failed
  complain('LF_PLUGIN_CONTRACT', `a promise failed that nobody waits for: ${messageOf(thrown)}`)
})
const status = await main(process.argv)
process.exitCode = status || process.exitCode || EXIT.done
// What a plugin left open, such as a timer, shall not keep the process.
setTimeout(() => process.exit(), 200).unref()
