import type { Fields, LogRecord } from '../../core/index.ts'
import { type Aside, type Document, type Documents, divide, hasLoneSurrogate, safeJson } from './document.ts'
import { ecsFields, isSlowLog } from './ecs.ts'
import { type Layout, layoutFor } from './ecs-layout.ts'
import { nested } from './nested.ts'

/** So many sets of names are kept; logs make up names. */
const MOST_LAYOUTS = 1000

/** Documents under the names of ECS. A field's name is its path, with dots. */
export function ecsDocuments(): Documents {
  const layouts = new Map<string, Layout>()
  const layoutOf = (fields: Fields): Layout => {
    const names = Object.keys(fields)
    const isMySQL = isSlowLog(fields)
    const key = `${isMySQL} ${JSON.stringify(names)}`
    const known = layouts.get(key)
    if (known !== undefined) return known
    if (layouts.size >= MOST_LAYOUTS) layouts.clear()
    const made = layoutFor(names, isMySQL)
    layouts.set(key, made)
    return made
  }
  return {
    documentOf(record, iso, aside) {
      const layout = layoutOf(record.fields)
      const json = isPlain(record.fields, layout, aside) ? JSON.stringify(layout.build(record, iso)) : undefined
      return json === undefined || hasLoneSurrogate(json) ? anyDocument(record, iso, aside) : { json: [json], aside: NONE }
    },
    fieldsOf(record) {
      const ours = bare(record)
      return Object.fromEntries(Object.entries(ecsFields(record)).filter(([path]) => !Object.hasOwn(ours, path)))
    },
  }
}

const NONE: readonly string[] = []

/** No objects in it, nothing that is no JSON, and nothing that is to be put aside. */
function isPlain(fields: Fields, { paths, isFit }: Layout, aside: Aside | undefined): boolean {
  if (!isFit || (aside !== undefined && paths.some((path) => aside.has(path)))) return false
  for (const name in fields) {
    const value: unknown = fields[name]
    const type = typeof value
    if (type !== 'string' && type !== 'number' && type !== 'boolean' && value !== null) return false
  }
  return true
}

/** The same document of any record whatever. */
function anyDocument(record: LogRecord, iso: string, aside: Aside | undefined): Document {
  const { kept, salvaged } = divide(Object.entries(ecsFields(record)), aside)
  const left = salvaged.length === 0 ? [] : [['@salvaged', safeJson(salvaged)] as const]
  return {
    json: [safeJson([['@timestamp', iso], ...Object.entries(nested(kept)), ...left])],
    aside: salvaged.map(([path]) => path),
  }
}

/** What is in the document of any record: its id, text and origin. */
const bare = (record: LogRecord): Fields => ecsFields({ ...record, fields: {} })
