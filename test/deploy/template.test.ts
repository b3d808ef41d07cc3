import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { emptyFolder, logferry } from '../cli/logferry.ts'
import { describeWithServer } from '../servers/describe-with-server.ts'

const TOKEN = 'hunter2-of-the-store'
const ENV = {
  SEARCH_URL: 'https://search-shop-abcdefghijklmnopqrstuvwxyz.eu-central-1.es.amazonaws.com',
  SECRET_KEY: TOKEN,
  LEVEL: '5',
}
const CONFIG = {
  routes: [
    {
      match: { logGroup: '**' },
      parser: 'json',
      to: ['search', 'lines', 'logs', { sink: 'archive', raw: true, when: { a: { gt: '${LEVEL}' } } }, 'other', 'password'],
    },
  ],
  sinks: {
    search: { use: 'opensearch', options: { url: '${SEARCH_URL}' } },
    lines: { use: 'opensearch', options: { url: 'https://abc123.eu-west-1.aoss.amazonaws.com' } },
    password: {
      use: 'opensearch',
      options: { url: 'https://search.example.com', user: 'u', password: '${secretsmanager:prod/search#password}' },
    },
    logs: { use: 's3', options: { url: 's3://acme-logs/slow', tags: { team: 'db' }, encryption: 'aws:kms', kmsKeyId: 'abc' } },
    archive: { use: 's3', options: { url: 's3://acme-archive' } },
    other: {
      use: 's3',
      options: { url: 's3://minio', endpoint: 'https://minio.example.com', accessKeyId: 'a', secretAccessKey: '${SECRET_KEY}' },
    },
  },
  renderers: {
    cpu: {
      use: 'cloudwatch-widget',
      options: { widget: { metrics: [['AWS/RDS', 'CPUUtilization', 'DBInstanceIdentifier', '{Instance}']] } },
    },
  },
  snapshots: { morning: { pictures: ['cpu'], for: [{ Instance: 'shop-1' }], to: ['logs'] } },
  deadLetter: 'logs',
  memory: 'logs',
}
const ASKED = [
  '--log-group',
  '/aws/rds/instance/shop-1/slowquery',
  '--stream',
  'arn:aws:kinesis:eu-central-1:123456789012:stream/slow',
  '--bucket',
  'acme-uploads',
  '--schedule',
  'morning=cron(0 8 * * ? *)',
]

async function synthesize(config: object = CONFIG, asked: readonly string[] = ASKED) {
  const folder = emptyFolder()
  writeFileSync(path.join(folder, 'plugins.config.json'), JSON.stringify(config))
  const ran = await logferry(['package', '--template', 'template.json', ...asked], { cwd: folder, env: ENV })
  const file = path.join(folder, 'template.json')
  return { ran, file, template: () => JSON.parse(readFileSync(file, 'utf8')) }
}

interface Statement {
  readonly Action: readonly string[]
  readonly Resource: unknown
}

describe('the role', () => {
  test('has the rights that the sinks and secrets of the config need, each said with what needs it, and no others', async () => {
    const { template, ran } = await synthesize()

    const [{ PolicyDocument: document }] = template().Resources.Role.Properties.Policies
    const own = 3
    const statements: readonly Statement[] = document.Statement.slice(own + 1, -1)
    const textOf = (resource: unknown) =>
      JSON.stringify(resource).replaceAll(/\$\{AWS::(\w+)\}|\{"Fn::Sub":|\}$|\[|\]|"/g, (_, name?: string) =>
        name === undefined ? '' : `<${name}>`,
      )
    expect(statements.map(({ Action, Resource }) => `${Action.join(' ')} on ${textOf(Resource).replaceAll('}', '')}`)).toEqual([
      'es:ESHttpPost on arn:<Partition>:es:eu-central-1:<AccountId>:domain/shop/*',
      'aoss:APIAccessAll on arn:<Partition>:aoss:eu-west-1:<AccountId>:collection/abc123',
      's3:PutObject s3:PutObjectTagging on arn:<Partition>:s3:::acme-logs/slow/*',
      's3:GetObject on arn:<Partition>:s3:::acme-logs/slow/_logferry/memory/*',
      's3:ListBucket on arn:<Partition>:s3:::acme-logs',
      'kms:GenerateDataKey kms:Decrypt on arn:<Partition>:kms:<Region>:<AccountId>:key/abc',
      's3:PutObject on arn:<Partition>:s3:::acme-archive/*',
      'cloudwatch:GetMetricWidgetImage on *',
      'secretsmanager:GetSecretValue on arn:<Partition>:secretsmanager:<Region>:<AccountId>:secret:prod/search-??????',
      's3:GetObject on arn:<Partition>:s3:::acme-uploads/*',
    ])
    expect(ran.stderr).toContain('(secret secretsmanager:prod/search)')
  })
})

