import path from 'node:path'
import { allOf, isLogferryError, type LogferryError, messageOf, type Path } from '../errors.ts'
import { isObject } from '../is-object.ts'
import type { InstancePlan } from '../plan.ts'
import type { Kind, Kinds } from '../plugin.ts'
import { type Catalog, OWN } from './catalog.ts'
import type { Check } from './check.ts'
import { type InstantiateTerms, instantiate } from './instantiate.ts'
import { mapTexts } from './map-texts.ts'
import { inSteps, type Problem } from './problem.ts'
import type { Schema } from './schema.ts'
import { mapSecrets, secretRef } from './secrets.ts'
import { type Env, substitute } from './substitute.ts'

export interface InstanceTerms {
  readonly catalog: Catalog
  readonly env: Env
  /** What a `file:` url starts from. */
  readonly folder: string
  readonly check: Check
}

export interface ResolvedInstance<K extends Kind> {
  /** Absent where there are problems. */
  readonly plan?: InstancePlan<K>
  /** The instance that `create` gave when it was tried. */
  readonly instance?: Kinds[K]
  /** Of its options, if the plugin is known. */
  readonly schema?: Schema
  readonly problems: readonly Problem[]
}

/** What is written for one instance, with its options checked and its `create` tried once. What is no name or object has been reported. */
export function resolveInstance<K extends Kind>(
  kind: K,
  written: unknown,
  at: Path,
  terms: InstanceTerms,
  id?: string,
): ResolvedInstance<K> {
  const { use, options = {} } = typeof written === 'string' ? { use: written } : (Object(written) as { use?: unknown; options?: unknown })
  if (typeof use !== 'string' || !isObject(options)) return { problems: [] }
  const inside = [...at, 'options']
  const { found, fault } = terms.catalog.find(kind, use)
  if (found === undefined) {
    const where = typeof written === 'string' ? at : [...at, 'use']
    const { problems } = substitute(options, UNKNOWN, terms.env, inside)
    return { problems: fault === undefined ? problems : [{ level: 'error', path: where, ...fault }, ...problems] }
  }
  const { plugin, schema, from } = found
  const substituted = substitute(options, schema, terms.env, inside)
  const value = substituted.value as Readonly<Record<string, unknown>>
  const wrong = terms.check(schema, value, inside, 'option')
  const nowhere = kind === 'sink' && value['url'] === 'file:' ? [noFolder([...inside, 'url'])] : []
  const problems = [...inSteps(substituted.problems, wrong), ...nowhere]
  if (problems.length > 0) return { schema, problems }
  const inPlace = mapTexts(
    value,
    plugin.options,
    ({ format }) => format === 'path',
    (written: string) => fromFolder(written, terms.folder),
  )
  const secured = mapSecrets(inPlace, plugin.options, secretRef)
  const own: { readonly isOwn?: true } = from === OWN ? { isOwn: true } : {}
  const plan = { id: id ?? use, plugin, options: kind === 'sink' ? anchored(secured, terms.folder) : secured, ...own }
  try {
    return { plan, instance: instantiate(plan, TRIAL), schema, problems }
  } catch (thrown) {
    if (!isLogferryError(thrown)) throw thrown
    const problemOf = (fault: LogferryError): Problem => {
      return { level: 'error', code: fault.code, path: [...inside, ...(fault.at ?? [])], message: messageOf(fault) }
    }
    return { schema, problems: allOf(thrown).map(problemOf) }
  }
}

/** Of a plugin that nobody knows, any option may be a secret. */
const UNKNOWN: Schema = { additionalProperties: { writeOnly: true } }

const noFolder = (path: Path): Problem => ({
  level: 'error',
  code: 'LF_CONFIG_VALUE',
  path,
  message: 'must name a folder, such as file:./out',
})

/** `create` does nothing but look at its options, so a trial needs nothing of the world. */
const TRIAL: InstantiateTerms = {
  now: () => 0,
  proxyFor: () => undefined,
  log: () => undefined,
  secret: async () => '',
}

function fromFolder(written: string, folder: string): string {
  return written === '-' || written.includes('-----BEGIN') ? written : path.resolve(folder, written)
}

/** A `file:` url is a plain path, from the config's folder; it is not percent-encoded. */
function anchored(options: Readonly<Record<string, unknown>>, folder: string): Readonly<Record<string, unknown>> {
  const { url } = options
  if (typeof url !== 'string' || !url.startsWith('file:')) return options
  return { ...options, url: `file:${path.resolve(folder, url.slice('file:'.length))}` }
}
