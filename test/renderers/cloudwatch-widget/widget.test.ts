import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { LogRecord, Picture } from '../../../core/index.ts'
import { examplePicture, exampleRecord, fakeContext, instanceOf, rendererSuite } from '../../../core/testing/index.ts'
import cloudwatchWidget from '../../../renderers/cloudwatch-widget/index.ts'
import { createPace } from '../../../renderers/cloudwatch-widget/pace.ts'
import { type Answerer, loopback } from '../../sinks/opensearch/loopback.ts'
import { cloudwatch, failure, PICTURE, stubKeys, widgetIn } from './cloudwatch.ts'

const never = new AbortController().signal
const CPU = { metrics: [['AWS/RDS', 'CPUUtilization', 'DBInstanceIdentifier', '{Instance}']] }
const SUBJECT = exampleRecord({ time: Date.parse('2026-11-25T04:00:22.917Z') })

beforeEach(() => stubKeys())
afterEach(() => vi.unstubAllEnvs())

const draw = (options: object, subject: LogRecord = SUBJECT, signal = never): Promise<Picture> =>
  instanceOf(cloudwatchWidget, { widget: CPU, region: 'eu-central-1', ...options }, fakeContext('cpu', { now: Date.now })).render(
    { subject, records: [] },
    signal,
  )

/** The widget that CloudWatch hears of, for these options. */
async function asked(options: object, subject?: LogRecord) {
  const { url, heard } = await cloudwatch()
  const { title } = await draw({ endpoint: url, ...options }, subject)
  return { ...widgetIn(heard[0]), pictureTitle: title }
}

describe('it keeps the contract of renderers', () => {
  const open = (answer?: Answerer) => async () => ({
    options: { widget: CPU, region: 'eu-central-1', endpoint: (await cloudwatch(answer)).url },
  })
  const cases = rendererSuite({
    plugin: cloudwatchWidget,
    open: open(),
    openBroken: open(() => failure(400, 'ValidationException')),
    openSilent: open(() => 'hang'),
  })
  for (const { name, run } of cases) test(name, run)
})

describe('a picture', () => {
  test('is asked for in the JSON protocol with a signature that holds, and comes as CloudWatch drew it', async () => {
    const { url, heard } = await cloudwatch()

    const { png, title } = await draw({ endpoint: url })

    expect(Buffer.from(png).equals(Buffer.from(examplePicture().png))).toBe(true)
    expect(title).toBe('CPUUtilization of shop-1')
    expect(heard).toHaveLength(1)
    expect(widgetIn(heard[0])).toEqual({
      metrics: [['AWS/RDS', 'CPUUtilization', 'DBInstanceIdentifier', 'shop-1']],
      width: 900,
      height: 450,
      title: 'CPUUtilization of shop-1',
      start: '2026-11-25T01:00:22.917Z',
      end: '2026-11-25T04:00:22.917Z',
    })
  })

  test('is of the widget as the console shows it: the options stand above it, the record above both', async () => {
    const source = {
      ...{ view: 'timeSeries', stacked: false, region: 'eu-central-1', period: 60, stat: 'Maximum', width: 1318, height: 250 },
      ...{ start: '-PT12H30M', end: 'P0D', title: 'CPU of {Instance}', theme: 'dark' },
      metrics: [
        ['AWS/RDS', 'CPUUtilization', 'DBInstanceIdentifier', '{Instance}', { label: '${MAX} of {User@Host}', id: 'm1' }],
        ['.', 'ReadIOPS', '.', '.', { yAxis: 'right' }],
        [{ expression: "SEARCH('{AWS/RDS,DBInstanceIdentifier} {Instance}', 'Average', 300)", id: 'e1' }],
      ],
      annotations: { horizontal: [{ value: 80, label: 'busy on {Instance}' }] },
    }
    const subject = { ...SUBJECT, fields: { ...SUBJECT.fields, 'User@Host': 'app[app]' } }

    const whole = await asked({ widget: source, region: undefined }, subject)
    const sized = await asked(
      { widget: source, width: 640, height: 360, theme: 'light', beforeMinutes: 60, afterMinutes: 15, timeZone: 'Asia/Seoul' },
      subject,
    )

    expect(whole).toEqual({
      ...source,
      metrics: [
        ['AWS/RDS', 'CPUUtilization', 'DBInstanceIdentifier', 'shop-1', { label: '${MAX} of app[app]', id: 'm1' }],
        source.metrics[1],
        [{ expression: "SEARCH('{AWS/RDS,DBInstanceIdentifier} shop-1', 'Average', 300)", id: 'e1' }],
      ],
      annotations: { horizontal: [{ value: 80, label: 'busy on shop-1' }] },
      title: 'CPU of shop-1',
      start: '2026-11-24T15:30:22.917Z',
      end: '2026-11-25T04:00:22.917Z',
      pictureTitle: 'CPU of shop-1',
    })
    expect(sized).toMatchObject({
      width: 640,
      height: 360,
      theme: 'light',
      timezone: '+0900',
      start: '2026-11-25T03:00:22.917Z',
      end: '2026-11-25T04:15:22.917Z',
    })
  })

  test.each([
    ['the option', { region: 'eu-central-1', widget: { ...CPU, region: 'us-east-2' } }, 'us-west-1', 'eu-central-1'],
    ['the widget', { region: undefined, widget: { ...CPU, region: 'us-east-2' } }, 'us-west-1', 'us-east-2'],
    ['the log group', { region: undefined }, 'us-west-1', 'us-west-1'],
    ['the environment', { region: undefined }, undefined, 'ap-northeast-2'],
  ])('is asked for in the region of %s', async (_, options, ofRecord, region) => {
    stubKeys({ AWS_REGION: 'ap-northeast-2' })
    const { url } = await cloudwatch(undefined, region)
    const subject = { ...SUBJECT, origin: { ...SUBJECT.origin, ...(ofRecord === undefined ? {} : { region: ofRecord }) } }

    expect(await draw({ ...options, endpoint: url }, subject)).toMatchObject({ title: 'CPUUtilization of shop-1' })
  })

  test('is asked for again when CloudWatch was busy', async () => {
    const { url, heard } = await cloudwatch((_, count) => (count < 3 ? failure(400, 'ThrottlingException') : PICTURE))

    await draw({ endpoint: url })

    expect(heard).toHaveLength(3)
  })
})

