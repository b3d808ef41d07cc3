import { decodeText } from '../../core/index.ts'

/** What the key of an object says of it. */
export interface KeyParts {
  readonly kind: 'archive' | 'letter'
  readonly format: 'events' | 'text'
  /** The start of its hour, in milliseconds; of letters without a time, undefined. */
  readonly hour: number | undefined
  /** Of the archive, but not where the name was so long that it was cut. */
  readonly logGroup?: string
  readonly logStream?: string
  /** As it stands in the key: by this, log groups are told apart even where they are cut. */
  readonly group: string
  /** Of what is in it: of a text, with the ids of its events. */
  readonly hash: string
}

const HOUR = String.raw`(?:(?<date>\d{4}\/\d\d\/\d\d)\/(?<hh>\d\d)|dt=(?<dt>\d{4}-\d\d-\d\d)\/hr=(?<hr>\d\d))`
const ARCHIVE = new RegExp(String.raw`^(?<group>.+)\/${HOUR}\/(?<stream>[^/]+)-[^/-]+-(?<hash>[0-9a-f]{32})\.(?<ending>jsonl|log)\.gz$`)
const LETTER = new RegExp(String.raw`^refused\/(?:undated|${HOUR})\/[^/-]+-(?<hash>[0-9a-f]{32})\.jsonl\.gz$`)

/** The other way round than `key.ts`; undefined for a key that is none of ours. */
export function partsOf(key: string): KeyParts | undefined {
  const letter = LETTER.exec(key)?.groups
  if (letter !== undefined) return { kind: 'letter', format: 'events', hour: hourOf(letter), group: 'refused', hash: letter['hash'] ?? '' }
  const { group = '', stream = '', hash = '', ending, ...time } = ARCHIVE.exec(key)?.groups ?? {}
  if (ending === undefined) return undefined
  const logGroup = /^@[^/]/.test(group) ? pathOf(group.slice(1)) : prefixed('/', pathOf(group))
  const logStream = nameOf(stream)
  return {
    kind: 'archive',
    format: ending === 'log' ? 'text' : 'events',
    hour: hourOf(time),
    ...(logGroup === undefined ? {} : { logGroup }),
    ...(logStream === undefined ? {} : { logStream }),
    group,
    hash,
  }
}

function hourOf({ date, hh, dt, hr }: Readonly<Record<string, string | undefined>>): number | undefined {
  const day = dt ?? date?.replaceAll('/', '-')
  const ms = Date.parse(`${day}T${hr ?? hh}:00:00Z`)
  return Number.isNaN(ms) ? undefined : ms
}

const prefixed = (prefix: string, text: string | undefined) => (text === undefined ? undefined : prefix + text)

function pathOf(safe: string): string | undefined {
  const names = safe.split('/').map(nameOf)
  return names.includes(undefined) ? undefined : names.join('/')
}

/** Of what `safeName` gave, the name; undefined where that was cut. */
function nameOf(safe: string): string | undefined {
  if (safe === '@') return ''
  if (safe.includes('@')) return undefined
  const bytes = [...safe.matchAll(/%([0-9A-F]{2})|([^%])/g)].map(([, hex, plain]) =>
    hex === undefined ? plain?.charCodeAt(0) : Number.parseInt(hex, 16),
  )
  return decodeText(Buffer.from(bytes as number[]))
}
