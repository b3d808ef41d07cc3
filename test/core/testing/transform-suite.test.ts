import { defineTransform, type LogRecord, type Plugin, type Transform } from '../../../core/index.ts'
import { exampleRecord, transformSuite } from '../../../core/testing/index.ts'
import { type Breach, proveSuite } from './failures.ts'

const samples = [exampleRecord(), exampleRecord({ id: 'fast', fields: { Query_time: 0.1 } })]

/** Drops what is fast, and marks the rest. */
const good: Transform = {
  transform: (record) =>
    record.fields['Query_time'] === 0.1 ? { dropped: 'fast' } : { ...record, fields: { ...record.fields, slow: true } },
}

const plugin = (transform: Transform | (() => Transform)): Plugin<'transform'> =>
  defineTransform({
    name: 'toy',
    summary: 'Marks.',
    options: {},
    create: () => (typeof transform === 'function' ? transform() : transform),
  })
const withRecord = (change: (record: LogRecord) => unknown) =>
  plugin({
    transform(record) {
      const result = good.transform(record)
      return 'dropped' in result ? result : (change(result) as LogRecord)
    },
  })

const RESULT = 'it gives a record with the same id'
const breaches: readonly Breach<Plugin<'transform'>>[] = [
  ['another kind', 'it is a transform', { ...plugin(good), kind: 'sink' as 'transform' }],
  ['fields that hold a function', 'it is plain data', { ...plugin(good), fields: { a: (() => '') as never } }],
  ['a create that gives a promise', 'create leaves its options', plugin((async () => good) as never)],
  ['one that does nothing', 'it does something', plugin({ transform: (record) => record })],
  [
    'a missing field that it breaks on',
    'it breaks on no record',
    plugin({ transform: (record) => ({ ...record, fields: { Query: (record.fields['Query'] as string).trim() } }) }),
  ],
  ['another id', RESULT, withRecord((record) => ({ ...record, id: `${record.id}-x` }))],
  ['no text', RESULT, withRecord(({ text: _, ...record }) => record)],
  ['no time', RESULT, withRecord((record) => ({ ...record, time: Number.NaN }))],
  ['no origin', RESULT, withRecord((record) => ({ ...record, origin: {} }))],
  ['fields that are a list', RESULT, withRecord((record) => ({ ...record, fields: [] }))],
  ['a field that JSON loses', RESULT, withRecord((record) => ({ ...record, fields: { a: undefined } }))],
  ['a promise', RESULT, withRecord(async (record) => record)],
  ['nothing', RESULT, withRecord(() => undefined)],
  ['dropped without a reason', RESULT, withRecord(() => ({ dropped: '' }))],
  ['a record that is dropped as well', RESULT, withRecord((record) => ({ ...record, dropped: 'fast' }))],
  [
    'a count that it keeps',
    'it does the same',
    plugin(() => {
      let count = 0
      return { transform: (record) => ({ ...record, fields: { count: count++ } }) }
    }),
  ],
  ['chance', 'it does the same', withRecord((record) => ({ ...record, fields: { chance: Math.random() } }))],
  [
    'a record that it changes',
    'it leaves the record',
    plugin({
      transform(record) {
        Object.assign(record.fields, { slow: true })
        return record
      },
    }),
  ],
]

proveSuite((plugin) => transformSuite({ plugin, samples }), plugin(good), breaches)
