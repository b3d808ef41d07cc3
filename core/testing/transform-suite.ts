import assert from 'node:assert/strict'
import type { LogRecord } from '../model.ts'
import type { Plugin, Transform } from '../plugin.ts'
import type { Case } from './case.ts'
import { freeze } from './freeze.ts'
import { instanceOf } from './instance.ts'
import { junkRecords } from './junk.ts'
import { pluginCases } from './plugin-cases.ts'
import { recordFault } from './record-fault.ts'

export interface TransformTerms {
  readonly plugin: Plugin<'transform'>
  /** As a config would give them. */
  readonly options?: Readonly<Record<string, unknown>>
  /** Records on which it has something to do. */
  readonly samples: readonly LogRecord[]
}

/** The contract of a transform. */
export function transformSuite(terms: TransformTerms): readonly Case[] {
  const create = (): Transform => instanceOf(terms.plugin, terms.options)
  const records = [...terms.samples, ...junkRecords].map((record) => freeze(structuredClone(record)))

  return [
    ...pluginCases('transform', terms.plugin, () => terms),
    {
      name: 'it does something to at least one of its samples',
      async run() {
        const transform = create()
        const results = terms.samples.map((record) => transform.transform(record))
        assert.notDeepEqual(results, terms.samples)
      },
    },
    {
      name: 'it breaks on no record, however odd',
      async run() {
        const transform = create()
        for (const record of records) assert.doesNotThrow(() => transform.transform(record), `it broke on ${excerpt(record)}`)
      },
    },
    {
      name: 'it gives a record with the same id that comes back from JSON as it was, or says why it dropped it',
      async run() {
        const transform = create()
        for (const record of records) {
          const fault = resultFault(transform.transform(record), record)
          assert.equal(fault, undefined, `of ${excerpt(record)}: ${fault}`)
        }
      },
    },
    {
      name: 'it does the same to the same record, whatever came before',
      async run() {
        const [one, other] = [create(), create()]
        const results = records.map((record) => one.transform(record))
        for (const [i, record] of [...records.entries()].reverse()) {
          assert.deepEqual(other.transform(structuredClone(record)), results[i], `it does otherwise to ${excerpt(record)}`)
        }
      },
    },
    {
      name: 'it leaves the record that it is given as it is',
      async run() {
        const transform = create()
        for (const record of records) {
          const given = structuredClone(record)
          transform.transform(given)
          assert.deepEqual(given, record, `it changed ${excerpt(record)}`)
        }
      },
    },
  ]
}

function resultFault(result: unknown, record: LogRecord): string | undefined {
  if (typeof result !== 'object' || result === null) return `${String(result)} is neither a record nor { dropped }`
  if ('dropped' in result) {
    if (Object.keys(result).length > 1) return 'it is a record and dropped at once'
    return typeof result.dropped === 'string' && result.dropped !== '' ? undefined : 'dropped is no text that says why'
  }
  return recordFault(result, record.id)
}

const excerpt = (record: LogRecord): string => JSON.stringify(record).slice(0, 200)
