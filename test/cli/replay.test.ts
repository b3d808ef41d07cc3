import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { exampleRecord } from '../../core/testing/index.ts'
import { stored } from '../replay/stored.ts'
import { emptyFolder, filesBelow, logferry, MAIN, sample } from './logferry.ts'

/** A sink that does what `mood.txt` beside the config says, and notes what it takes, a line for each record. */
const PICKY = `
import { appendFileSync, readFileSync } from 'node:fs'
export default {
  kind: 'sink', apiVersion: 1, name: 'picky', summary: 'Takes what its mood allows.', options: {},
  create: () => ({
    async write(records) {
      const mood = readFileSync('mood.txt', 'utf8')
      if (mood === 'refuse') return records.map(() => ({ status: 'rejected', code: 'LF_SINK_REFUSED', detail: 'on purpose' }))
      if (mood === 'down') return records.map(() => ({ status: 'retry', code: 'LF_SINK_UNAVAILABLE' }))
      appendFileSync('taken.txt', records.map(({ id, refused }) => id + (refused ? ' refused' : '') + '\\n').join(''))
      return records.map(() => ({ status: 'delivered' }))
    },
  }),
}
`

const KILLS = 2

const GROUP = '/aws/rds/instance/shop-1/slowquery'

const REFUSED = { sink: 'picky', branch: 'routes[0].to[0]', code: 'LF_SINK_REFUSED', detail: 'on purpose' } as const

const entries = (count: number, minutes: number) =>
  Array.from({ length: count }, (_, i) => {
    const time = Date.parse('2026-11-24T00:00:00Z') + i * minutes * 60_000
    return exampleRecord({
      id: `id${i}`,
      time,
      text: JSON.stringify({ time, n: i }),
      origin: { source: 'file', logGroup: GROUP, logStream: 's' },
    })
  })

/** A folder whose config sends everything to the picky sink, raw to an archive, and alerts into a folder. */
function pickyFolder(mood: 'take' | 'refuse' | 'down') {
  const cwd = emptyFolder()
  writeFileSync(path.join(cwd, 'picky.mjs'), PICKY)
  const url = (name: string) => ({ url: `file:out/${name}` })
  writeFileSync(
    path.join(cwd, 'plugins.config.json'),
    JSON.stringify({
      plugins: ['./picky.mjs'],
      routes: [
        {
          match: { logGroup: '**' },
          parser: { use: 'json', options: { time: 'time' } },
          to: ['picky', { sink: 'archive', raw: true }, 'alerts'],
        },
      ],
      sinks: {
        picky: { use: 'picky', retry: { attempts: 1 } },
        archive: { use: 's3', options: url('archive') },
        dead: { use: 's3', options: url('dead') },
        alerts: { use: 'slack', options: { ...url('slack'), channel: '#x' } },
      },
      deadLetter: 'dead',
      memory: 'archive',
    }),
  )
  const setMood = (next: string) => writeFileSync(path.join(cwd, 'mood.txt'), next)
  setMood(mood)
  return {
    cwd,
    setMood,
    /** A letter for each of so many entries, a minute apart, in one object. */
    refuse: (count: number) => stored(path.join(cwd, 'out/dead'), [entries(count, 1).map((record) => ({ ...record, refused: REFUSED }))]),
    /** So many entries, `minutes` apart, by one delivery. */
    archive: (count: number, minutes: number) => stored(path.join(cwd, 'out/archive'), [entries(count, minutes)]),
    taken: () =>
      existsSync(path.join(cwd, 'taken.txt')) ? readFileSync(path.join(cwd, 'taken.txt'), 'utf8').split('\n').slice(0, -1) : [],
    objects: (name: string) =>
      existsSync(path.join(cwd, 'out', name))
        ? Object.keys(filesBelow(path.join(cwd, 'out', name))).filter((key) => key.endsWith('.gz'))
        : [],
  }
}

describe('replay of dead letters', () => {
  test('sends them to the sink that refused, deletes them when that is asked for, and prints the ledger', async () => {
    const { cwd, refuse, taken, objects } = pickyFolder('take')
    await refuse(3)

    const first = await logferry(['replay'], { cwd })
    const second = await logferry(['replay', '--delete', '--json'], { cwd })
    const third = await logferry(['replay'], { cwd })

    expect([first.status, second.status, third.status]).toEqual([0, 0, 0])
    expect(first.stdout).toContain('dead: 1 object read, 1 all through, 0 deleted\n  3 dead letters found\n')
    expect(first.stdout).toMatch(/^picky +3 +0 +0 +0 +0/m)
    expect(JSON.parse(second.stdout)).toMatchObject({
      status: 'done',
      events: { received: 3, delivered: 3 },
      sinks: { picky: { delivered: 3 }, archive: { delivered: 0 }, dead: { delivered: 0 } },
      replayed: [{ from: 'dead', status: 'done', objects: { read: 1, through: 1, stayed: 0, deleted: 1 }, letters: { found: 3 } }],
    })
    expect(taken()).toHaveLength(6)
    expect(taken().join()).not.toContain('refused')
    expect(objects('dead')).toEqual([])
    expect(third.stdout).toContain('dead: 0 objects read')
  })

  test('exits 3 when something stayed, and deletes nothing of it', async () => {
    const { cwd, refuse, objects } = pickyFolder('refuse')
    await refuse(3)

    const { status, stdout } = await logferry(['replay', '--delete'], { cwd })

    expect(status).toBe(3)
    expect(stdout).toContain('1 object read, 0 all through, 1 stayed, 0 deleted')
    expect(stdout).toContain('3 events refused; kept in dead.')
    expect(objects('dead')).toHaveLength(1)
  })

  test('as a dry run only counts', async () => {
    const { cwd, refuse, taken } = pickyFolder('refuse')
    await refuse(3)
    const before = filesBelow(cwd)

    const { status, stdout, stderr } = await logferry(['replay', '--dry-run', '--delete', '--code', 'LF_SINK_REFUSED', '--sink', 'picky'], {
      cwd,
    })

    expect(status).toBe(0)
    expect(stderr).toContain('dry run: nothing is written or deleted')
    expect(stdout).toContain('3 dead letters found')
    expect(filesBelow(cwd)).toEqual(before)
    expect(taken()).toEqual([])
  })

  test('that is stopped by a destination that is down says where, and goes on there', async () => {
    const { cwd, setMood, refuse, taken } = pickyFolder('down')
    await refuse(3)

    const first = await logferry(['replay'], { cwd })
    setMood('take')
    const second = await logferry(['replay'], { cwd })

    expect(first.status).toBe(3)
    expect(first.stdout).toMatch(/ended at refused\/2026\/11\/24\/00\/.*; the same command goes on there/)
    expect(second.status).toBe(0)
    expect(taken()).toHaveLength(3)
  })
})

