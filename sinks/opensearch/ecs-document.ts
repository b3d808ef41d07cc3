import type { Fields, LogRecord } from '../../core/index.ts'
import { type Documents, divide, safeJson } from './document.ts'
import { ecsFields } from './ecs.ts'
import { nested } from './nested.ts'

/** Documents under the names of ECS. A field's name is its path, with dots. */
export const ecsDocuments: Documents = {
  documentOf(record, iso, aside) {
    const { kept, salvaged } = divide(Object.entries(ecsFields(record)), aside)
    const left = salvaged.length === 0 ? [] : [['@salvaged', safeJson(salvaged)] as const]
    return {
      json: [safeJson([['@timestamp', iso], ...Object.entries(nested(kept)), ...left])],
      aside: salvaged.map(([path]) => path),
    }
  },
  fieldsOf(record) {
    const ours = bare(record)
    return Object.fromEntries(Object.entries(ecsFields(record)).filter(([path]) => !Object.hasOwn(ours, path)))
  },
}

/** What is in the document of any record: its id, text and origin. */
const bare = (record: LogRecord): Fields => ecsFields({ ...record, fields: {} })
