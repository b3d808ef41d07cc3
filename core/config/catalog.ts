import type { Path } from '../errors.ts'
import type { Kind, Plugin } from '../plugin.ts'
import { checkPlugin, KINDS } from './check-plugin.ts'
import { optionsSchema } from './options-schema.ts'
import type { Fault, Problem } from './problem.ts'
import type { Schema } from './schema.ts'
import { closest, hint } from './suggest.ts'

/** Where the plugins come from that ship. */
export const OWN = 'logferry'

/** Where a plugin came from, for messages: `./my-parser.js`, `logferry`. */
export interface Offer {
  readonly from: string
  readonly value: unknown
  /** The entry of `plugins` that named it. */
  readonly path: Path
}

export interface Known<K extends Kind = Kind> {
  readonly plugin: Plugin<K>
  /** The schema of its options. */
  readonly schema: Schema
  readonly from: string
}

/** The plugins that a config may use. */
export interface Catalog {
  readonly plugins: readonly Plugin[]
  /** The plugin; else why there is none, if that has not been said already. */
  find<K extends Kind>(kind: K, name: string): { readonly found?: Known<K>; readonly fault?: Fault }
}

/**
 * Takes in the plugins that pass the checks, and says what is wrong with the others. `isPartial`: some are missing, which has been said, so
 * that a name nobody has may be one of theirs.
 */
export function createCatalog(
  offers: readonly Offer[],
  isPartial = false,
): { readonly catalog: Catalog; readonly problems: readonly Problem[] } {
  const known = new Map<string, Known>()
  const refused = new Set<unknown>()
  const problems = offers.flatMap(({ from, value, path }): readonly Problem[] => {
    const { plugin, faults } = checkPlugin(value, from)
    const { kind, name } = Object(value) as Partial<Plugin>
    const key = `${kind} ${name}`
    const other = known.get(key)
    if (plugin === undefined) refused.add(name)
    else if (other !== undefined) return [{ level: 'error', path, ...taken(plugin, from, other) }]
    else known.set(key, { plugin, schema: optionsSchema(plugin.options), from })
    return faults.map((fault) => ({ level: 'error', path, ...fault }))
  })
  const plugins = [...known.values()].map(({ plugin }) => plugin)
  const find: Catalog['find'] = <K extends Kind>(kind: K, name: string) => {
    const found = known.get(`${kind} ${name}`) as Known<K> | undefined
    if (found !== undefined) return { found }
    const isExcused = refused.has(name) || ((isPartial || refused.has(undefined)) && !isKnown(kind, name, plugins))
    return isExcused ? {} : { fault: { code: 'LF_PLUGIN_UNKNOWN', message: unknown(kind, name, plugins) } }
  }
  return { catalog: { plugins, find }, problems }
}

const taken = ({ kind, name }: Plugin, from: string, other: Known): Fault => ({
  code: 'LF_PLUGIN_NAME',
  message: `${from}: there is a ${kind} "${name}" already, from ${other.from}`,
})

/** A plugin of another kind, or a misspelt one. */
const isKnown = (kind: Kind, name: string, plugins: readonly Plugin[]): boolean =>
  plugins.some((plugin) => plugin.name === name) ||
  closest(
    name,
    plugins.filter((plugin) => plugin.kind === kind).map((plugin) => plugin.name),
  ) !== undefined

function unknown(kind: Kind, name: string, plugins: readonly Plugin[]): string {
  const names = plugins.filter((plugin) => plugin.kind === kind).map((plugin) => plugin.name)
  const other = KINDS.find((candidate) => plugins.some((plugin) => plugin.kind === candidate && plugin.name === name))
  const label = `${kind}s are`
  if (other === undefined) return `there is no ${kind} plugin "${name}"${hint(name, names, label)}`
  return `"${name}" is a ${other}, not a ${kind}${names.length === 0 ? '' : ` — ${label}: ${names.join(', ')}`}`
}
