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

/** Imports what one entry of `plugins` names: a path from the config's folder, or a package as seen from there. Never rejects. */
export async function importPlugins(entry: string, folder: string): Promise<Imported> {
  try {
    const url = resolve(entry, pathToFileURL(path.join(folder, 'config')).href)
    if (url.startsWith('file:') && !existsSync(fileURLToPath(url))) return loadFault(`${entry}: there is no file ${fileURLToPath(url)}`)
    const module: { readonly default?: unknown } = await import(url)
    return { values: [module.default].flat() }
  } catch (thrown) {
    return loadFault(`${entry} ${reason(thrown, entry, folder)}`)
  }
}

const loadFault = (message: string): { readonly fault: Fault } => ({ fault: { code: 'LF_PLUGIN_LOAD', message } })

function reason(thrown: unknown, entry: string, folder: string): string {
  const message = messageOf(thrown)
  const missing = /Cannot find package '([^']+)'/.exec(message)?.[1]
  if (missing === undefined) return `cannot be loaded: ${message}`
  if (missing === 'logferry') {
    return `imports "logferry", which cannot be found from there — install it there: npm install logferry; or export a plain object`
  }
  if (missing !== entry) return `imports "${missing}", which is not installed there`
  const isFile = /\.[cm]?[jt]s$/.test(entry)
  return isFile ? `is taken for a package — a file beside the config is written "./${entry}"` : `is not installed in ${folder}`
}
