import { compileTemplate, type LogRecord, wellFormed } from '../../core/index.ts'
import { type DateOf, datesIn } from './local-date.ts'

export interface IndexName {
  readonly name: string
  /** Why the server would refuse it. */
  readonly fault?: string
}

/** The index of a record; `iso` is its time in ISO 8601. */
export type IndexNameOf = (record: LogRecord, iso: string) => IndexName

const DATE = /\{YYYY(?:[.-]?MM(?:[.-]?DD)?)?\}/g
/** What a field that is missing, or empty, becomes. */
const MISSING = 'unknown'

/**
 * Names by a template such as `slow-{Instance}-{YYYY.MM}`, with the date in a zone. Absent: the index of the console-made function, one per
 * log group and day. Throws LF_OPTION_INVALID for a zone that is none.
 */
export function compileIndexName(template?: string, timeZone = 'UTC'): IndexNameOf {
  const dateOf = datesIn(timeZone)
  return template === undefined ? consoleName(dateOf) : namesByTemplate(template, dateOf)
}

/** Most records follow one of the same log group and day. */
function consoleName(dateOf: DateOf): IndexNameOf {
  let group: string | undefined
  let day = ''
  let index: IndexName = { name: '' }
  return ({ origin, time }, iso) => {
    const today = dateOf(time, iso)
    if (origin.logGroup !== group || today !== day) {
      group = origin.logGroup
      day = today
      index = indexNameFrom(`cwl${group}-${day.replaceAll('-', '.')}`)
    }
    return index
  }
}

function namesByTemplate(template: string, dateOf: DateOf): IndexNameOf {
  let day = ''
  let fill = compileTemplate(template)
  return (record, iso) => {
    const today = dateOf(record.time, iso)
    if (today !== day) {
      day = today
      const [year = '', month = '', date = ''] = day.split('-')
      fill = compileTemplate(
        template.replaceAll(DATE, (token) => token.slice(1, -1).replace('YYYY', year).replace('MM', month).replace('DD', date)),
      )
    }
    return indexNameFrom(fill(record, MISSING))
  }
}

/** Not allowed in a name: https://docs.opensearch.org/latest/api-reference/index-apis/create-index/#index-naming-restrictions */
const NOT_ALLOWED = /[\\/*?"<>| ,#:\x00-\x1f\x7f]/g

/** In lower case, with `-` for what may not stand in a name. */
function indexNameFrom(text: string): IndexName {
  const name = wellFormed(text).toLowerCase().replaceAll(NOT_ALLOWED, '-')
  const fault = faultOf(name)
  return fault === undefined ? { name } : { name, fault }
}

function faultOf(name: string): string | undefined {
  if (name === '') return 'the name of the index is empty'
  if (/^[-_+.]/.test(name)) return `the name of the index starts with "${name[0]}"`
  const bytes = Buffer.byteLength(name)
  return bytes > 255 ? `the name of the index has ${bytes} bytes, and 255 is the most` : undefined
}