describe('replay of the archive', () => {
  test('goes the way of all events, but not back to the archive, nor to alerts', async () => {
    const { cwd, archive, taken, objects } = pickyFolder('take')
    await archive(3, 1)
    const archived = objects('archive')

    const { status, stdout } = await logferry(['replay', 'archive', '--since', '2026-11-24T00:01Z', '--until', '2026-11-24T00:02'], { cwd })

    expect(status).toBe(0)
    expect(stdout).toContain('3 events found: 2 not asked for')
    expect(taken()).toEqual(['id1'])
    expect(objects('archive')).toEqual(archived)
    expect(readdirSync(path.join(cwd, 'out'))).toEqual(['archive'])
  })

  test.skipIf(process.platform === 'win32')(
    'killed at any moment, then run again, sends each event, and goes on where it was',
    async () => {
      const { cwd, archive, taken } = pickyFolder('take')
      await archive(200, 30)
      const replay = ['replay', 'archive', '--rate', '1000']

      let killed = 0
      for (let round = 0; round < KILLS; round++) {
        const child = spawn(process.execPath, [MAIN, ...replay], { cwd, env: { PATH: process.env['PATH'] }, stdio: 'ignore' })
        const ended = new Promise((resolve) => child.on('close', resolve))
        const before = taken().length
        // One of them comes when the third object is sent, so that the places of two are kept by then.
        while (taken().length < before + (round === 1 ? 5 : 1)) await setTimeout(5)
        await setTimeout(Math.random() * 50)
        child.kill('SIGKILL')
        if ((await ended) === null) killed++
      }
      const { status, stdout } = await logferry(replay, { cwd })

      expect(killed).toBe(KILLS)
      expect(status).toBe(0)
      expect(stdout).toMatch(/went on at aws\/rds/)
      expect(new Set(taken()).size).toBe(200)
      // Of each death, the object whose outcome was not noted yet: two events.
      expect(taken().length).toBeLessThanOrEqual(200 + KILLS * 2)
    },
    60_000,
  )

  test.skipIf(process.platform === 'win32')('is stopped by Ctrl-C, says where, and goes on there', async () => {
    const { cwd, archive, taken } = pickyFolder('take')
    await archive(40, 60)

    const running = spawn(process.execPath, [MAIN, 'replay', 'archive', '--rate', '1'], {
      cwd,
      env: { PATH: process.env['PATH'], NO_COLOR: '1' },
    })
    let stdout = ''
    running.stdout.on('data', (chunk) => {
      stdout += chunk
    })
    const ended = new Promise((resolve) => running.on('close', resolve))
    while (taken().length === 0) await setTimeout(5)
    running.kill('SIGINT')

    expect(await ended).toBe(3)
    expect(stdout).toContain('LF_STOPPED')
    expect((await logferry(['replay', 'archive'], { cwd })).stdout).toContain('went on at')
    // With other terms it is another replay, so it begins anew.
    expect(taken().length).toBeGreaterThanOrEqual(40)
  })
})

describe('replay of files', () => {
  test('takes on-failure records, event files and folders of them, and names what is broken', async () => {
    const { cwd, taken } = pickyFolder('take')
    const event = JSON.parse(readFileSync(sample('cloudwatch/aurora-slowquery.json'), 'utf8'))
    writeFileSync(
      path.join(cwd, 'record.json'),
      JSON.stringify({ requestContext: { condition: 'RetriesExhausted' }, requestPayload: event }),
    )
    writeFileSync(path.join(cwd, 'messages.json'), JSON.stringify({ Messages: [{ Body: JSON.stringify(event) }] }, undefined, 2))
    writeFileSync(path.join(cwd, 'broken.json.gz'), gzipSync('{"a":1}').subarray(0, 12))

    const { status, stdout } = await logferry(['replay', 'record.json', 'messages.json', 'broken.json.gz'], { cwd })

    expect(status).toBe(3)
    expect(stdout).toContain('LF_INPUT_GZIP broken.json.gz is cut off')
    expect(taken()).toHaveLength(40)
    expect(new Set(taken()).size).toBe(20)
  })
})

test('what is asked for wrongly is a mistake that is named, and nothing is done', async () => {
  const { cwd } = pickyFolder('take')

  const { status, stderr } = await logferry(['replay', '--with-alerts', '--to', 'pickey'], { cwd })

  expect(status).toBe(2)
  expect(stderr).toContain('LF_USAGE there is no sink "pickey" — did you mean "picky"?')
  expect(readdirSync(cwd)).not.toContain('out')
})
