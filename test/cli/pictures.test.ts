import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { examplePicture } from '../../core/testing/index.ts'
import { cloudwatch, failure, KEYS, PICTURE, widgetIn } from '../renderers/cloudwatch-widget/cloudwatch.ts'
import type { Answerer } from '../sinks/opensearch/loopback.ts'
import { emptyFolder, filesBelow, logferry, sample } from './logferry.ts'

const ENV = {
  AWS_ACCESS_KEY_ID: KEYS.accessKeyId,
  AWS_SECRET_ACCESS_KEY: KEYS.secretAccessKey,
  AWS_REGION: 'eu-central-1',
  AWS_EC2_METADATA_DISABLED: 'true',
  HOME: '/nowhere',
}

/** A folder with a config whose `cpu` asks a CloudWatch that answers so. */
async function folderWith(answer?: Answerer) {
  const { url, heard } = await cloudwatch(answer)
  const folder = emptyFolder()
  const config = {
    routes: [
      {
        match: { logGroup: '/aws/rds/**' },
        parser: 'mysql-slow',
        transforms: ['fingerprint'],
        to: [{ sink: 'alerts', when: { Query_time: { gt: 5 } } }],
      },
    ],
    sinks: {
      alerts: { use: 'slack', options: { url: 'file:./out/slack', channel: '#alerts' } },
      kept: { use: 's3', options: { url: 'file:./out/kept' } },
    },
    renderers: {
      cpu: {
        use: 'cloudwatch-widget',
        options: { endpoint: url, widget: { metrics: [['AWS/RDS', 'CPUUtilization', 'DBInstanceIdentifier', '{Instance}']] } },
      },
      slow: { use: 'chart', options: { thresholdSeconds: 5 } },
    },
    snapshots: { morning: { pictures: ['cpu'], for: [{ Instance: 'prod-1' }, { Instance: 'prod-2' }], to: ['alerts'] } },
    deadLetter: false,
    memory: 'kept',
  }
  writeFileSync(path.join(folder, 'plugins.config.json'), JSON.stringify(config))
  const run = (...args: readonly string[]) => logferry(args, { cwd: folder, env: ENV })
  const posted = () => Object.keys(filesBelow(folder)).filter((name) => name.includes('slack/'))
  return { folder, heard, run, posted }
}

describe('logferry snapshot', () => {
  test('sends one message with the pictures of all instances, once in a minute', async () => {
    const { folder, heard, run, posted } = await folderWith()

    const first = await run('snapshot', 'morning', '--time', '2026-11-25T08:00:30Z')
    const second = await run('snapshot', 'morning', '--time', '2026-11-25T08:00:50Z', '--json')

    expect(first).toMatchObject({ status: 0, stdout: 'snapshots.morning.to[0]: delivered\n' })
    expect(second.status).toBe(0)
    expect(JSON.parse(second.stdout)).toMatchObject({ snapshot: 'morning', outcome: { status: 'delivered' }, picturesFailed: 0 })
    expect(heard.map(widgetIn)).toEqual(
      expect.arrayContaining(
        ['prod-1', 'prod-2'].map((name) =>
          expect.objectContaining({
            end: '2026-11-25T08:00:00.000Z',
            metrics: [['AWS/RDS', 'CPUUtilization', 'DBInstanceIdentifier', name]],
          }),
        ),
      ),
    )
    expect(heard).toHaveLength(2)
    const names = posted()
    expect(names.map((name) => name.replace(/^.*[0-9a-f]{16}/, ''))).toEqual([
      '-1-cpuutilization-of-prod-1.png',
      '-2-cpuutilization-of-prod-2.png',
      '.json',
      '.txt',
    ])
    const text = readFileSync(path.join(folder, names.at(-1) ?? ''), 'utf8')
    expect(text).toContain('Snapshot morning on prod-1, prod-2\n\ncpu prod-1\ncpu prod-2\n')
  })

  test('with one picture that fails sends the others, says which, and ends with 3', async () => {
    const { run, posted } = await folderWith(({ body }) =>
      body.includes('prod-2') ? failure(403, 'AccessDeniedException', 'not yours') : PICTURE,
    )

    const { status, stdout, stderr } = await run('snapshot', 'morning')

    expect(status).toBe(3)
    expect(stdout).toBe('snapshots.morning.to[0]: delivered\n')
    expect(stderr).toContain(
      'a picture could not be drawn renderer=cpu code=LF_PICTURE_DENIED detail=CloudWatch answered HTTP 403 AccessDeniedException, not yours instance=prod-2\n1 picture could not be drawn\n',
    )
    expect(posted().filter((name) => name.endsWith('.png'))).toHaveLength(1)
  })

  test('of a name that is none says which there are', async () => {
    const { run } = await folderWith()

    const { status, stderr } = await run('snapshot', 'evening')

    expect(status).toBe(2)
    expect(stderr).toContain('LF_USAGE there is no snapshot "evening" — there are: morning')
  })
})

