import { existsSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { resolve } from 'import-meta-resolve'
import { messageOf } from '../errors.ts'
import type { Fault } from './problem.ts'

/** The default export, as a list; else why there is none. */
export interface Imported {
  readonly values?: readonly unknown[]
  readonly fault?: Fault
}

/**
 * Imports what one entry of `plugins` names: a path from the config's folder, or a package as seen from there. Never rejects, and gives up
 * after `mostMs`, for a module may wait for what never comes.
 */
export async function importPlugins(entry: string, folder: string, mostMs: number): Promise<Imported> {
  let file: string | undefined
  try {
    const url = resolve(entry, pathToFileURL(path.join(folder, 'config')).href)
    file = url.startsWith('file:') ? fileURLToPath(url) : undefined
    if (file !== undefined && !existsSync(file)) return loadFault(`${entry}: there is no file ${file}`)
    const module: { readonly default?: unknown } | undefined = await within(mostMs, import(url))
    if (module !== undefined) return { values: [module.default].flat() }
    return loadFault(
      `${entry} was not loaded within ${mostMs / 1000} s — what a plugin waits for, it must not wait for while it is imported`,
    )
  } catch (thrown) {
    return loadFault(`${entry} ${reason(thrown, entry, folder, file)}`)
  }
}

/** Undefined: it took longer. */
async function within<T>(mostMs: number, work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<undefined>((settle) => {
    timer = setTimeout(settle, mostMs, undefined)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}

const loadFault = (message: string): { readonly fault: Fault } => ({ fault: { code: 'LF_PLUGIN_LOAD', message } })

function reason(thrown: unknown, entry: string, folder: string, file: string | undefined): string {
  const message = messageOf(thrown)
  const missing = /Cannot find package '([^']+)'/.exec(message)?.[1]
  if (missing === undefined) return `cannot be loaded: ${message}${file === undefined ? '' : placeIn(file, thrown)}`
  if (missing === 'logferry') {
    return `imports "logferry", which cannot be found from there — install it there: npm install logferry; or export a plain object`
  }
  if (missing !== entry) return `imports "${missing}", which is not installed there`
  const isFile = /\.[cm]?[jt]s$/.test(entry)
  return isFile ? `is taken for a package — a file beside the config is written "./${entry}"` : `is not installed in ${folder}`
}

/** Where in the file it broke. Of the syntax of an ES module Node keeps that to itself. */
function placeIn(file: string, thrown: unknown): string {
  if (!(thrown instanceof Error)) return ''
  const stack = thrown.stack ?? ''
  const after = [pathToFileURL(file).href, file].flatMap((name) => stack.split(`${name}:`)[1] ?? [])
  const line = after.map((rest) => Number.parseInt(rest, 10)).find(Number.isInteger)
  if (line !== undefined) return ` (line ${line} of ${path.basename(file)})`
  return thrown instanceof SyntaxError ? ` — where, says: node --check ${file}` : ''
}
