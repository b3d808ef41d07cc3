import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { LogRecord } from '../../../core/index.ts'
import { digestOf } from '../../../sinks/slack/digest.ts'
import { linksOf } from '../../../sinks/slack/links.ts'
import { type Message, plainMessage } from '../../../sinks/slack/message.ts'
import { timesIn } from '../../../sinks/slack/time-text.ts'
import { recordOf } from '../sink.ts'
import { blockFault } from './block-fault.ts'
import { alertFor, messageFor as messageOf, previewFor } from './told.ts'

const messageFor = (more: Partial<LogRecord> = {}) => messageOf(recordOf(more))

interface Text {
  readonly type: string
  readonly text: string
}

/** Every text object of a message. */
const textsOf = ({ blocks }: Message): readonly Text[] =>
  blocks.flatMap((block): readonly Text[] => {
    if (block.type === 'actions') return block.elements.map(({ text }) => text)
    return block.type === 'context' ? block.elements : 'fields' in block ? block.fields : [block.text]
  })

const OUR_DATE = /<!date\^\d{1,11}\^\{date_short_pretty\} \{time_secs\}\|[^<>|&]+>/

const OUR_LINK = /<https:\/\/(?:wiki|search)\.example\.com\/[^<>|\s]*\|(?:Runbook|Search)>/g

/** Without the few things that are meant to be read by Slack. */
const markdownOf = (message: Message) =>
  [message.text, ...textsOf(message).flatMap(({ type, text }) => (type === 'mrkdwn' ? [text] : []))].map((text) =>
    text.replace(OUR_DATE, 'DATE').replaceAll(OUR_LINK, 'LINK'),
  )

/** The statement as the code block shows it, and the number of characters that it says are left out. */
function statementIn(message: Message): { readonly shown: string; readonly left: number } {
  const block = textsOf(message).find(({ text }) => text.startsWith('```'))
  const [, shown = '', more] = /^```\n([\s\S]*)\n```(?:\n_… ([\d,]+) more characters_)?$/.exec(block?.text ?? '') ?? []
  return { shown, left: Number(more?.replaceAll(',', '') ?? 0) }
}

const unescaped = (text: string) => text.replaceAll('\u200B', '').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')

describe('the message of a slow query', () => {
  test('says first what matters, then the numbers, the statement, and where it is from', () => {
    const fields = {
      Instance: 'shop-1',
      Query_time: 12.4,
      Lock_time: 0.000206,
      Rows_sent: 10,
      Rows_examined: 3_145_718,
      User: 'app',
      IP: '10.0.1.7',
      Database: 'shop',
      Query: 'SELECT *\n  FROM orders WHERE total > 100',
      Query_id: '5f3a0123456789ab',
      Bytes_sent: 12,
    }

    const { channel, text, blocks, ...rest } = messageFor({ fields, heldBack: 1234 })

    expect(channel).toBe('#alerts')
    expect(rest).toEqual({ unfurl_links: false, unfurl_media: false })
    expect(text).toBe('Slow query 12.4 s on `shop-1` at 11:10:01 UTC: `SELECT * FROM orders WHERE total &gt; 100`')
    const markdown = (line: string) => ({ type: 'mrkdwn', text: line, verbatim: true })
    expect(blocks).toEqual([
      { type: 'header', text: { type: 'plain_text', text: 'Slow query on shop-1', emoji: false } },
      { type: 'section', text: markdown('*12.4 s*  ·  `SELECT * FROM orders WHERE total &gt; 100`') },
      {
        type: 'section',
        fields: [
          markdown('*Rows examined*\n3,145,718'),
          markdown('*Rows sent*\n10'),
          markdown('*Lock time*\n206 µs'),
          markdown('*User*\n`app`'),
          markdown('*IP*\n`10.0.1.7`'),
          markdown('*Database*\n`shop`'),
          markdown('*Held back*\n1,234 or more like it since the last message'),
        ],
      },
      { type: 'section', text: markdown('```\nSELECT *\n  FROM orders WHERE total &gt; 100\n```') },
      {
        type: 'context',
        elements: [
          markdown(
            'query `5f3a0123456789ab`  ·  `/aws/rds/instance/shop-1/slowquery`  ·  2026-11-22 11:10:01 UTC  ·  <!date^1795345801^{date_short_pretty} {time_secs}|2026-11-22 11:10:01 UTC>',
          ),
        ],
      },
    ])
  })

  test.each([
    [0, '0 s'],
    [0.0000051, '5.1 µs'],
    [0.35, '350 ms'],
    [1, '1 s'],
    [12.44, '12.4 s'],
    [86_400, '86,400 s'],
  ])('that took %d seconds says %s', (seconds, said) => {
    expect(messageFor({ fields: { Query_time: seconds } }).text).toContain(`Slow query ${said} on`)
  })

  test('says nothing of records held back where there are none', () => {
    expect(JSON.stringify(messageFor({ heldBack: 0 }))).not.toContain('Held back')
  })
})