describe('the template', () => {
  test('holds no secret; it asks for it', async () => {
    const { file, template, ran } = await synthesize()

    expect(readFileSync(file, 'utf8')).not.toContain(TOKEN)
    expect(`${ran.stdout}${ran.stderr}`).not.toContain(TOKEN)
    expect(template().Parameters.SecretKey).toMatchObject({ NoEcho: true })
    expect(template().Parameters.SecretKey).not.toHaveProperty('Default')
    expect(template().Parameters.Level).toMatchObject({ Default: '5' })
  })

  test('asks for a snapshot with the time of its schedule, so that asking again asks for the same', async () => {
    const { SnapshotMorning: rule } = (await synthesize()).template().Resources

    const [{ InputTransformer: input }] = rule.Properties.Targets
    expect(rule.Properties.ScheduleExpression).toBe('cron(0 8 * * ? *)')
    expect(input.InputPathsMap).toEqual({ time: '$.time' })
    expect(JSON.parse(input.InputTemplate.replace('<time>', '"2026-11-25T08:00:00Z"'))).toEqual({
      snapshot: 'morning',
      time: '2026-11-25T08:00:00Z',
    })
  })

  test('hands what failed to a queue that the function reads again for longer than an outage of hours, hidden for longer than an invocation', async () => {
    const { Resources: all, Parameters: parameters } = (await synthesize()).template()

    const { VisibilityTimeout: hidden, RedrivePolicy: redrive } = all.FailedEvents.Properties
    expect(hidden).toBeGreaterThanOrEqual(6 * parameters.TimeoutSeconds.MaxValue)
    expect(hidden * redrive.maxReceiveCount).toBeGreaterThan(24 * 3600)
    expect(all.FailedEventsMapping.Properties.FunctionResponseTypes).toEqual(['ReportBatchItemFailures'])
  })

  test.each([
    [['--log-group', 'with blanks'], 'LF_USAGE --log-group takes the name of a log group, not "with blanks"'],
    [['--stream', 'slow'], 'LF_USAGE --stream takes the ARN of a Kinesis stream, not "slow"'],
    [['--schedule', 'morning'], 'LF_USAGE --schedule takes NAME=cron(…) or NAME=rate(…), not "morning"'],
    [['--schedule', 'evening=rate(1 day)'], 'LF_USAGE --schedule takes a snapshot of the config (morning), not "evening"'],
  ])('is refused for %j, before anything is written', async (asked, message) => {
    const { ran, template } = await synthesize(CONFIG, asked)

    expect(ran.status).toBe(2)
    expect(ran.stderr).toContain(message)
    expect(template).toThrow('ENOENT')
  })
})

/** It reads the schemas of all of AWS first. */
const LINT_MS = 120_000

describeWithServer('cfn-lint-1.58.0', (folder) => {
  const lint = (file: string) =>
    promisify(execFile)(path.join(folder, 'bin/python'), [
      '-c',
      'from cfnlint.runner import main; main()',
      '--format',
      'parseable',
      file,
    ]).then(
      () => '',
      ({ stdout }: { readonly stdout: string }) => stdout,
    )

  test(
    'finds nothing in the template, with all there can be in it, or with nothing',
    async () => {
      const [full, bare] = await Promise.all([synthesize(), synthesize(CONFIG, [])])

      expect(await lint(full.file)).toBe('')
      expect(await lint(bare.file)).toBe('')
    },
    LINT_MS,
  )

  test(
    'would find a misspelt property',
    async () => {
      const { file, template } = await synthesize()
      const broken = template()
      broken.Resources.Function.Properties.Timeot = 3
      writeFileSync(file, JSON.stringify(broken))

      expect(await lint(file)).toContain('Timeot')
    },
    LINT_MS,
  )
})
