import { fieldOf } from './field.ts'
import type { LogRecord } from './model.ts'

const NAME = /\{([^{}\n]+)\}/g

/** Fills `{Name}` with a record's field, or its `logGroup`, `logStream`, `account`, `region`, `source`, `id`. What is missing becomes `missing`. */
export function compileTemplate(template: string): (record: LogRecord, missing?: string) => string {
  return (record, missing = '') =>
    template.replaceAll(NAME, (_, name: string) => {
      const value = fieldOf(record.fields, name) ?? ofRecord(record, name)
      if (value === undefined) return missing
      return typeof value === 'object' ? JSON.stringify(value) : String(value)
    })
}

const ofRecord = (record: LogRecord, name: string): string | undefined => {
  if (name === 'id') return record.id
  return Object.hasOwn(record.origin, name) ? record.origin[name as keyof LogRecord['origin']] : undefined
}
