import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeBucket } from '../servers/bucket-objects.ts'
import { describeWithServer } from '../servers/describe-with-server.ts'
import { S3_KEY, type S3Server, startVersitygw } from '../servers/s3-servers.ts'
import { emptyFolder, filesBelow, logferry, MAIN, sample, shippedFolder } from './logferry.ts'

const GROUP = '/aws/rds/instance/shop-1/slowquery'

async function archivedFolder(): Promise<string> {
  const cwd = shippedFolder()
  await logferry(['run', '--log-group', GROUP, '--event', sample('cloudwatch/aurora-slowquery.json'), sample('quick-start/slow.log')], {
    cwd,
  })
  return cwd
}

/** The archived objects below the folder, by path. */
const objectsIn = (cwd: string) =>
  Object.keys(filesBelow(path.join(cwd, 'out/archive')))
    .filter((name) => name.endsWith('.gz'))
    .map((name) => path.join(cwd, 'out/archive', name))

describe('archive ls', () => {
  test('lists log groups by day, with hours, objects and size', async () => {
    const cwd = await archivedFolder()

    const { status, stdout } = await logferry(['archive', 'ls'], { cwd })

    expect(status).toBe(0)
    expect(stdout).toMatch(/^log group +time \(UTC\) +hours +objects +size$/m)
    expect(stdout).toMatch(/^\/aws\/rds\/cluster\/aurora-shop\/slowquery +2026-11-\d\d +1 +1 +\d\.\d KiB$/m)
    expect(stdout).toMatch(/^\/aws\/rds\/instance\/shop-1\/slowquery +2026-11-\d\d +1 +1 +/m)
  })

  test('of one log group by hour prints JSON', async () => {
    const { stdout } = await logferry(['archive', 'ls', 'archive', '--by', 'hour', '--log-group', GROUP, '--json'], {
      cwd: await archivedFolder(),
    })

    expect(JSON.parse(stdout)).toEqual({
      logGroup: GROUP,
      time: expect.stringMatching(/^2026-11-\d\dT\d\d$/),
      hours: 1,
      objects: 1,
      bytes: expect.any(Number),
    })
  })

  test('of an archive that is not there yet says so', async () => {
    const { status, stdout } = await logferry(['archive', 'ls'], { cwd: shippedFolder() })

    expect([status, stdout]).toEqual([0, 'nothing is archived there\n'])
  })
})

describe('archive cat', () => {
  test('prints the very log', async () => {
    const { status, stdout } = await logferry(['archive', 'cat', '--log-group', GROUP], { cwd: await archivedFolder() })

    expect(status).toBe(0)
    expect(stdout).toBe(readFileSync(sample('quick-start/slow.log'), 'utf8'))
  })

  test('names what is broken, and prints the rest', async () => {
    const cwd = await archivedFolder()
    const [broken = ''] = objectsIn(cwd).filter((object) => object.includes('cluster'))
    writeFileSync(broken, readFileSync(broken).subarray(0, -8))

    const { status, stdout, stderr } = await logferry(['archive', 'cat'], { cwd })

    expect(status).toBe(3)
    expect(stderr).toContain(`LF_INPUT_GZIP ${broken} is cut off`)
    expect(stdout).toContain(readFileSync(sample('quick-start/slow.log'), 'utf8'))
  })

  test.skipIf(process.platform === 'win32')('may be read in part', async () => {
    const { status, stdout, stderr } = spawnSync('bash', ['-c', `set -o pipefail; '${process.execPath}' '${MAIN}' archive cat | head -1`], {
      cwd: await archivedFolder(),
    })

    expect([status, String(stderr)]).toEqual([0, ''])
    expect(String(stdout).split('\n')).toHaveLength(2)
  })
})

