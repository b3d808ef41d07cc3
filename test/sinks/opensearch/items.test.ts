import { describe, expect, test } from 'vitest'
import { recordOf, write } from '../sink.ts'
import { actionsIn, answerItems, CONFLICT, CREATED, type ItemAnswer, loopback } from './loopback.ts'
import { openSink } from './open-sink.ts'

/** As OpenSearch 2.19.3 and 3.4.0 say it. `hidden` stands for what comes from a log. */
const error = (status: number, type: string, reason: string, more: object = {}): ItemAnswer => ({
  status,
  error: { type, reason, ...more },
})

const neighbours = [recordOf({ id: 'before' }), recordOf({ id: 'it' }), recordOf({ id: 'after' })]

/** Writes a record between two others, of which only it gets that answer, each time. */
async function outcomeOf(item: ItemAnswer) {
  const server = await loopback(({ body }) => answerItems(body, ({ id }) => (id === 'it' ? item : CREATED)))
  const { sink, said } = openSink(server.url, { salvage: false })
  const outcomes = await write(sink, neighbours)
  await write(sink, neighbours)
  return { outcomes, said, bodies: server.heard.map(({ body }) => body) }
}

describe('one item of an answer: its outcome is that of its record, and its neighbours have their own', () => {
  test.each<[string, ItemAnswer, object]>([
    ['201', CREATED, { status: 'delivered' }],
    ['200', { status: 200, result: 'updated' }, { status: 'delivered' }],
    ['409: it is there already', CONFLICT, { status: 'delivered' }],
    ['409 without a type', { status: 409 }, { status: 'delivered' }],
    ['noop', { status: 200, result: 'noop' }, { status: 'dropped', reason: 'an ingest pipeline dropped it' }],
    [
      '429 of a full queue',
      error(
        429,
        'rejected_execution_exception',
        'rejected execution of processing of [5][indices:data/write/bulk[s][p]]: request: BulkShardRequest [[x][0]] containing [hidden] requests',
      ),
      { status: 'retry', code: 'LF_SINK_UNAVAILABLE' },
    ],
    [
      '503 of a shard that is away',
      error(503, 'unavailable_shards_exception', '[x][0] primary shard is not active Timeout: [1s], request: [hidden]'),
      { status: 'retry', code: 'LF_SINK_UNAVAILABLE' },
    ],
    [
      '500 of a mapping that took too long',
      error(500, 'mapper_exception', 'timed out while waiting for a dynamic mapping update'),
      { status: 'retry', code: 'LF_SINK_UNAVAILABLE' },
    ],
    ['408', { status: 408 }, { status: 'retry', code: 'LF_SINK_UNAVAILABLE' }],
    ['502 without an error', { status: 502 }, { status: 'retry', code: 'LF_SINK_UNAVAILABLE' }],
    ['409 of another kind', error(409, 'resource_already_exists_exception', 'hidden'), { status: 'retry', code: 'LF_SINK_UNAVAILABLE' }],
    ['302, which is no answer', { status: 302 }, { status: 'retry', code: 'LF_SINK_UNAVAILABLE' }],
    [
      '500 of a pipeline that fails it',
      error(500, 'fail_processor_exception', 'hidden'),
      { status: 'rejected', code: 'LF_SINK_REFUSED', detail: 'HTTP 500, fail_processor_exception' },
    ],
    [
      '400 of a field that cannot be parsed',
      error(
        400,
        'mapper_parsing_exception',
        "failed to parse field [n] of type [long] in document with id 'hidden'. Preview of field's value: 'hidden'",
      ),
      {
        status: 'rejected',
        code: 'LF_SINK_REFUSED',
        detail: 'HTTP 400, mapper_parsing_exception: failed to parse field [n] of type [long]',
      },
    ],
    [
      '400 of a pipeline',
      error(400, 'illegal_argument_exception', 'Provided Grok expressions do not match field value: [hidden]'),
      { status: 'rejected', code: 'LF_SINK_REFUSED', detail: 'HTTP 400, illegal_argument_exception' },
    ],
    [
      '400 of a name',
      error(400, 'invalid_index_name_exception', 'Invalid index name [hidden], must be lowercase'),
      { status: 'rejected', code: 'LF_SINK_REFUSED' },
    ],
    ['404 of another kind', error(404, 'document_missing_exception', 'hidden'), { status: 'rejected', code: 'LF_SINK_REFUSED' }],
    ['400 whose error is a text', { status: 400, error: 'hidden' }, { status: 'rejected', detail: 'HTTP 400, no reason given' }],
    ['400 whose type is no word', error(400, 'hidden text', 'hidden'), { status: 'rejected', detail: 'HTTP 400, no reason given' }],
    ['no item', undefined, { status: 'retry', code: 'LF_SINK_UNAVAILABLE', detail: 'the answer does not say what became of it' }],
    [
      'an item of another id',
      { status: 201, _id: 'other' },
      { status: 'retry', code: 'LF_SINK_UNAVAILABLE', detail: 'the answer does not say what became of it' },
    ],
  ])('%s', async (_, item, outcome) => {
    const { outcomes, said } = await outcomeOf(item)

    expect(outcomes).toEqual([{ status: 'delivered' }, expect.objectContaining(outcome), { status: 'delivered' }])
    expect(JSON.stringify(outcomes)).not.toContain('hidden')
    expect(said).toEqual([])
  })
})

