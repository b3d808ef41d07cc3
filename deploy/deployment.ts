import { LogferryError } from '../core/index.ts'
import type { Plan } from '../core/plan.ts'
import { type Right, rightsOf } from './rights.ts'
import { secretValuesIn } from './secrets.ts'
import { variablesIn } from './variables.ts'

/** A variable of the function's environment. */
export interface Setting {
  readonly name: string
  /** What it is now; absent where it is not set, or leads to a secret, which no template may hold. */
  readonly value?: string
  readonly isSecret: boolean
}

/** What a function needs around it, whatever writes it down. */
export interface Deployment {
  readonly name: string
  readonly settings: readonly Setting[]
  readonly rights: readonly Right[]
  /** Log groups that are subscribed. */
  readonly logGroups: readonly string[]
  /** ARNs of Kinesis streams that are read. */
  readonly streams: readonly string[]
  /** Buckets that tell it of objects, which it reads. */
  readonly buckets: readonly string[]
  /** When each snapshot is posted: `cron(0 8 * * ? *)`, by its name. */
  readonly schedules: Readonly<Record<string, string>>
}

export interface Asked {
  readonly name: string
  readonly logGroups: readonly string[]
  readonly streams: readonly string[]
  readonly buckets: readonly string[]
  /** `morning=cron(0 8 * * ? *)`. */
  readonly schedules: readonly string[]
}

export type Env = Readonly<Record<string, string | undefined>>

const NAME = /^[\w-]{1,40}$/
const LOG_GROUP = /^[.\-_/#A-Za-z0-9]{1,512}$/
const STREAM = /^arn:[a-z-]+:kinesis:[a-z0-9-]+:\d{12}:stream\/[\w.-]+$/
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/
const SCHEDULE = /^([\w-]{1,40})=((?:cron|rate)\(.+\))$/

/** `config` as it was written: its variables become settings. Throws LF_USAGE for what was asked for and cannot be. */
export function deploymentOf(plan: Plan, config: unknown, env: Env, { name, logGroups, streams, buckets, schedules }: Asked): Deployment {
  if (!NAME.test(name)) wrong('--name takes letters, digits, "-" and "_", 40 at most', name)
  for (const group of logGroups) if (!LOG_GROUP.test(group)) wrong('--log-group takes the name of a log group', group)
  for (const stream of streams) if (!STREAM.test(stream)) wrong('--stream takes the ARN of a Kinesis stream', stream)
  for (const bucket of buckets) if (!BUCKET.test(bucket)) wrong('--bucket takes the name of a bucket', bucket)
  const timed = schedules.map((text) => SCHEDULE.exec(text) ?? wrong('--schedule takes NAME=cron(…) or NAME=rate(…)', text))
  for (const [, snapshot = ''] of timed) {
    const names = Object.keys(plan.snapshots)
    if (!names.includes(snapshot)) wrong(`--schedule takes a snapshot of the config (${names.join(', ') || 'it has none'})`, snapshot)
  }
  return {
    name,
    settings: settingsOf(plan, config, env),
    rights: rightsOf(plan, buckets),
    logGroups: [...new Set(logGroups)],
    streams: [...new Set(streams)],
    buckets: [...new Set(buckets)],
    schedules: Object.fromEntries(timed.map(([, snapshot = '', when = '']) => [snapshot, when])),
  }
}

function settingsOf(plan: Plan, config: unknown, env: Env): readonly Setting[] {
  const secrets = secretValuesIn(plan)
  return variablesIn(config).map(({ name }) => {
    const value = env[name] || undefined
    const isSecret = value !== undefined && secrets.some((secret) => secret.includes(value))
    return { name, isSecret, ...(value === undefined || isSecret ? {} : { value }) }
  })
}

function wrong(what: string, given: string): never {
  throw new LogferryError('LF_USAGE', `${what}, not "${given}"`)
}
