import assert from 'node:assert/strict'
import { isLogferryError } from '../errors.ts'
import { isObject } from '../is-object.ts'
import type { Fields, LogEvent, Reading } from '../model.ts'
import type { Parser, Plugin } from '../plugin.ts'
import { isTimestamp } from '../timestamp.ts'
import type { Case } from './case.ts'
import { exampleEvent } from './example.ts'
import { freeze } from './freeze.ts'
import { instanceOf } from './instance.ts'
import { junkTexts, mutationsOf } from './junk.ts'
import { lossInJson } from './lossless.ts'
import { pluginCases } from './plugin-cases.ts'
import { splitCases } from './split-cases.ts'

export interface ParserTerms {
  readonly plugin: Plugin<'parser'>
  /** As a config would give them. */
  readonly options?: Readonly<Record<string, unknown>>
  /** Texts as events bring them, each of which the parser knows. */
  readonly samples: readonly string[]
  /** Of a parser with `split`: texts of files, or of their beginnings. Absent: each sample, and all of them in a row. */
  readonly files?: readonly string[]
}

/** The contract of a parser. */
export function parserSuite(terms: ParserTerms): readonly Case[] {
  const create = (): Parser => instanceOf(terms.plugin, terms.options)
  const known = terms.samples.flatMap(eventsOf)
  const soiled = terms.samples.flatMap((sample) => [sample.replaceAll('\n', '\r\n'), ...mutationsOf(sample, 40)])
  const all = [...known, ...[...soiled, ...junkTexts].flatMap(eventsOf)]

  return [
    ...pluginCases('parser', terms.plugin, () => terms),
    {
      name: 'it knows its samples',
      async run() {
        assert.ok(known.length > 0, 'there are no samples')
        const parser = create()
        for (const event of known) assert.notEqual(parser.parse(event, {}), undefined, `it does not know ${excerpt(event)}`)
      },
    },
    {
      name: 'it breaks on nothing, whatever the text: what it does not know is undefined, what it refuses is thrown with a code',
      async run() {
        const parser = create()
        for (const event of all) {
          try {
            parser.parse(event, {})
          } catch (thrown) {
            if (!isLogferryError(thrown)) assert.fail(`it broke on ${excerpt(event)}: ${thrown}`)
          }
        }
      },
    },
    {
      name: 'its answer is undefined, a list of what it parsed, or a reading, and comes back from JSON as it was',
      async run() {
        const parser = create()
        for (const event of all) {
          const fault = faultOf(attempt(() => parser.parse(event, {})).answer)
          assert.equal(fault, undefined, `of ${excerpt(event)}: ${fault}`)
        }
      },
    },
    {
      name: 'it answers the same event with the same carry alike, whatever came before',
      async run() {
        const [one, other] = [create(), create()]
        const carries = all.map((event): Fields => readingOf(attempt(() => one.parse(event, {})).answer)?.carry ?? {})
        const answers = all.map((event, i) => attempt(() => one.parse(event, carries[i] as Fields)))
        for (const [i, event] of [...all.entries()].reverse()) {
          const again = attempt(() => other.parse(structuredClone(event), structuredClone(carries[i] as Fields)))
          assert.deepEqual(again, answers[i], `it answers differently to ${excerpt(event)}`)
        }
      },
    },
    {
      name: 'it leaves the event and the carry as they are',
      async run() {
        const parser = create()
        for (const event of known) {
          const carry = readingOf(parser.parse(event, {}))?.carry ?? {}
          const given = structuredClone({ event, carry })
          parser.parse(given.event, given.carry)
          assert.deepEqual(given, { event, carry }, `it changed ${excerpt(event)}`)
          parser.parse(event, freeze(structuredClone(carry)))
        }
      },
    },
    ...splitCases(terms.files ?? [...terms.samples, terms.samples.join('\n')], create),
  ]
}

/** With a time and without, and as the first part of an entry that was too long. */
const eventsOf = (message: string): readonly LogEvent[] =>
  [
    exampleEvent(message),
    { id: 'untimed', message, origin: exampleEvent('').origin, bytes: { offset: 0, length: message.length } },
    exampleEvent(message, { part: 'first', extracted: { user: 'app' } }),
  ].map(freeze)

/** What it threw counts as its answer. */
function attempt<T>(work: () => T): { readonly answer?: T; readonly thrown?: string } {
  try {
    return { answer: work() }
  } catch (thrown) {
    return { thrown: String(thrown) }
  }
}

const readingOf = (answer: ReturnType<Parser['parse']>): Reading | undefined =>
  answer === undefined || 'records' in answer ? answer : { records: answer }

function faultOf(answer: unknown): string | undefined {
  if (answer === undefined) return undefined
  const { records, dropped, carry = {} } = (Array.isArray(answer) ? { records: answer } : answer) as Partial<Reading>
  if (!Array.isArray(records)) return 'it is neither undefined, nor a list, nor an object with records'
  if (dropped !== undefined && (typeof dropped !== 'string' || dropped === '')) return 'dropped is no text that says why'
  if (!isObject(carry)) return 'carry is no object'
  for (const [i, { fields, time = 0, text = '' }] of records.entries()) {
    if (!isObject(fields)) return `records[${i}].fields is no object`
    if (!isTimestamp(time)) return `records[${i}].time is no time in milliseconds`
    if (typeof text !== 'string') return `records[${i}].text is no text`
  }
  return lossInJson(carry, 'carry') ?? lossInJson(records, 'records')
}

const excerpt = ({ message }: LogEvent): string => JSON.stringify(message.length > 200 ? `${message.slice(0, 200)}…` : message)
