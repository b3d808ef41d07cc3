import pc from 'picocolors'
import { optionsSchema } from '../core/config/options-schema.ts'
import { typeOf } from '../core/config/reference.ts'
import type { Options, Plugin } from '../core/index.ts'
import { table } from './talk.ts'

/** What a plugin is, its options and its fields, for a terminal. */
export function pluginText({ kind, name, summary, options, fields = {} }: Plugin): string {
  const rows = optionRows(options, '')
  const meanings = Object.entries(fields)
  return [
    `${kind} ${pc.bold(name)}`,
    indented(summary, 2),
    rows.length === 0 ? '\n  It has no options.' : `\n  options\n${rows.join('\n')}`,
    ...(meanings.length === 0 ? [] : [`\n  fields\n${table(meanings.map(([field, meaning]) => [`    ${field}`, meaning]))}`]),
  ].join('\n')
}

function optionRows(options: Options, above: string): readonly string[] {
  const { required = [] } = optionsSchema(options)
  return Object.entries(options).flatMap(([name, option]) => {
    const preset = 'default' in option && option.default !== undefined ? `, default ${JSON.stringify(option.default)}` : ''
    const terms = `${typeOf(option).replaceAll('`', '')}${required.includes(name) ? ', required' : preset}`
    const inner = option.type === 'object' && 'properties' in option ? optionRows(option.properties, `${above}${name}.`) : []
    return [`    ${pc.bold(above + name)}  ${terms}\n${indented(option.description, 8)}`, ...inner]
  })
}

const WIDTH = 100

/** In lines that a terminal holds. */
function indented(text: string, by: number): string {
  const lines: string[] = []
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + word.length < WIDTH - by) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines.map((line) => ' '.repeat(by) + line).join('\n')
}