describe('an item that says what meets every record: it waits for a person, who is told once what to do', () => {
  test.each<[string, ItemAnswer, string, string, RegExp]>([
    [
      '429 of a full disk',
      error(
        429,
        'cluster_block_exception',
        'index [cwl-x] blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark, index has read-only-allow-delete block];',
      ),
      'LF_SINK_FULL',
      'HTTP 429, cluster_block_exception: index [cwl-x] blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark, index has read-only-allow-delete block]',
      /disk space/,
    ],
    [
      '403 of a block',
      error(403, 'cluster_block_exception', 'index [cwl-x] blocked by: [FORBIDDEN/8/index write (api)];'),
      'LF_SINK_BLOCKED',
      'HTTP 403, cluster_block_exception: index [cwl-x] blocked by: [FORBIDDEN/8/index write (api)]',
      /index\.blocks/,
    ],
    [
      '400 of a closed index',
      error(400, 'index_closed_exception', 'closed'),
      'LF_SINK_BLOCKED',
      'HTTP 400, index_closed_exception: closed',
      /_open/,
    ],
    [
      '403 of a right that is missing',
      error(
        403,
        'security_exception',
        'no permissions for [indices:admin/mapping/put] and User [name=hidden, backend_roles=[], requestedTenant=null]',
      ),
      'LF_SINK_DENIED',
      'HTTP 403, security_exception: no permissions for [indices:admin/mapping/put]',
      /indices:admin\/mapping\/put/,
    ],
    ['403 without a type', { status: 403 }, 'LF_SINK_DENIED', 'HTTP 403, no reason given', /role/],
    ['401', { status: 401 }, 'LF_SINK_DENIED', 'HTTP 401, no reason given', /role/],
    [
      '404 of an index that is not made by itself',
      error(404, 'index_not_found_exception', 'no such index [hidden]'),
      'LF_SINK_UNFIT',
      'HTTP 404, index_not_found_exception: no such index',
      /auto_create_index/,
    ],
    [
      '400 of too many shards',
      error(
        400,
        'validation_exception',
        'Validation Failed: 1: this action would add [2] total shards, but this cluster currently has [24]/[1] maximum shards open;',
      ),
      'LF_SINK_UNFIT',
      'HTTP 400, validation_exception: Validation Failed: 1: this action would add [2] total shards, but this cluster currently has [24]/[1] maximum shards open',
      /max_shards_per_node/,
    ],
    [
      '400 of too many shards, as 3.x says it',
      error(
        400,
        'validation_exception',
        'Validation Failed: 1: this action would add [2] total LOCAL_ONLY shards, but this cluster currently has [24]/[1] maximum LOCAL_ONLY shards open;',
      ),
      'LF_SINK_UNFIT',
      'HTTP 400, validation_exception: Validation Failed: 1: this action would add [2] total LOCAL_ONLY shards, but this cluster currently has [24]/[1] maximum LOCAL_ONLY shards open',
      /max_shards_per_node/,
    ],
    [
      '400 of an alias',
      error(400, 'illegal_argument_exception', 'no write index is defined for alias [hidden]. The write index may be explicitly disabled'),
      'LF_SINK_UNFIT',
      'HTTP 400, illegal_argument_exception: no write index is defined for alias',
      /is_write_index/,
    ],
    [
      '400 of a pipeline that is not there',
      error(400, 'illegal_argument_exception', 'pipeline with id [clean] does not exist'),
      'LF_SINK_UNFIT',
      'HTTP 400, illegal_argument_exception: pipeline with id [clean] does not exist',
      /default_pipeline/,
    ],
    [
      '400 of a collection that makes its own ids',
      error(400, 'illegal_argument_exception', 'Document ID is not supported in create/index operation request'),
      'LF_SINK_UNFIT',
      'HTTP 400, illegal_argument_exception: Document ID is not supported',
      /"ids": false/,
    ],
  ])('%s', async (_, item, code, detail, remedy) => {
    const { outcomes, said } = await outcomeOf(item)

    // Longer than the core waits: it gives the records back to their source.
    const retry = { status: 'retry', code, detail, retryAfterMs: 300_000 }
    expect(outcomes).toEqual([{ status: 'delivered' }, retry, { status: 'delivered' }])
    const index = 'cwl-aws-rds-instance-shop-1-slowquery-2026.11.22'
    expect(said).toEqual([
      { message: 'records have to wait', facts: { sink: 'search', index, reason: detail, remedy: expect.stringMatching(remedy) } },
    ])
  })
})