describe('the message of another record', () => {
  test('shows its text and the first of its fields', () => {
    const fields = { level: 'error', ok: false, count: 1234.5, 'http:*path*': { a: [1] }, none: null, empty: '' }

    const message = messageFor({ text: 'it broke', fields, origin: { source: 'f', logGroup: '/app', logStream: 'web-1' } })

    expect(message.text).toBe('Log event on `web-1` at 11:10:01 UTC: `it broke`')
    expect(statementIn(message)).toEqual({ shown: 'it broke', left: 0 })
    expect(
      textsOf(message)
        .slice(1, -2)
        .map(({ text }) => text),
    ).toEqual(['*level*\n`error`', '*ok*\n`false`', '*count*\n1,234.5', '*http path*\n`{"a":[1]}`'])
  })

  test('without fields and text is one that Slack still takes', () => {
    expectAccepted(messageFor({ text: '', fields: {}, origin: { source: '', logGroup: '', logStream: '' }, id: '' }))
  })
})

describe('a statement', () => {
  test('that is too long says how many characters are left out', () => {
    const message = messageFor({ fields: { Query: `SELECT '${'x'.repeat(10_000)}'` } })

    const { shown, left } = statementIn(message)

    expect(shown.length + left).toBe(10_009)
    expect(left).toBeGreaterThan(7000)
  })

  test('cannot end its code block, mention anyone, or be a link', () => {
    const Query = 'SELECT 1 ```` <!channel> <@U1> <https://evil.example|click> & `a` ```\n*bold* <!here>'

    const message = messageFor({ fields: { Query, Instance: '<!channel> `x` ```', User: '`<!here>`', Database: '*_~<@U1>' } })

    expect(markdownOf(message).join('\n')).not.toMatch(/<[!@#h]/)
    for (const text of markdownOf(message)) expectFenced(text)
    expect(unescaped(statementIn(message).shown)).toBe(Query)
  })

  test('shows what a terminal or a reader would not see', () => {
    const message = messageFor({ fields: { Query: 'a\r\nb\u0000\u001b[31m\u202ec' } })

    expect(statementIn(message).shown).toBe('a\nb\ufffd\ufffd[31m\ufffdc')
  })
})

/** Block Kit's limits: https://docs.slack.dev/reference/block-kit/blocks/, and 13,200 characters in all, which is not documented. */
function expectAccepted(message: Message): void {
  expect(message.blocks.length).toBeLessThanOrEqual(50)
  expect(message.text.length).toBeLessThanOrEqual(4000)
  for (const block of message.blocks) {
    if (block.type === 'header') expect(block.text.text.length).toBeLessThanOrEqual(150)
    else if (block.type === 'context') expect(block.elements.length).toBeLessThanOrEqual(10)
    else if ('fields' in block) {
      expect(block.fields.length).toBeLessThanOrEqual(10)
      for (const { text } of block.fields) expect(text.length).toBeLessThanOrEqual(2000)
    }
  }
  for (const { text } of textsOf(message)) {
    expect(text.length).toBeGreaterThan(0)
    expect(text.length).toBeLessThanOrEqual(3000)
  }
  expect(blockFault(JSON.stringify(message.blocks))).toBeUndefined()
}

/** Nothing in any text of it is of a log, and read by Slack. */
function expectHarmless(message: Message): void {
  for (const text of markdownOf(message)) expectFenced(text)
  for (const { text } of textsOf(message)) {
    expect(text.isWellFormed()).toBe(true)
    expect(text.replace(OUR_DATE, '').replaceAll(OUR_LINK, '')).not.toMatch(/<[!@#]|[\x00-\x08\x0b-\x1f]/)
  }
  expect(message.text.isWellFormed()).toBe(true)
}

/** Whatever is of the log stands in code: without the code, only words of ours are left. */
function expectFenced(text: string): void {
  expect(text).not.toMatch(/[<>]|&(?!(amp|lt|gt);)/)
  const outside = text.replaceAll(/```\n[\s\S]*?\n```/g, 'CODE').replaceAll(/`[^`\n]+`/g, 'CODE')
  expect(outside).not.toContain('`')
}

const nasty = fc.oneof(
  fc.string({
    unit: fc.constantFrom(
      '`',
      '```',
      '<',
      '>',
      '&',
      '<!channel>',
      '*',
      '_',
      '\n',
      '\r',
      ' ',
      'a',
      '😀',
      '\ud800',
      '\udc80',
      '\u0000',
      ':x:',
    ),
  }),
  fc.string({ unit: 'binary' }),
  fc
    .tuple(fc.constantFrom('&', '`', '😀', '<!here> ', 'SELECT 1;\n', ' '), fc.integer({ min: 0, max: 20_000 }))
    .map(([text, times]) => text.repeat(times)),
)

const records = fc.record({
  id: nasty,
  time: fc.oneof(fc.integer({ min: 0, max: 4e12 }), fc.double()),
  text: nasty,
  origin: fc.record({ source: nasty, logGroup: nasty, logStream: nasty }),
  heldBack: fc.nat(),
  fields: fc.oneof(
    fc.record({
      Query_time: fc.double(),
      Query: nasty,
      Instance: nasty,
      User: nasty,
      IP: nasty,
      Database: nasty,
      Rows_sent: fc.double(),
      Query_id: nasty,
    }),
    fc.dictionary(nasty, fc.oneof(nasty, fc.double(), fc.jsonValue())),
  ),
}) as unknown as fc.Arbitrary<LogRecord>

const LINKS = linksOf({
  Runbook: 'https://wiki.example.com/{Instance}/{Query}',
  Search: 'https://search.example.com/#{from}/{to}/{logGroup}',
})
const TERMS = { warn: 1, critical: 10, timeText: timesIn('Asia/Seoul'), linksOf: LINKS }

test('Slack takes the message of any record, and reads nothing into it', () => {
  fc.assert(
    fc.property(records, fc.constantFrom('UTC', 'Asia/Seoul'), fc.constantFrom('buttons', 'text'), (record, zone, linksAs) => {
      const message = messageOf(record, { ...TERMS, timeText: timesIn(zone), linksAs })

      expectAccepted(message)
      expectHarmless(message)
      expectAccepted(plainMessage(message))
      expectHarmless(plainMessage(message))
    }),
    { numRuns: 200 },
  )
})

test('Slack takes the message of many, and reads nothing into it', () => {
  fc.assert(
    fc.property(fc.array(records, { minLength: 1, maxLength: 14 }), (some) => {
      const message = digestOf(
        some.map((record, i) => ({ alert: alertFor(record, TERMS), key: String(i), heldBack: record.heldBack ?? 0 })),
        { channel: '#alerts' },
      )

      expectAccepted(message)
      expectHarmless(message)
      expectHarmless(plainMessage(message))
    }),
    { numRuns: 40 },
  )
})

test('what is shown of a statement is its beginning, and what is left out is counted', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('`', '<', '&', '😀', 'é', '\n', 'a'), maxLength: 6000 }), (text) => {
      const Query = `SELECT ${text}`
      const { shown, left } = statementIn(messageFor({ fields: { Query } }))

      const beginning = unescaped(shown)
      expect(Query.replaceAll('\n', ' ').startsWith(beginning.replaceAll('\n', ' '))).toBe(true)
      expect([...beginning].length + left).toBe([...Query].length)
    }),
  )
})

describe('the readable copy', () => {
  test('says the same, and the statement whole', () => {
    const Query = `SELECT '${'x'.repeat(10_000)}' < 5`

    const preview = previewFor(
      recordOf({ fields: { Instance: 'shop-1', Query_time: 12.4, Rows_sent: 10, Rows_examined: 3_145_718, Query } }),
    )

    expect(preview).toBe(
      [
        'To #alerts',
        '',
        'Slow query on shop-1',
        '12.4 s',
        '',
        'Rows_examined  3,145,718',
        'Rows_sent      10',
        '',
        Query,
        '',
        'event 36688386359167032444488277746073370821258883009186001241 · /aws/rds/instance/shop-1/slowquery · 2026-11-22 11:10:01 UTC',
        '',
      ].join('\n'),
    )
  })

  test('has nothing in it that moves a terminal', () => {
    fc.assert(
      fc.property(records, (record) => {
        const preview = previewFor(record)

        expect(preview).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]/)
        expect(preview.isWellFormed()).toBe(true)
      }),
    )
  })
})
