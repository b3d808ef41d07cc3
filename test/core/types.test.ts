/** What must not compile: `tsc` fails where one of these lines does. What runs here is only what holds at run time, too. */
import { expect, test } from 'vitest'
import {
  defineParser,
  defineRenderer,
  defineSink,
  defineSource,
  defineTransform,
  delivered,
  dropped,
  type Fields,
  type LogEvent,
  LogferryError,
  type LogRecord,
  type Memory,
  type OptionsOf,
  type Outcome,
  type Plugin,
  rejected,
  retry,
  type Secret,
} from '../../core/index.ts'

test('what must not compile does not', () => {
  expect(mustNotCompile).toBeTypeOf('function')
})

const about = { name: 'x', summary: 'X.' }
const parse = () => []

/** True where two types are the same. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const same = <A, B>(..._: Same<A, B> extends true ? [] : [never]) => undefined

test('options have the types that their description gives them', () => {
  const plugin = defineSink({
    ...about,
    options: {
      url: { type: 'string', description: 'A url.' },
      mode: { type: 'string', description: 'A mode.', enum: ['raw', 'text'], default: 'raw' },
      size: { type: 'integer', description: 'A size.', default: 1 },
      share: { type: 'number', description: 'A share.', optional: true },
      ids: { type: 'boolean', description: 'With ids.', default: true },
      token: { type: 'string', description: 'A token.', writeOnly: true },
      tags: { type: 'array', description: 'Tags.', items: { type: 'string', description: 'A tag.' }, default: [] },
      tls: {
        type: 'object',
        description: 'TLS.',
        properties: { key: { type: 'string', description: 'A key.', writeOnly: true, optional: true } },
      },
      when: { type: 'object', description: 'When.', additionalProperties: true },
    },
    create(options) {
      same<typeof options.url, string>()
      same<typeof options.mode, 'raw' | 'text'>()
      same<typeof options.size, number>()
      same<typeof options.share, number | undefined>()
      same<typeof options.ids, boolean>()
      same<typeof options.token, Secret>()
      same<typeof options.tags, readonly string[]>()
      same<typeof options.tls.key, Secret | undefined>()
      same<typeof options.when, Readonly<Record<string, unknown>>>()
      // @ts-expect-error: there is no such option
      options.colour
      // @ts-expect-error: options are read-only
      options.url = ''
      // @ts-expect-error: a list of texts is no list of numbers
      options.tags satisfies readonly number[]
      return { write: async (records) => records.map(() => delivered) }
    },
  })

  expect(plugin).toMatchObject({ ...about, kind: 'sink', apiVersion: 1 })
})

test('what one writes is what all kinds are', () => {
  const kinds: readonly Plugin[] = [
    defineParser({ ...about, options: {}, create: () => ({ parse }) }),
    defineTransform({ ...about, options: {}, create: () => ({ transform: (record) => record }) }),
    defineSink({ ...about, options: {}, create: () => ({ write: async () => [] }) }),
    defineSource({ ...about, options: {}, create: () => ({ read: async () => undefined }) }),
    defineRenderer({ ...about, options: {}, create: () => ({ render: async () => ({ title: '', png: new Uint8Array() }) }) }),
  ]

  expect(kinds.map(({ kind }) => kind)).toEqual(['parser', 'transform', 'sink', 'source', 'renderer'])
})

/** Never called: it is there for `tsc` alone. */
function mustNotCompile(event: LogEvent, record: LogRecord, outcome: Outcome): void {
  const create = () => ({ parse })

  // @ts-expect-error: every option is described
  defineParser({ ...about, options: { a: { type: 'string' } }, create })
  // @ts-expect-error: there is no such type
  defineParser({ ...about, options: { a: { type: 'text', description: 'A.' } }, create })
  // @ts-expect-error: a default is of the option's type
  defineParser({ ...about, options: { a: { type: 'number', description: 'A.', default: '1' } }, create })
  // @ts-expect-error: a list says what is in it
  defineParser({ ...about, options: { a: { type: 'array', description: 'A.' } }, create })
  // @ts-expect-error: an object says what is in it, or that anything may be
  defineParser({ ...about, options: { a: { type: 'object', description: 'A.' } }, create })
  // @ts-expect-error: optional is true, or is not said
  defineParser({ ...about, options: { a: { type: 'string', description: 'A.', optional: false } }, create })
  // @ts-expect-error: a plugin has a summary
  defineParser({ name: 'x', options: {}, create })
  // @ts-expect-error: a plugin says that it has no options
  defineParser({ ...about, create })
  // @ts-expect-error: a parser parses
  defineParser({ ...about, options: {}, create: () => ({}) })
  // @ts-expect-error: create is synchronous
  defineParser({ ...about, options: {}, create: async () => ({ parse }) })
  // @ts-expect-error: a parser is synchronous
  defineParser({ ...about, options: {}, create: () => ({ parse: async () => [] }) })
  // @ts-expect-error: a parsed entry has fields
  defineParser({ ...about, options: {}, create: () => ({ parse: () => [{ text: 'x' }] }) })
  // @ts-expect-error: a parsed entry's time is a number
  defineParser({ ...about, options: {}, create: () => ({ parse: () => [{ fields: {}, time: new Date() }] }) })
  // @ts-expect-error: a transform gives a record, or says why not
  defineTransform({ ...about, options: {}, create: () => ({ transform: () => undefined }) })
  // @ts-expect-error: a sink gives outcomes
  defineSink({ ...about, options: {}, create: () => ({ write: async () => undefined }) })
  // @ts-expect-error: a sink is not idempotent, or it does not say
  defineSink({ ...about, options: {}, create: () => ({ write: async () => [], idempotent: true }) })
  // @ts-expect-error: a memory can delete
  ;({ get: async () => undefined, put: async () => true }) satisfies Memory
  // @ts-expect-error: a picture has a title
  defineRenderer({ ...about, options: {}, create: () => ({ render: async () => ({ png: new Uint8Array() }) }) })

  // @ts-expect-error: an event is read-only
  event.message = ''
  // @ts-expect-error: an origin is read-only
  event.origin.logGroup = ''
  // @ts-expect-error: fields are read-only
  record.fields['a'] = 1
  // @ts-expect-error: a field may be missing
  record.fields['b'].toString()
  // @ts-expect-error: a field holds what JSON does
  ;({ at: new Date() }) satisfies Fields
  // @ts-expect-error: a time that is absent is left out
  ;({ ...event, time: undefined }) satisfies LogEvent

  // @ts-expect-error: not every outcome has a reason
  outcome.reason
  // @ts-expect-error: a drop has a reason
  dropped()
  // @ts-expect-error: the code is of the table
  rejected('HTTP_400')
  // @ts-expect-error: the wait is a number
  retry('LF_DEADLINE', 'late', '1s')
  // @ts-expect-error: the code is of the table
  new LogferryError('LF_OOPS', 'x')
  // @ts-expect-error: an error has a detail
  new LogferryError('LF_DEADLINE')
  // @ts-expect-error: an option that is not optional is there
  ;({}) satisfies OptionsOf<{ readonly a: { readonly type: 'string'; readonly description: 'A.' } }>
}
