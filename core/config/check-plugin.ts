import { isObject } from '../is-object.ts'
import type { Kind, Plugin } from '../plugin.ts'
import { isText, optionsFaults } from './option-faults.ts'
import type { Fault } from './problem.ts'

export const KINDS = ['source', 'parser', 'transform', 'sink', 'renderer'] as const satisfies readonly Kind[]

/** A value as a plugin, or what keeps it from being one. `from` says where it came from. */
export function checkPlugin(value: unknown, from: string): { readonly plugin?: Plugin; readonly faults: readonly Fault[] } {
  if (!isObject(value)) {
    return {
      faults: [contract(`${from} is no plugin — export by default what defineParser({ … }) gives, a plain object like it, or a list`)],
    }
  }
  const { name, kind, apiVersion = 1, summary, options, fields, create } = value
  const who = `${from}: the plugin ${typeof name === 'string' ? `"${name}"` : 'without a name'}`
  const checks: readonly (false | Fault)[] = [
    apiVersion !== 1 && {
      code: 'LF_PLUGIN_API',
      message: `${who} is made for apiVersion ${JSON.stringify(apiVersion)} — this logferry takes 1`,
    },
    !(KINDS as readonly unknown[]).includes(kind) &&
      contract(`${who} is of no known kind — add kind: ${KINDS.map((k) => `'${k}'`).join(' or ')}`),
    !(typeof name === 'string' && /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) &&
      contract(`${who} needs a name in kebab-case, such as 'my-parser'`),
    !isText(summary) && contract(`${who} has no summary — say in a sentence what it does`),
    !isObject(options) && contract(`${who} has no options — write options: {} if it takes none`),
    typeof create !== 'function' && contract(`${who} has no create — write create: (options, context) => ({ … })`),
    !(fields === undefined || (isObject(fields) && Object.values(fields).every(isText))) &&
      contract(`${who} has fields that are not described — each takes a text`),
    ...(isObject(options) ? optionsFaults(options).map((fault) => contract(`${who}: the option ${fault}`)) : []),
  ]
  const faults = checks.filter((fault) => fault !== false)
  if (faults.length > 0) return { faults }
  return { plugin: (value['apiVersion'] === 1 ? value : { ...value, apiVersion }) as unknown as Plugin, faults }
}

const contract = (message: string): Fault => ({ code: 'LF_PLUGIN_CONTRACT', message })
