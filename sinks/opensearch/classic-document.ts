import type { Fields, Origin } from '../../core/index.ts'
import { type Aside, type Documents, divide, hasLoneSurrogate, isAside, MOST_LEVELS, safeJson, textJson } from './document.ts'

/** As the console-made function wrote them, and `@salvaged`; a field of such a name never stands in their place. */
const OURS: ReadonlySet<string> = new Set(['@id', '@timestamp', '@message', '@owner', '@log_group', '@log_stream', '@salvaged'])

/** Documents under the names of the log itself, as the console-made function wrote them. */
export function classicDocuments(): Documents {
  let last: Origin | undefined
  let about = ''
  return {
    documentOf({ id, text, origin, fields }, iso, aside) {
      // Most records follow one of the same origin.
      if (origin !== last) {
        last = origin
        about = originJson(origin)
      }
      const { json, left } = membersOf(fields, aside)
      const head = `{"@id":${textJson(id)},"@timestamp":"${iso}","@message":`
      const tail = json === '{}' ? [`${about}}`] : [`${about},`, json.slice(1)]
      return { json: [head, textJson(text), ...tail], aside: left }
    },
    fieldsOf: ({ fields }) => fields,
  }
}

/** `@owner` is the account, where there is one. */
const originJson = ({ account, logGroup, logStream }: Origin): string =>
  `${account === undefined ? '' : `,"@owner":${textJson(account)}`},"@log_group":${textJson(logGroup)},"@log_stream":${textJson(logStream)}`

const NONE: readonly string[] = []

/** An object with what the fields become, and the names of those that were put aside. */
interface Members {
  readonly json: string
  readonly left: readonly string[]
}

function membersOf(fields: Fields, aside: Aside | undefined): Members {
  const json = isSafe(fields, aside) ? JSON.stringify(fields) : undefined
  if (json !== undefined && !hasLoneSurrogate(json)) return { json, left: NONE }
  const own = Object.entries(fields).filter(([name]) => !OURS.has(name))
  const { kept, salvaged } = divide(own, aside)
  const left = salvaged.length === 0 ? [] : [['@salvaged', safeJson(salvaged)] as const]
  return { json: safeJson([...kept, ...left]), left: salvaged.map(([name]) => name) }
}

/** Written out as it is, the object is JSON, not too deep, takes no name of ours, and has nothing that is to be put aside. */
function isSafe(fields: Fields, aside: Aside | undefined): boolean {
  for (const name in fields) {
    const value: unknown = fields[name]
    if (typeof value === 'object' ? !isShallow(value, MOST_LEVELS - 1) : typeof value === 'bigint') return false
    if (name.startsWith('@') && OURS.has(name)) return false
    if (isAside(name, value, aside)) return false
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
