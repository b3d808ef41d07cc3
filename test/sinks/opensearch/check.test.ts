import { describe, expect, test } from 'vitest'
import { type Answerer, loopback, type Reply } from './loopback.ts'
import { openSink } from './open-sink.ts'

const never = new AbortController().signal

const NO_REQUESTS: Reply = {
  status: 400,
  body: { error: { type: 'action_request_validation_exception', reason: 'Validation Failed: 1: no requests added;' } },
}
const VERSION: Reply = { body: { version: { distribution: 'opensearch', number: '2.19.3' } } }
const TEMPLATE: Reply = { body: { index_templates: [{}] } }
const DENIED: Reply = {
  status: 403,
  body: { error: { type: 'security_exception', reason: 'no permissions for [cluster:monitor/main] and User [name=hidden]' } },
}

/** What `check` finds at a server that answers so, without the host, which each of them names. */
async function find(replies: { bulk?: Reply; version?: Reply; template?: Reply }, options: Readonly<Record<string, unknown>> = {}) {
  const { bulk = NO_REQUESTS, version = VERSION, template = TEMPLATE } = replies
  const answer: Answerer = ({ path }) => (path === '/_bulk' ? bulk : path === '/' ? version : template)
  const server = await loopback(answer)
  const findings = (await openSink(server.url, options).sink.check?.(never)) ?? []
  const { host } = new URL(server.url)
  return {
    found: findings.map(({ level, code, detail }) => [level, code, detail.replace(host, 'it')]),
    asked: server.heard.map(({ method, path, body }) => [method, path, body]),
  }
}

const BULK = ['ok', 'LF_SINK_UNAVAILABLE', 'it takes requests to _bulk; what this user may write shows at the first document']
const KNOWN = ['ok', 'LF_SINK_UNFIT', 'it is OpenSearch 2.19.3']
const THERE = ['ok', 'LF_SINK_UNFIT', 'it: the index template logferry-cwl is there']

describe('check', () => {
  test('finds a server that is set up, and asks it nothing that would change it', async () => {
    const { found, asked } = await find({})

    expect(found).toEqual([BULK, KNOWN, THERE])
    expect(asked).toEqual([
      ['POST', '/_bulk', '\n'],
      ['GET', '/', ''],
      ['GET', '/_index_template/logferry-cwl', ''],
    ])
  })

  test('says what is missing, and what to do', async () => {
    const missing = { template: { status: 404, body: { error: { type: 'resource_not_found_exception' } } } }

    expect((await find(missing)).found[2]).toEqual([
      'warning',
      'LF_SINK_UNFIT',
      'it: the index template logferry-cwl is missing, and without it fields may conflict, and are then kept in @salvaged. Run `logferry setup`, or give a template of your own',
    ])
    expect((await find(missing, { dataStream: 'logs-mysql' })).found[2]).toEqual([
      'error',
      'LF_SINK_UNFIT',
      'it: the index template logferry-logs-mysql is missing, and without one the server makes an ordinary index, no data stream. Run `logferry setup`, or give a template of your own',
    ])
  })

  test('is content with a user who may write, and nothing else', async () => {
    const { found } = await find({ version: DENIED, template: DENIED })

    expect(found).toEqual([
      BULK,
      ['ok', 'LF_SINK_DENIED', 'it: its version may not be asked for (`cluster:monitor/main`), which a writer need not'],
      [
        'ok',
        'LF_SINK_DENIED',
        'it: the index template logferry-cwl may not be asked for (`indices:admin/index_template/get`), which a writer need not',
      ],
    ])
  })

  test.each<[string, Reply, readonly string[]]>([
    ['Serverless, which says none', { status: 404 }, ['ok', 'LF_SINK_UNFIT', 'it does not say its version, as Serverless does not']],
    [
      'an older one',
      { body: { version: { distribution: 'opensearch', number: '1.3.20' } } },
      [
        'warning',
        'LF_SINK_UNFIT',
        expect.stringMatching(/^it is OpenSearch 1\.3\.20; logferry is tested with OpenSearch 2 and 3: /) as unknown as string,
      ],
    ],
    [
      'a newer one',
      { body: { version: { distribution: 'opensearch', number: '3.4.0' } } },
      ['ok', 'LF_SINK_UNFIT', 'it is OpenSearch 3.4.0'],
    ],
    [
      'another product',
      { body: { version: { number: '7.10.2' } } },
      ['warning', 'LF_SINK_UNFIT', expect.stringMatching(/^it is Elasticsearch 7\.10\.2; /) as unknown as string],
    ],
  ])('tells the version of %s', async (_, version, finding) => {
    expect((await find({ version })).found[1]).toEqual(finding)
  })

  test.each<[string, Reply, string, RegExp]>([
    [
      'who is not let in',
      { status: 401, body: 'Unauthorized' },
      'LF_SINK_DENIED',
      /^it: HTTP 401\. The server wants to know who asks: set `user` and `password`.*[^.]$/,
    ],
    [
      'what is no OpenSearch',
      { body: '<html>', headers: { 'content-type': 'text/html' } },
      'LF_SINK_UNFIT',
      /^it: HTTP 200, but not the answer to _bulk\. Check `url`.*[^.]$/,
    ],
    ['a server that is not ready', { status: 503 }, 'LF_SINK_UNAVAILABLE', /^it: HTTP 503$/],
  ])('ends with the error of %s', async (_, bulk, code, detail) => {
    const { found, asked } = await find({ bulk })

    expect(found).toEqual([['error', code, expect.stringMatching(detail)]])
    expect(asked).toHaveLength(1)
  })

  test('ends with the error of a server that is not there', async () => {
    expect(await openSink('http://127.0.0.1:9').sink.check?.(never)).toEqual([
      { level: 'error', code: 'LF_SINK_UNAVAILABLE', detail: '127.0.0.1:9: nothing listens there (ECONNREFUSED)' },
    ])
  })

  test('goes on where one answer is broken off, and looks for no template of names that have no beginning', async () => {
    const server = await loopback(({ path }) => (path === '/_bulk' ? NO_REQUESTS : 'reset'))
    const { sink } = openSink(server.url, { index: '{Instance}-slow' })

    const findings = await sink.check?.(never)

    expect(findings?.map(({ level, code }) => [level, code])).toEqual([
      ['ok', 'LF_SINK_UNAVAILABLE'],
      ['warning', 'LF_SINK_UNAVAILABLE'],
      ['warning', 'LF_OPTION_INVALID'],
    ])
  })
})