describe('what goes wrong is said with its code, and costs that picture only', () => {
  const unanswered = 'CloudWatch answered HTTP'
  test.each<[string, Answerer, string, string]>([
    [
      'it throttles for good',
      () => failure(400, 'ThrottlingException', 'Rate exceeded'),
      'LF_PICTURE_UNAVAILABLE',
      `${unanswered} 400 ThrottlingException, Rate exceeded`,
    ],
    ['it breaks', () => failure(500, 'InternalServiceFault'), 'LF_PICTURE_UNAVAILABLE', `${unanswered} 500 InternalServiceFault`],
    ['it breaks without words', () => ({ status: 503 }), 'LF_PICTURE_UNAVAILABLE', `${unanswered} 503`],
    ['it closes the connection', () => 'reset', 'LF_PICTURE_UNAVAILABLE', 'CloudWatch cannot be reached: ECONNRESET'],
    ['it breaks off', () => 'break off', 'LF_PICTURE_UNAVAILABLE', 'CloudWatch cannot be reached: '],
    [
      'it forbids',
      () => failure(403, 'AccessDeniedException', 'User x may not'),
      'LF_PICTURE_DENIED',
      `${unanswered} 403 AccessDeniedException, User x may not`,
    ],
    ['it does not know the key', () => failure(403, 'UnrecognizedClientException'), 'LF_PICTURE_DENIED', 'UnrecognizedClientException'],
    ['the token is old', () => failure(403, 'ExpiredTokenException'), 'LF_CREDENTIALS_EXPIRED', 'ExpiredTokenException'],
    [
      'it refuses the widget',
      () => failure(400, 'ValidationException', 'bad widget'),
      'LF_PICTURE_FAILED',
      `${unanswered} 400 ValidationException, bad widget`,
    ],
    ['no picture comes', () => ({ body: {} }), 'LF_PICTURE_FAILED', 'CloudWatch sent an empty picture'],
    ['an empty picture comes', () => ({ body: { MetricWidgetImage: '' } }), 'LF_PICTURE_FAILED', 'CloudWatch sent an empty picture'],
    ['another kind of picture comes', () => picture(Buffer.from('GIF89a')), 'LF_PICTURE_FAILED', 'CloudWatch sent what is no PNG'],
    [
      'half a picture comes',
      () => picture(examplePicture().png.slice(0, -5)),
      'LF_PICTURE_FAILED',
      'CloudWatch sent a picture that is cut off',
    ],
    ['a page comes', () => ({ headers: { 'content-type': 'text/html' }, body: '<html>proxy</html>' }), 'LF_PICTURE_FAILED', ''],
  ])('%s', async (_, answer, code, detail) => {
    const { url } = await cloudwatch(answer)

    await expect(draw({ endpoint: url })).rejects.toMatchObject({ code, detail: expect.stringContaining(detail) })
  })

  test('it does not answer, until the signal', async () => {
    const { url } = await cloudwatch(() => 'hang')

    await expect(draw({ endpoint: url }, SUBJECT, AbortSignal.timeout(50))).rejects.toMatchObject({
      code: 'LF_PICTURE_UNAVAILABLE',
      detail: 'CloudWatch gave no answer in time',
    })
  })

  test('nothing listens there', async () => {
    await expect(draw({ endpoint: 'http://127.0.0.1:9' })).rejects.toMatchObject({
      code: 'LF_PICTURE_UNAVAILABLE',
      detail: expect.stringContaining('ECONNREFUSED'),
    })
  })

  test('there are no credentials: nothing is asked of CloudWatch, nor of the machine a second time', async () => {
    const metadata = await loopback(() => ({ status: 404 }))
    stubKeys({ AWS_ACCESS_KEY_ID: undefined, AWS_EC2_METADATA_DISABLED: undefined, AWS_EC2_METADATA_SERVICE_ENDPOINT: metadata.url })
    const { url, heard } = await cloudwatch()
    const renderer = instanceOf(
      cloudwatchWidget,
      { widget: CPU, region: 'eu-central-1', endpoint: url },
      fakeContext('cpu', { now: Date.now }),
    )
    const once = () => renderer.render({ subject: SUBJECT, records: [] }, never)

    await expect(once()).rejects.toMatchObject({ code: 'LF_CREDENTIALS_MISSING' })
    const looked = metadata.heard.length
    await expect(once()).rejects.toMatchObject({ code: 'LF_CREDENTIALS_MISSING' })

    expect(heard).toHaveLength(0)
    expect(metadata.heard).toHaveLength(looked)
  })

  test('no region is known', async () => {
    await expect(draw({ region: undefined })).rejects.toMatchObject({
      code: 'LF_PICTURE_FAILED',
      detail: 'no region is known: set `region`, or AWS_REGION',
    })
  })

  test.each([
    ['has not what the widget asks for', { fields: {} }, 'the record has no "Instance", which the widget asks for'],
    ['has an empty one', { fields: { Instance: '' } }, 'the record has no "Instance", which the widget asks for'],
    ['has no time', { time: Number.NaN }, 'the record has no time that CloudWatch knows'],
    ['has a time that is none', { time: 8.64e15 }, 'the record has no time that CloudWatch knows'],
    [
      'makes it too long',
      { fields: { Instance: 'x'.repeat(110_000) } },
      'the widget is too long for CloudWatch, now that the fields are filled in',
    ],
  ])('the record %s', async (_, more, detail) => {
    await expect(draw({}, { ...SUBJECT, ...more })).rejects.toMatchObject({ code: 'LF_PICTURE_FAILED', detail })
  })
})

const picture = (png: Uint8Array) => ({ body: { MetricWidgetImage: Buffer.from(png).toString('base64') } })

describe('the pace', () => {
  test('lets so many through in a second, in order', async () => {
    const pace = createPace(50)
    const began = performance.now()
    const passed: number[] = []

    await Promise.all(Array.from({ length: 6 }, (_, i) => pace(never).then(() => passed.push(i))))

    expect(passed).toEqual([0, 1, 2, 3, 4, 5])
    expect(performance.now() - began).toBeGreaterThan(95)
  })

  test('and none that no longer waits', async () => {
    const pace = createPace(0.001)
    await pace(never)

    await expect(pace(AbortSignal.timeout(10))).rejects.toThrow()
    await expect(pace(AbortSignal.abort())).rejects.toThrow()
  })
})
