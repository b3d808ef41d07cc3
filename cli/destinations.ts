import path from 'node:path'
import { concealUrl } from '../core/config/conceal-url.ts'
import type { Plan } from '../core/plan.ts'
import { say, table } from './talk.ts'

/** Where a sink writes, as a person would say it: a folder relative to here, else the url, without what may be secret in it. */
export function whereTo(options: Readonly<Record<string, unknown>>): string {
  const url = options['url']
  if (typeof url !== 'string' || url === '') return options['webhook'] === undefined ? '' : 'an incoming webhook'
  if (!url.startsWith('file:')) return concealUrl(url, '***')
  const folder = url.slice('file:'.length)
  const relative = path.relative(process.cwd(), folder)
  return relative.startsWith('..') ? folder : `.${path.sep}${relative}`
}

/** One line per sink: its name, what it is, where it goes, and what else it is used for. */
export function sayDestinations({ sinks, deadLetter, memory }: Plan): void {
  const rows = Object.values(sinks).map(({ id, plugin, options }) => {
    const uses = [id === deadLetter ? 'dead letter' : '', id === memory ? 'memory' : ''].filter(Boolean)
    return [id, plugin.name, whereTo(options), uses.length === 0 ? '' : `(${uses.join(', ')})`]
  })
  say(table(rows))
}
