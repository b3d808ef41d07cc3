import { existsSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { resolve } from 'import-meta-resolve'
import { LogferryError, type Plugin } from '../core/index.ts'
import type { Plan } from '../core/plan.ts'

/** The modules that a function needs: the plugins that its config uses, and those that tell triggers apart. */
export interface Modules {
  /** Files of logferry itself. */
  readonly builtins: readonly string[]
  /** What the config's `plugins` name, as files. */
  readonly own: readonly string[]
}

const ROOMS = { parser: 'parsers', transform: 'transforms', sink: 'sinks', source: 'sources', renderer: 'renderers' } as const
/** Built for this module: `dist/`. */
const HOME = path.resolve(import.meta.dirname, '..')

/** Reads files on a disk, which a function has no use for. */
const NOT_IN_LAMBDA = ['file']

/** `builtins`: all that ship. `entries`: the config's `plugins`; `folder`: where their paths start. */
export function modulesOf(plan: Plan, builtins: readonly Plugin[], entries: readonly string[], folder: string): Modules {
  const isTrigger = ({ kind, name }: Plugin) => kind === 'source' && !NOT_IN_LAMBDA.includes(name)
  const used = new Set<Plugin>([...pluginsOf(plan), ...builtins.filter(isTrigger)])
  const base = pathToFileURL(path.join(folder, 'config')).href
  return {
    builtins: builtins.filter((plugin) => used.has(plugin)).map(fileOf),
    own: entries.map((entry) => new URL(resolve(entry, base)).pathname),
  }
}

function pluginsOf({ routes, sinks, renderers, sources }: Plan): readonly Plugin[] {
  const instances = [
    ...routes.flatMap(({ parser, transforms }) => [parser, ...transforms]),
    ...[sinks, renderers, sources].flatMap(Object.values),
  ]
  return instances.map(({ plugin }) => plugin)
}

/** A file or a folder per plugin, which bears its name. */
function fileOf({ kind, name }: Plugin): string {
  const file = [`${name}.js`, `${name}/index.js`].map((end) => path.join(HOME, ROOMS[kind], end)).find(existsSync)
  if (file === undefined)
    throw new LogferryError('LF_INTERNAL', `the ${kind} "${name}" has no module below ${path.join(HOME, ROOMS[kind])}`)
  return file
}

export const HANDLER_MODULE = path.join(HOME, 'lambda/handle.js')
