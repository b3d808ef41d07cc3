import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { defineSink, delivered, type LogRecord, rejected, retry } from '../../core/index.ts'
import { handler } from '../../lambda/handler.ts'
import { createHandler, type HandlerTerms } from '../../lambda/index.ts'
import type { InvocationReport } from '../../lambda/report.ts'
import { emptyFolder, sample } from '../cli/logferry.ts'

const payloads = readFileSync(sample('cloudwatch/mysql-slowquery.lambda-events.jsonl'), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line))
const context = (ms = 30_000) => ({ awsRequestId: 'r', getRemainingTimeInMillis: () => ms })

/** A sink that keeps what it gets, or does what it is told. */
function keeper(write?: (record: LogRecord) => ReturnType<typeof retry>) {
  const kept: LogRecord[] = []
  let made = 0
  const plugin = defineSink({
    name: 'keeper',
    summary: 'Keeps what it gets.',
    options: {},
    create() {
      made++
      return {
        keepsRefused: true,
        async write(records) {
          kept.push(...records)
          return records.map((record) => write?.(record) ?? delivered)
        },
      }
    },
  })
  return { plugin, kept, made: () => made }
}

const reports: InvocationReport[] = []
const logged: { message: string; facts: object }[] = []
const terms = (plugin: ReturnType<typeof keeper>['plugin'], config: object = {}): HandlerTerms => ({
  config: {
    plugins: ['keeper'],
    routes: [{ match: { logGroup: '/aws/rds/**/slowquery' }, parser: 'mysql-slow', to: ['kept'] }],
    sinks: { kept: { use: 'keeper', retry: { attempts: 1 } } },
    deadLetter: false,
    ...config,
  },
  plugins: [plugin],
  log: (message, facts = {}) => logged.push({ message, facts }),
  report: (report) => reports.push(report),
})

describe('the handler', () => {
  test('takes two parameters at the most, as Lambda wants it', () => {
    expect(handler.length).toBeLessThanOrEqual(2)
    expect(createHandler(terms(keeper().plugin)).length).toBeLessThanOrEqual(2)
  })

  test('takes real payloads all the way, and answers with counts', async () => {
    const { plugin, kept } = keeper()
    const run = createHandler(terms(plugin))

    const answers = []
    for (const payload of payloads) answers.push(await run(payload, context()))

    expect(answers[0]).toEqual({ received: 20, delivered: 20, dropped: 0, rejected: 0 })
    expect(answers.at(-1)).toEqual({ received: 0, delivered: 0, dropped: 0, rejected: 0 })
    expect(kept[1]).toMatchObject({
      origin: { source: 'cloudwatch', account: '123456789012', logStream: 'aurora-shop-instance-1' },
      fields: {
        Engine: 'mysql',
        Cluster: 'aurora-shop',
        Instance: 'aurora-shop-instance-1',
        'User@Host': 'root[root]',
        Query_time: 0.000817,
      },
    })
  })

  test('counts what comes as of the region of the function', async () => {
    vi.stubEnv('AWS_REGION', 'ap-northeast-2')
    const { plugin, kept } = keeper()

    await createHandler(terms(plugin))(payloads[0], context())

    expect(kept[0]?.origin.region).toBe('ap-northeast-2')
    vi.unstubAllEnvs()
  })

  test('reads its config once per process', async () => {
    const { plugin, made } = keeper()
    const run = createHandler(terms(plugin))

    await run(payloads[0], context())
    const after = made()
    await run(payloads[1], context())

    expect(made()).toBe(after)
  })

  test('that could not be made ready is tried again at the next event', async () => {
    const { plugin, kept } = keeper()
    const { config, plugins: _, ...rest } = terms(plugin)
    const file = path.join(emptyFolder(), 'plugins.config.json')
    const run = createHandler({ ...rest, config: file })

    await expect(run(payloads[0], context())).rejects.toThrow('LF_CONFIG_UNREADABLE')
    writeFileSync(path.join(path.dirname(file), 'keeper.mjs'), 'export default globalThis.keeper')
    writeFileSync(file, JSON.stringify({ ...(config as object), plugins: ['./keeper.mjs'] }))
    vi.stubGlobal('keeper', plugin)
    await run(payloads[0], context())
    vi.unstubAllGlobals()

    expect(kept.length).toBeGreaterThan(0)
  })

  test('throws where something must be sent again, and says what was in the way without a word of the log', async () => {
    const { plugin } = keeper((record) => retry('LF_SINK_UNAVAILABLE', String(record.fields['Query'])))

    const answer = createHandler(terms(plugin))(payloads[0], context())

    await expect(answer).rejects.toThrow('LF_NOT_DELIVERED 20 of 20 events must be sent again: LF_SINK_UNAVAILABLE 20')
  })

  test('acknowledges what was refused once it is kept', async () => {
    const { plugin } = keeper((record) => (record.refused === undefined ? (rejected('LF_SINK_REFUSED') as never) : (delivered as never)))
    const config = { sinks: { kept: { use: 'keeper' }, dead: { use: 'keeper' } }, deadLetter: 'dead' }

    expect(await createHandler(terms(plugin, config))(payloads[0], context())).toEqual({
      received: 20,
      delivered: 0,
      dropped: 0,
      rejected: 20,
    })
  })

  test('answers in time when a sink does not', async () => {
    const { plugin } = keeper(() => new Promise(() => undefined) as never)
    const deaf = { ...plugin, create: () => ({ write: () => new Promise(() => undefined) }) } as typeof plugin

    await expect(createHandler(terms(deaf))(payloads[0], context(2100))).rejects.toThrow(/LF_NOT_DELIVERED .* LF_DEADLINE 20/)
  })

  test('drops what comes from its own log group', async () => {
    const { plugin, kept } = keeper()

    const answer = await createHandler(terms(plugin))(payloads[0], { ...context(), logGroupName: '/aws/rds/cluster/aurora-shop/slowquery' })

    expect(answer).toMatchObject({ received: 20, dropped: 20 })
    expect(kept).toEqual([])
  })

  test('names the keys of an event that nothing knows', async () => {
    await expect(createHandler(terms(keeper().plugin))({ Records: [], secret: 'x' }, context())).rejects.toThrow(
      'LF_EVENT_UNKNOWN no source knows an event with the keys Records, secret',
    )
  })

  test('refuses to write to a disk that vanishes, and makes nothing', async () => {
    const folder = path.join(emptyFolder(), 'out')
    const config = {
      routes: [{ match: { logGroup: '**' }, parser: 'json', to: ['a'] }],
      sinks: { a: { use: 's3', options: { url: `file:${folder}` } } },
      deadLetter: false,
    }

    await expect(createHandler({ config })(payloads[0], context())).rejects.toThrow(
      `LF_FILE_URL_REFUSED these sinks would write to the function's own disk: a (file:${folder})`,
    )

    expect(existsSync(folder)).toBe(false)
  })

  test('says all that is wrong with its config', async () => {
    const config = { routs: [], sinks: {}, deadLetter: false }

    await expect(createHandler({ config })(payloads[0], context())).rejects.toThrow(/LF_CONFIG_INVALID[\s\S]*unknown key "routs"/)
  })
})
