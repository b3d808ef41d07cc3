import assert from 'node:assert/strict'
import { isLogferryError } from '../errors.ts'
import type { LogRecord, Picture } from '../model.ts'
import type { About, Plugin, Renderer } from '../plugin.ts'
import type { Case } from './case.ts'
import { exampleRecord } from './example.ts'
import { freeze } from './freeze.ts'
import { instanceOf } from './instance.ts'
import { junkRecords } from './junk.ts'
import { type Opened, pluginCases } from './plugin-cases.ts'
import { SOON_MS, settle } from './settle.ts'

export interface RendererTerms {
  readonly plugin: Plugin<'renderer'>
  /** The options, and whatever they lead to, under which it can draw. */
  readonly open: () => Opened | Promise<Opened>
  /** What it can draw; absent: a slow query. */
  readonly subject?: LogRecord
  /** The same where it cannot draw: nothing listens there, say. */
  readonly openBroken?: () => Opened | Promise<Opened>
  /** The same where it gets no answer. */
  readonly openSilent?: () => Opened | Promise<Opened>
}

/** https://www.w3.org/TR/png-3/#3PNGsignature, and the chunk that ends it. */
const START = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
const END = Buffer.from('0000000049454e44ae426082', 'hex')

const MOST_RECORDS = 10_000

/** The contract of a renderer. */
export function rendererSuite({ plugin, open, subject = exampleRecord(), openBroken, openSilent }: RendererTerms): readonly Case[] {
  const never = new AbortController().signal
  const rendererCase = (name: string, run: (renderer: Renderer) => Promise<void>, from = open): Case => ({
    name,
    async run() {
      const to = await from()
      try {
        await run(instanceOf(plugin, to.options))
      } finally {
        await to.close?.()
      }
    },
  })
  const many = Array.from({ length: MOST_RECORDS }, (_, i) => ({ ...subject, id: `${subject.id}-${i}`, time: subject.time + i * 1000 }))
  const about = (records: readonly LogRecord[], of = subject): About => freeze({ subject: of, records })

  return [
    ...pluginCases('renderer', plugin, open),
    rendererCase('it draws a PNG with a title, of no record, of one, and of ten thousand', async (renderer) => {
      for (const records of [[], [subject], many]) checkPicture(await renderer.render(about(records), never))
    }),
    rendererCase('it leaves what it draws as it is', async (renderer) => {
      const given = structuredClone({ subject, records: [subject] })
      await renderer.render(given, never)
      assert.deepEqual(given, { subject, records: [subject] })
    }),
    rendererCase('it draws odd records, too, or throws with a code', async (renderer) => {
      for (const record of junkRecords) {
        const what = JSON.stringify(record).slice(0, 200)
        checkEnd(await settle(() => renderer.render(about([record], record), never), what), what)
      }
    }),
    rendererCase('a signal that has fired before ends it', async (renderer) => {
      await settle(() => renderer.render(about([subject]), AbortSignal.abort()), 'after the signal', SOON_MS)
    }),
    ...(openBroken === undefined
      ? []
      : [
          rendererCase(
            'where it cannot draw, it throws with a code',
            async (renderer) => {
              const { value, thrown } = await settle(() => renderer.render(about([subject]), never), 'where it cannot draw')
              assert.equal(value, undefined, 'it gave something')
              assert.ok(isLogferryError(thrown), `it threw ${thrown}`)
            },
            openBroken,
          ),
        ]),
    ...(openSilent === undefined
      ? []
      : [
          rendererCase(
            'the signal ends it where it gets no answer',
            async (renderer) => {
              const { value } = await settle(() => renderer.render(about([subject]), AbortSignal.timeout(100)), 'after the signal', SOON_MS)
              assert.equal(value, undefined, 'it gave something')
            },
            openSilent,
          ),
        ]),
  ]
}

function checkEnd({ value, thrown }: Awaited<ReturnType<typeof settle<Picture>>>, what: string): void {
  if (value !== undefined) checkPicture(value)
  else assert.ok(isLogferryError(thrown), `it broke on ${what}: ${thrown}`)
}

function checkPicture({ title, png }: Picture): void {
  assert.ok(typeof title === 'string' && title !== '', 'it has no title')
  assert.ok(png instanceof Uint8Array, 'png is no Uint8Array')
  assert.deepEqual(Buffer.from(png.subarray(0, START.length)), START, 'it does not begin as a PNG does')
  assert.deepEqual(Buffer.from(png.subarray(-END.length)), END, 'it does not end as a PNG does')
}