describe('archive verify', () => {
  test('finds nothing in a sound archive', async () => {
    const { status, stdout } = await logferry(['archive', 'verify'], { cwd: await archivedFolder() })

    expect(status).toBe(0)
    expect(stdout).toMatch(/^\/aws\/rds\/cluster\/aurora-shop\/slowquery +1 +\d\.\d KiB +20 +0 +0 +0$/m)
  })

  test('names a broken object, and exits 3', async () => {
    const cwd = await archivedFolder()
    const [broken = ''] = objectsIn(cwd)
    writeFileSync(broken, gunzipSync(readFileSync(broken)).subarray(1))

    const { status, stderr } = await logferry(['archive', 'verify'], { cwd })

    expect(status).toBe(3)
    expect(stderr).toContain(`LF_OBJECT_DAMAGED ${broken}:1 is no record`)
  })

  test('counts hours without an object, unless they are allowed', async () => {
    const cwd = await archivedFolder()
    const range = ['--log-group', GROUP, '--until', '2026-11-28']

    const { status, stdout } = await logferry(['archive', 'verify', ...range], { cwd })
    const allowed = await logferry(['archive', 'verify', ...range, '--allow-gaps', '--json'], { cwd })

    expect(status).toBe(3)
    expect(stdout).toMatch(
      /^no object {2}\/aws\/rds\/instance\/shop-1\/slowquery {2}2026-11-\d\dT\d\d:00Z to 2026-11-28T00:00Z \(\d+ hours\)$/m,
    )
    expect(allowed.status).toBe(0)
    expect(JSON.parse(allowed.stdout)).toMatchObject({
      groups: [{ logGroup: GROUP, gaps: [[expect.any(Number), Date.parse('2026-11-28')]] }],
      findings: [],
    })
  })
})

describeWithServer('versitygw-1.8.0', (folder) => {
  let server: S3Server
  beforeAll(async () => {
    server = await startVersitygw(folder)
    await makeBucket(server.endpoint, 'logs')
  })
  afterAll(() => server?.remove())

  test('an archive in a bucket is listed, printed, verified and replayed as one in a folder', async () => {
    const cwd = emptyFolder()
    const { accessKeyId, secretAccessKey } = S3_KEY
    const store = (url: string) => ({ use: 's3', options: { url, endpoint: server.endpoint, accessKeyId, secretAccessKey } })
    const config = {
      routes: [{ match: { logGroup: '**' }, parser: 'mysql-slow', to: ['search', { sink: 'archive', raw: true }] }],
      sinks: {
        search: { use: 'opensearch', options: { url: 'file:out' } },
        archive: store('s3://logs/slow'),
        dead: store('s3://logs/dead'),
      },
      deadLetter: 'dead',
      memory: 'archive',
    }
    writeFileSync(path.join(cwd, 'plugins.config.json'), JSON.stringify(config))
    const run = (...args: readonly string[]) => logferry(args, { cwd })
    expect((await run('run', '--log-group', GROUP, sample('quick-start/slow.log'))).status).toBe(0)
    const documents = filesBelow(path.join(cwd, 'out'))

    const [ls, cat, verify] = [await run('archive', 'ls'), await run('archive', 'cat'), await run('archive', 'verify')]
    rmSync(path.join(cwd, 'out'), { recursive: true })
    const replay = await run('replay', 'archive', 'dead', '--delete')

    expect([ls.status, cat.status, verify.status, replay.status]).toEqual([0, 0, 0, 0])
    expect(ls.stdout).toContain(GROUP)
    expect(cat.stdout).toBe(readFileSync(sample('quick-start/slow.log'), 'utf8'))
    expect(replay.stdout).toContain('archive: 1 object read, 1 all through, 1 deleted')
    expect(Object.keys(filesBelow(path.join(cwd, 'out')))).toEqual(Object.keys(documents))
    expect((await run('archive', 'ls')).stdout).toBe('nothing is archived there\n')
  }, 60_000)
})

test.each([
  [['archive'], 'archive'],
  [['archive', 'ls', '--by', 'week'], 'LF_USAGE --by takes day or hour, not "week"'],
  [['archive', 'ls', 'arhive'], 'did you mean "archive"?'],
  [['archive', 'lss'], "LF_USAGE unknown command 'lss'"],
])('%j is a mistake that is named', async (args, message) => {
  const { status, stderr } = await logferry(args, { cwd: shippedFolder() })

  expect(status).toBe(2)
  expect(stderr).toContain(message)
})