describe('logferry render', () => {
  const log = sample('quick-start/slow.log')

  test('draws the picture of an instance into a file', async () => {
    const { folder, heard, run } = await folderWith()

    const { status, stdout, stderr } = await run('render', 'cpu', '--set', 'Instance=prod-1', '--time', '2026-11-25T08:00Z', '-o', 'x.png')

    expect({ status, stdout }).toEqual({ status: 0, stdout: 'x.png\n' })
    expect(stderr).toContain('"CPUUtilization of prod-1"')
    expect(readFileSync(path.join(folder, 'x.png')).equals(Buffer.from(examplePicture().png))).toBe(true)
    expect(widgetIn(heard[0])).toMatchObject({ start: '2026-11-25T05:00:00.000Z', end: '2026-11-25T08:00:00.000Z' })
  })

  test('draws the chart of a log file around its slowest query, as PNG or SVG, whatever the branches want', async () => {
    const { folder, run } = await folderWith()

    const drawn = ['render', 'slow', log, '--log-group', '/aws/rds/instance/shop-1/slowquery']
    const [png, svg] = await Promise.all([run(...drawn), run(...drawn, '--svg', '-o', '-')])

    expect(png).toMatchObject({ status: 0, stdout: 'slow.png\n' })
    expect(readFileSync(path.join(folder, 'slow.png')).subarray(1, 4).toString()).toBe('PNG')
    expect(svg.stdout).toContain('>Slow queries on shop-1</text>')
    expect(svg.stdout).toContain('22 queries, 3 over 5 s · slowest 8.92 s')
    expect(Object.keys(filesBelow(folder)).filter((name) => name.startsWith('out'))).toEqual([])
  })

  test('draws the chart of given fields', async () => {
    const { run } = await folderWith()

    const { stdout } = await run('render', 'slow', '--set', 'Query_time=7.5', '--set', 'Instance=shop-2', '--svg', '-o', '-')

    expect(stdout).toContain('>Slow queries on shop-2</text>')
    expect(stdout).toContain('>7.5 s at ')
  })

  test('says what is wrong, and what to do', async () => {
    const { run } = await folderWith()
    const cases: readonly (readonly [readonly string[], number, string])[] = [
      [['cpu', '--set', 'Instance'], 2, 'LF_USAGE --set takes field=value, such as Instance=prod-1, not "Instance"'],
      [['cpus'], 2, 'LF_USAGE there is no renderer "cpus" — did you mean "cpu"?'],
      [['cpu', '--set', 'Instance=prod-1', '--svg'], 2, 'LF_USAGE this renderer makes no SVG: leave out --svg'],
      [['cpu'], 1, 'LF_PICTURE_FAILED the record has no "Instance", which the widget asks for'],
      [['slow', 'nothing.log', '--log-group', '/aws/rds/x'], 1, 'LF_INPUT_MISSING'],
      [['slow', '--set', 'Query_time=1', '-o', 'no/x.png'], 1, 'LF_DISK_FAILED no/x.png cannot be written'],
    ]

    const ran = await Promise.all(cases.map(([args]) => run('render', ...args)))

    for (const [i, [, status, message]] of cases.entries()) {
      expect(ran[i]).toMatchObject({ status, stdout: '', stderr: expect.stringContaining(message) })
    }
  })
})
