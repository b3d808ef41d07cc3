import { type Fields, type LogRecord, type Origin, wellFormed } from '../../core/index.ts'
import { plainValue } from '../plain-value.ts'

/** As the console-made function wrote them; a field of such a name never stands in their place. */
const OURS: ReadonlySet<string> = new Set(['@id', '@timestamp', '@message', '@owner', '@log_group', '@log_stream'])

/** `index.mapping.depth.limit`; the document itself is the first level. A server dies of some thousands. */
const MOST_LEVELS = 20

/** The document of a record as one line of JSON, safe for the server. `about` is what `originJson` gives; `iso` the record's time. */
export const documentJson = ({ id, text, fields }: LogRecord, iso: string, about: string): string =>
  `{"@id":${textJson(id)},"@timestamp":"${iso}","@message":${textJson(text)}${about}${fieldsJson(fields)}}`

/** The members of a document that follow from the origin. `@owner` is the account, where there is one. */
export const originJson = ({ account, logGroup, logStream }: Origin): string =>
  `${account === undefined ? '' : `,"@owner":${textJson(account)}`},"@log_group":${textJson(logGroup)},"@log_stream":${textJson(logStream)}`

/** A text as JSON, well-formed. */
export function textJson(text: string): string {
  const json = JSON.stringify(text)
  return hasLoneSurrogate(json) ? JSON.stringify(wellFormed(text)) : json
}

/** JSON writes only those as `\ud…`. The characters `\ud…` of a text match, too, which does no harm. */
const hasLoneSurrogate = (json: string) => json.includes('\\ud')

/** The members of an object, each with a comma before it. */
function fieldsJson(fields: Fields): string {
  const json = isSafe(fields) ? JSON.stringify(fields) : undefined
  const safe = json === undefined || hasLoneSurrogate(json) ? safeJson(fields) : json
  return safe === '{}' ? '' : `,${safe.slice(1, -1)}`
}

const safeJson = (fields: Fields) =>
  JSON.stringify(plainValue(Object.fromEntries(Object.entries(fields).filter(([name]) => !OURS.has(name))), MOST_LEVELS))

/** Written out as it is, the object is JSON, not too deep, and takes no name of ours. */
function isSafe(fields: Fields): boolean {
  for (const name in fields) {
    const value: unknown = fields[name]
    if (typeof value === 'object' ? !isShallow(value, MOST_LEVELS - 1) : typeof value === 'bigint') return false
    if (name.startsWith('@') && OURS.has(name)) return false
  }
  return true
}

function isShallow(value: object | null, levels: number): boolean {
  if (value === null) return true
  if (levels === 0) return false
  return Object.values(value).every((inner: unknown) =>
    typeof inner === 'object' ? isShallow(inner, levels - 1) : typeof inner !== 'bigint',
  )
}
