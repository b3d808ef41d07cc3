import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeText, type LogRecord } from '../../../core/index.ts'
import { recordLine } from '../../../sinks/s3/line.ts'
import { recordOf } from '../../../sinks/s3/read-line.ts'

const text = fc.oneof(fc.string({ unit: 'grapheme' }), fc.uint8Array().map(decodeText))
const json = fc.dictionary(fc.string(), fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null), fc.array(text)))
const record: fc.Arbitrary<LogRecord> = fc.record(
  {
    id: fc.string({ minLength: 1 }),
    time: fc.integer({ min: 0, max: 4e12 }),
    text,
    origin: fc.record({ source: fc.string(), logGroup: fc.string(), logStream: fc.string() }),
    fields: json,
    bytes: fc.record({ offset: fc.nat(), length: fc.nat() }),
    event: fc.record({ extracted: fc.dictionary(fc.string(), fc.string()), part: fc.constantFrom('first', 'rest' as const), carry: json }),
    heldBack: fc.nat(),
    receipt: json,
    refused: fc.record({ sink: fc.string(), branch: fc.string(), code: fc.constant('LF_SINK_REFUSED' as const), detail: text }),
  },
  { requiredKeys: ['id', 'time', 'text', 'origin', 'fields'] },
) as fc.Arbitrary<LogRecord>

describe('a line', () => {
  test('gives back the record that it was made of, with its stray bytes', () => {
    fc.assert(
      fc.property(record, (record) => {
        expect(recordOf(JSON.parse(recordLine(record)))).toEqual(JSON.parse(JSON.stringify(record)))
      }),
    )
  })

  test('of a record whose time cannot be written gives one whose time is none', () => {
    const line = recordLine({ id: '1', time: 1e15, text: '', origin: { source: 'a', logGroup: 'b', logStream: 'c' }, fields: {} })

    expect(recordOf(JSON.parse(line))?.time).toBeNaN()
  })

  const whole = { id: '1', time: null, text: '', origin: { source: 'a', logGroup: 'b', logStream: 'c' }, fields: {} }
  test.each([
    [null],
    [[whole]],
    ['text'],
    [{ ...whole, id: 1 }],
    [{ ...whole, time: 5 }],
    [{ ...whole, time: 'soon' }],
    [{ ...whole, origin: {} }],
    [{ ...whole, fields: [] }],
    [{ ...whole, refused: {} }],
    [{ awslogs: { data: '' } }],
  ])('that is none is told: %j', (value) => {
    expect(recordOf(value)).toBeUndefined()
    expect(recordOf(whole)).toBeDefined()
  })

  test('of a stranger, with what is no JSON in fields and carry, is written all the same', () => {
    const strange = {
      id: '1',
      time: 0,
      text: '',
      origin: whole.origin,
      fields: { n: 1n },
      event: { carry: { n: 2n } },
    } as unknown as LogRecord

    expect(recordOf(JSON.parse(recordLine(strange)))).toMatchObject({ fields: { n: '1' }, event: { carry: { n: '2' } } })
  })
})
