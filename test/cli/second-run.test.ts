import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { gunzipSync, gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { emptyFolder, filesBelow, logferry } from './logferry.ts'

const entry = (n: number) =>
  `# Time: 2026-11-22T11:10:0${n}.000000Z\n# User@Host: a[a] @ h []\n# Query_time: 1  Lock_time: 0 Rows_sent: 1  Rows_examined: 1\nSET timestamp=179534580${n};\nSELECT ${n};\n`

const SINKS = {
  search: { use: 'opensearch', options: { url: 'file:./out/search' } },
  archive: { use: 's3', options: { url: 'file:./out/archive' } },
}
const configOf = (parser: string, sinks: readonly string[] = ['search', 'archive']) => ({
  routes: [{ match: { logGroup: 'shop' }, parser, to: sinks.map((sink) => (sink === 'archive' ? { sink, raw: true } : sink)) }],
  sinks: Object.fromEntries(Object.entries(SINKS).filter(([name]) => name === 'archive' || sinks.includes(name))),
  deadLetter: false,
  memory: 'archive',
})

/** A folder with a log, and a way to run over it, again and again. */
function opened(log: string, config: object) {
  const cwd = emptyFolder()
  const file = path.join(cwd, 'shop.log')
  const configure = (to: object) => writeFileSync(path.join(cwd, 'plugins.config.json'), JSON.stringify(to))
  configure(config)
  writeFileSync(file, log)
  const run = async () => {
    const { status, stdout } = await logferry(['run', '--log-group', 'shop', 'shop.log', '--json'], { cwd })
    expect(status).toBe(0)
    return JSON.parse(stdout)
  }
  const stored = (below: string) => Object.entries(filesBelow(path.join(cwd, 'out', below))).filter(([name]) => !name.includes('_logferry'))
  const documents = () =>
    stored('search').flatMap(([, { bytes }]) =>
      bytes
        .toString()
        .trimEnd()
        .split('\n')
        .filter((_, i) => i % 2 === 1)
        .map((line) => JSON.parse(line)),
    )
  const archived = () =>
    stored('archive').flatMap(([, { bytes }]) =>
      gunzipSync(bytes)
        .toString()
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    )
  return { cwd, file, run, configure, documents, archived, all: () => filesBelow(path.join(cwd, 'out')) }
}

describe('a second run', () => {
  test('over entries without a time changes nothing, whenever it comes', async () => {
    const { run, all } = opened('one\ntwo\n', configOf('passthrough'))

    await run()
    const first = all()
    await setTimeout(20)
    await run()

    const names = (files: object) => Object.keys(files).filter((name) => !name.includes('_logferry'))
    expect(names(all())).toEqual(names(first))
  })

  test('over a log that has grown takes what is new, and stores nothing twice', async () => {
    const { run, file, documents, archived } = opened(entry(0) + entry(1), configOf('mysql-slow'))

    await run()
    appendFileSync(file, entry(2))
    const second = await run()

    expect(second.events.received).toBe(1)
    expect((await run()).events.received).toBe(0)
    expect(
      documents()
        .map(({ Query }) => Query)
        .sort(),
    ).toEqual(['SELECT 0', 'SELECT 1', 'SELECT 2'])
    expect(archived()).toHaveLength(3)
  })

  test('with another sink in the config brings all of the log there, also what an earlier run has read', async () => {
    const { run, file, configure, documents } = opened(entry(0), configOf('mysql-slow', ['archive']))

    await run()
    appendFileSync(file, entry(1))
    configure(configOf('mysql-slow'))
    const second = await run()

    expect(second.events.received).toBe(2)
    expect(documents()).toHaveLength(2)
    expect(readFileSync(file, 'utf8')).toBe(entry(0) + entry(1))
  })

  test('over a log that has grown before, but not since, says that nothing is new', async () => {
    const { cwd, run, file } = opened(entry(0), configOf('mysql-slow'))

    await run()
    appendFileSync(file, entry(1))
    await run()

    const { stdout } = await logferry(['run', '--log-group', 'shop', 'shop.log'], { cwd })
    expect(stdout).toContain(
      `shop.log: went on at byte ${2 * entry(0).length}, where an earlier run had stopped; nothing is new (--from-start reads it again)`,
    )
  })

  test('after a change that is none for this log group goes on, and says nothing', async () => {
    const { run, file, configure } = opened(entry(0), configOf('mysql-slow', ['archive']))
    const other = { match: { logGroup: 'other' }, parser: 'json', to: ['archive'] }
    const { routes, sinks, ...rest } = configOf('mysql-slow', ['archive'])

    await run()
    appendFileSync(file, entry(1))
    configure({ ...rest, routes: [other, ...routes], sinks: { archive: { ...sinks['archive'], timeoutMs: 9000 } } })

    expect((await run()).events.received).toBe(1)
  })

  test('while the last entry is being written takes it whole', async () => {
    const { run, file, documents } = opened(entry(0) + entry(1).slice(0, -8), configOf('mysql-slow'))

    const running = run()
    await setTimeout(300)
    appendFileSync(file, entry(1).slice(-8))
    await running

    expect(
      documents()
        .map(({ Query }) => Query)
        .sort(),
    ).toEqual(['SELECT 0', 'SELECT 1'])
  })
})

test('what stands behind a whole gzip costs no entry', async () => {
  const cwd = emptyFolder()
  writeFileSync(path.join(cwd, 'plugins.config.json'), JSON.stringify(configOf('mysql-slow')))
  writeFileSync(path.join(cwd, 'shop.log.gz'), Buffer.concat([gzipSync(entry(0)), gzipSync(entry(1)), Buffer.from('not gzip')]))

  const { status, stdout } = await logferry(['run', '--log-group', 'shop', 'shop.log.gz', '--json'], { cwd })

  expect(status).toBe(3)
  const { events, inputs } = JSON.parse(stdout)
  expect(events.delivered).toBe(2)
  expect(inputs[0].problem).toMatchObject({ code: 'LF_INPUT_GZIP', detail: expect.stringMatching(/something else behind it at byte \d+$/) })
})