describe('a mapping that another document has just made', () => {
  const race = error(400, 'illegal_argument_exception', 'mapper [Query_time] cannot be changed from type [long] to [float]')

  test('is tried again at once, in the same write, as it was', async () => {
    let tries = 0
    const server = await loopback(({ body }) => answerItems(body, ({ id }) => (id === 'it' && ++tries === 1 ? race : CREATED)))

    const outcomes = await write(openSink(server.url, { salvage: false }).sink, neighbours)

    expect(outcomes).toEqual(neighbours.map(() => ({ status: 'delivered' })))
    const [first, second] = server.heard.map(({ body }) => actionsIn(body))
    expect(second).toEqual([first?.[1]])
  })

  test('and only once: then it is a conflict like any other', async () => {
    const { outcomes, bodies } = await outcomeOf(race)

    expect(outcomes[1]).toMatchObject({
      status: 'rejected',
      code: 'LF_SINK_REFUSED',
      detail: 'HTTP 400, illegal_argument_exception: mapper [Query_time] cannot be changed from type [long] to [float]',
    })
    expect(bodies.map((body) => actionsIn(body).length)).toEqual([3, 1, 3, 1])
  })
})

describe('items are matched by id', () => {
  const answerOf =
    (ids: readonly string[], items: readonly (readonly [string, number])[]) => async (options: Readonly<Record<string, unknown>>) => {
      const { url } = await loopback(() => ({
        body: { took: 1, errors: true, items: items.map(([_id, status]) => ({ create: { _index: '.ds-x-000001', _id, status } })) },
      }))
      const outcomes = await write(
        openSink(url, options).sink,
        ids.map((id) => recordOf({ id })),
      )
      return outcomes.map(({ status }) => status)
    }

  test.each<[string, readonly string[], readonly (readonly [string, number])[], readonly string[]]>([
    [
      'in whatever order they come',
      ['a', 'b', 'c'],
      [
        ['c', 400],
        ['a', 201],
        ['b', 429],
      ],
      ['delivered', 'retry', 'rejected'],
    ],
    [
      'whatever else comes with them',
      ['a', 'b'],
      [
        ['x', 400],
        ['b', 201],
        ['a', 201],
        ['y', 500],
      ],
      ['delivered', 'delivered'],
    ],
    [
      'where one is missing, it is sent again',
      ['a', 'b', 'c'],
      [
        ['a', 201],
        ['c', 201],
      ],
      ['delivered', 'retry', 'delivered'],
    ],
    [
      'an id that is twice in a body gets what is said of both',
      ['a', 'a', 'b'],
      [
        ['a', 201],
        ['a', 409],
        ['b', 201],
      ],
      ['delivered', 'delivered', 'delivered'],
    ],
    [
      'or the worse of both, for nobody knows which is which',
      ['a', 'b', 'a'],
      [
        ['b', 201],
        ['a', 400],
        ['a', 201],
      ],
      ['rejected', 'delivered', 'rejected'],
    ],
    [
      'an id that is twice in a body, but once in the answer, is sent again',
      ['a', 'a', 'b'],
      [
        ['a', 201],
        ['b', 201],
      ],
      ['retry', 'retry', 'delivered'],
    ],
    [
      'half a character is the same on both sides',
      ['a\ud800', 'b'],
      [
        ['b', 201],
        ['a\ufffd', 400],
      ],
      ['rejected', 'delivered'],
    ],
  ])('%s', async (_, ids, items, statuses) => {
    expect(await answerOf(ids, items)({})).toEqual(statuses)
  })

  test('and without ids by their place, if there are as many', async () => {
    const ids = ['a', 'b', 'c']

    expect(
      await answerOf(ids, [
        ['1', 201],
        ['2', 400],
        ['3', 429],
      ])({ ids: false }),
    ).toEqual(['delivered', 'rejected', 'retry'])
    expect(
      await answerOf(ids, [
        ['1', 201],
        ['2', 400],
      ])({ ids: false }),
    ).toEqual(['retry', 'retry', 'retry'])
    expect(
      await answerOf(ids, [
        ['1', 201],
        ['2', 201],
        ['3', 201],
        ['4', 201],
      ])({ ids: false }),
    ).toEqual(['retry', 'retry', 'retry'])
  })
})

test('what the answer says of all together does not matter: the items count', async () => {
  for (const [errors, status] of [
    [true, 201],
    [false, 400],
  ] as const) {
    const { url } = await loopback(() => ({ body: { took: 1, errors, items: [{ create: { _id: 'a', status } }] } }))

    const [outcome] = await write(openSink(url).sink, [recordOf({ id: 'a' })])

    expect(outcome?.status).toBe(status === 201 ? 'delivered' : 'rejected')
  }
})
