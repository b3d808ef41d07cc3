import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
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

const GROUP = '/aws/rds/instance/shop-1/slowquery'

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
    /** An entry each `minutes`. */
    ship(count: number, minutes: number) {
      const line = (i: number) => `${JSON.stringify({ time: Date.parse('2026-11-24T00:00:00Z') + i * minutes * 60_000, n: i })}\n`
      return logferry(['run', '--log-group', GROUP, '-'], { cwd, input: Array.from({ length: count }, (_, i) => line(i)).join('') })
    },
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
    const { cwd, setMood, ship, taken, objects } = pickyFolder('refuse')
    expect((await ship(3, 1)).status).toBe(3)
    setMood('take')

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
    const { cwd, ship, objects } = pickyFolder('refuse')
    await ship(3, 1)

    const { status, stdout } = await logferry(['replay', '--delete'], { cwd })

    expect(status).toBe(3)
    expect(stdout).toContain('1 object read, 0 all through, 1 stayed, 0 deleted')
    expect(stdout).toContain('3 events refused; kept in dead.')
    expect(objects('dead')).toHaveLength(1)
  })

  test('as a dry run only counts', async () => {
    const { cwd, ship, taken } = pickyFolder('refuse')
    await ship(3, 1)
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
    const { cwd, setMood, ship, taken } = pickyFolder('refuse')
    await ship(3, 1)
    setMood('down')

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
    const { cwd, ship, taken, objects } = pickyFolder('take')
    await ship(3, 1)
    const [archived, alerts] = [objects('archive'), Object.keys(filesBelow(path.join(cwd, 'out/slack')))]

    const { status, stdout } = await logferry(['replay', 'archive', '--since', '2026-11-24T00:01Z', '--until', '2026-11-24T00:02'], { cwd })

    expect(status).toBe(0)
    expect(stdout).toContain('3 events found: 2 not asked for')
    expect(taken()).toHaveLength(4)
    expect(taken()[3]).toBe(taken()[1])
    expect(objects('archive')).toEqual(archived)
    expect(Object.keys(filesBelow(path.join(cwd, 'out/slack')))).toEqual(alerts)
  })

  test.skipIf(process.platform === 'win32')(
    'killed at any moment, then run again, sends each event, and goes on where it was',
    async () => {
      const { cwd, ship, taken } = pickyFolder('take')
      await ship(300, 30)
      writeFileSync(path.join(cwd, 'taken.txt'), '')
      const replay = ['replay', 'archive', '--rate', '1000']

      let killed = 0
      for (let round = 0; round < 4; round++) {
        const child = spawn(process.execPath, [MAIN, ...replay], { cwd, env: { PATH: process.env['PATH'] }, stdio: 'ignore' })
        const ended = new Promise((resolve) => child.on('close', resolve))
        const before = taken().length
        while (taken().length === before) await setTimeout(5)
        await setTimeout(Math.random() * 50)
        child.kill('SIGKILL')
        if ((await ended) === null) killed++
      }
      const { status, stdout } = await logferry(replay, { cwd })

      expect(killed).toBe(4)
      expect(status).toBe(0)
      expect(stdout).toMatch(/went on at aws\/rds/)
      expect(new Set(taken()).size).toBe(300)
      // Of each death, the object whose outcome was not noted yet: two events.
      expect(taken().length).toBeLessThanOrEqual(300 + 4 * 2)
    },
    60_000,
  )

  test.skipIf(process.platform === 'win32')('is stopped by Ctrl-C, says where, and goes on there', async () => {
    const { cwd, ship, taken } = pickyFolder('take')
    await ship(40, 60)
    writeFileSync(path.join(cwd, 'taken.txt'), '')

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

describe('what is asked for wrongly', () => {
  test.each([
    [['replay', 'ded'], '"ded" is neither a sink that keeps objects nor a file or folder — did you mean "dead"?'],
    [['replay', 'alerts'], 'the sink "alerts" keeps no objects; these do: archive, dead'],
    [['replay', '--to', 'alerts'], '"alerts" would show again what it has shown: add --with-alerts if that is meant'],
    [['replay', '--to', 'pickey'], 'there is no sink "pickey" — did you mean "picky"?'],
    [['replay', '--code', 'LF_SINK_REFUSD'], 'there is no code "LF_SINK_REFUSD" — did you mean "LF_SINK_REFUSED"?'],
    [['replay', '--since', 'yesterday'], '--since takes a time such as 2026-11-24, 2026-11-24T10:00Z or 2h, not "yesterday"'],
    [['replay', '--rate', '0'], '--rate takes a number of events per second, not "0"'],
  ])('%j is a mistake that is named', async (args, message) => {
    const { cwd } = pickyFolder('take')

    const { status, stderr } = await logferry(args, { cwd })

    expect(status).toBe(2)
    expect(stderr).toContain(`LF_USAGE ${message}`)
    expect(readdirSync(cwd)).not.toContain('out')
  })
})
