import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isLogferryError, type Outcome } from '../../../core/index.ts'
import { outcomeFault } from '../../../core/testing/outcome-fault.ts'
import { errorText, serverError } from '../../../sinks/opensearch/server-error.ts'
import { recordOf, write } from '../sink.ts'
import { actionsIn, loopback, type Mischief, type Reply } from './loopback.ts'
import { openSink } from './open-sink.ts'

const FIELDS = { a: 1, 'b.c': 'x', d: { e: [1] }, Query_time: 2 }

const errors = fc.oneof(
  fc.constantFrom(
    { type: 'version_conflict_engine_exception', reason: 'x' },
    { type: 'mapper_parsing_exception', reason: 'failed to parse' },
    { type: 'mapper_parsing_exception', reason: 'failed to parse field [a] of type [long]' },
    { type: 'mapper_parsing_exception', reason: 'failed to parse field [d.e] of type [long]' },
    { type: 'mapper_parsing_exception', reason: 'failed to parse field [none] of type [long]' },
    {
      type: 'strict_dynamic_mapping_exception',
      reason: 'mapping set to strict, dynamic introduction of [@salvaged] within [_doc] is not allowed',
    },
    { type: 'illegal_argument_exception', reason: 'mapper [Query_time] cannot be changed from type [long] to [float]' },
    { type: 'illegal_argument_exception', reason: 'Limit of total fields [9] has been exceeded' },
    { type: 'fail_processor_exception', reason: 'x' },
    { type: 'security_exception', reason: 'no permissions for [indices:admin/create] and User' },
    { type: 'cluster_block_exception', reason: 'index [x] blocked by: [FORBIDDEN/8/index write (api)];' },
  ),
  fc.string(),
  fc.record({ type: fc.string(), reason: fc.string() }),
)

const items = fc.oneof(
  { weight: 5, arbitrary: fc.record({ status: fc.constantFrom(200, 201, 400, 403, 404, 409, 413, 429, 500, 503), error: errors }) },
  { weight: 3, arbitrary: fc.constantFrom({ status: 201, result: 'created' }, { status: 200, result: 'noop' }) },
  { weight: 1, arbitrary: fc.constantFrom(undefined, { status: 201, _id: 'strange' }, { status: '201' }, {}) },
)

const isSuccess = (item: object | undefined) => {
  const { status, error, result } = Object(item)
  if (status === 409) return Object(error).type === undefined || ['', 'version_conflict_engine_exception'].includes(Object(error).type)
  return (status === 200 || status === 201) && result !== 'noop'
}

/** One server for all runs of a test; what it answers is set for each. */
async function openAny() {
  let reply: (body: string) => Reply | Mischief = () => ({})
  const server = await loopback(({ body }) => reply(body))
  const { sink } = openSink(server.url)
  const answer = (by: typeof reply) => {
    reply = by
  }
  return { sink, server, answer }
}

describe('any combination of answers', () => {
  test('gives one outcome per record, and `delivered` only to what the server says it has', async () => {
    const { sink, server, answer } = await openAny()

    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 6 }),
        fc.array(items, { minLength: 1, maxLength: 40 }),
        fc.boolean(),
        async (count, pool, isMixed) => {
          const records = Array.from({ length: count }, (_, i) => recordOf({ id: String(i), fields: FIELDS }))
          /** What the server said last of each. */
          const last = new Map<string, object | undefined>()
          let at = 0
          const before = server.heard.length
          answer((body) => {
            const answered = actionsIn(body).flatMap(({ id = '' }) => {
              const item = pool[at++ % pool.length] as { readonly _id?: unknown } | undefined
              last.set(id, item !== undefined && item._id !== undefined ? undefined : item)
              return item === undefined ? [] : [{ create: { _id: id, ...item } }]
            })
            return { body: { took: 1, errors: true, items: isMixed ? answered.toReversed() : answered } }
          })

          const outcomes = await write(sink, records)

          expect(outcomes.map(outcomeFault)).toEqual(records.map(() => undefined))
          outcomes.forEach(({ status }, i) => {
            expect([i, status === 'delivered']).toEqual([i, isSuccess(last.get(String(i)))])
          })
          expect(server.heard.length - before).toBeLessThanOrEqual(5)
        },
      ),
      { numRuns: 300 },
    )
  })

  test('of any shape and status gives one outcome per record, none of them `delivered`, or asks for halves', async () => {
    const { sink, answer } = await openAny()
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.json(),
      fc
        .record({ took: fc.integer(), errors: fc.boolean(), items: fc.anything({ maxDepth: 3 }) })
        .map((value) => JSON.stringify(value) ?? ''),
      fc
        .record({ error: fc.oneof(fc.string(), fc.record({ type: fc.string(), reason: fc.string() })) })
        .map((value) => JSON.stringify(value)),
    )
    const types = fc.constantFrom('application/json', 'text/html', 'text/plain; charset=UTF-8')

    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 200, max: 599 }), texts, types, async (status, body, type) => {
        const records = [recordOf({ id: 'one id' }), recordOf({ id: 'another id' })]
        answer(() => (status === 204 || status === 304 ? { status } : { status, body, headers: { 'content-type': type } }))

        const outcomes: readonly Outcome[] | unknown = await write(sink, records).catch((thrown: unknown) => thrown)

        if (Array.isArray(outcomes)) expect(outcomes.map(({ status }) => status)).toEqual(['retry', 'retry'])
        else expect(isLogferryError(outcomes) && outcomes.code).toBe('LF_SINK_TOO_LARGE')
      }),
      { numRuns: 200 },
    )
  })
})

describe('what is said of an error', () => {
  const NOTHING_KNOWN = /^(?:\w{1,100}|no reason given)$/

  test('holds nothing of what a server quotes', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9 ]{6,30}$/), (value) => {
        const reasons = [
          `failed to parse field [n] of type [long] in document with id '${value}'. Preview of field's value: '${value}'`,
          `object mapping for [n] tried to parse field [n] as object, but found a concrete value ${value}`,
          `Provided Grok expressions do not match field value: [${value}]`,
          `no permissions for [indices:data/write/index] and User [name=${value}, backend_roles=[${value}], requestedTenant=null]`,
          `id [${value}] is too long, must be no longer than 512 bytes but was: 513`,
          `User: arn:aws:sts::1:assumed-role/${value} is not authorized to perform: es:ESHttpPost`,
          `${value}`,
        ]
        for (const reason of reasons) expect(errorText({ type: 'x_exception', reason, cause: value })).not.toContain(value)
      }),
    )
  })

  test('is short, and one line, whatever the server says', () => {
    fc.assert(
      fc.property(fc.anything(), fc.string({ unit: 'binary' }), fc.string({ minLength: 1000, maxLength: 5000 }), (error, type, long) => {
        expect(errorText(serverError(error))).toMatch(/^[^\n\r]{1,310}$/)
        expect(errorText({ type, reason: `${type}${long}`, cause: '' })).toMatch(NOTHING_KNOWN)
        const field = `failed to parse field [${long}] of type [long]`
        expect(errorText({ type: 't', reason: field, cause: '' }).length).toBeLessThanOrEqual(203)
      }),
    )
  })
})
