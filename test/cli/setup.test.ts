import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { setupServer } from '../sinks/opensearch/setup/setup-server.ts'
import { emptyFolder, filesBelow, logferry, shippedFolder } from './logferry.ts'

/** A folder with a config that has these sinks. */
function folderWith(sinks: Readonly<Record<string, object>>): string {
  const folder = emptyFolder()
  const routes = [{ match: { logGroup: '**' }, parser: 'json', to: Object.keys(sinks) }]
  const written = Object.fromEntries(Object.entries(sinks).map(([id, options]) => [id, { use: 'opensearch', options }]))
  writeFileSync(path.join(folder, 'plugins.config.json'), JSON.stringify({ routes, sinks: written, deadLetter: false }))
  return folder
}

const puts = (heard: readonly { readonly method: string; readonly path: string }[]) =>
  heard.filter(({ method }) => method === 'PUT').map((request) => request.path)

describe('setup of a server', () => {
  test('shows what is new, writes it once it may, and changes nothing the second time', async () => {
    const server = await setupServer()
    const cwd = folderWith({ search: { url: server.url } })
    const args = ['setup', '--keep-days', '30', '--yes']

    const first = await logferry(args, { cwd })
    const second = await logferry(args, { cwd })

    expect(first.status).toBe(0)
    expect(first.stdout).toMatch(/^index template logferry-cwl {2}is new\n {2}\+ index_patterns: \["cwl\*"\]\n/)
    expect(first.stdout).toContain('  + template.mappings.properties.Query_time: {"type":"double"}\n')
    expect(first.stdout).toMatch(/^lifetime policy logferry-cwl {2}is new$/m)
    expect(first.stderr).toContain(`index template logferry-cwl: written to 127.0.0.1:${server.port}\n`)
    expect(second).toMatchObject({
      status: 0,
      stdout: 'index template logferry-cwl  is up to date\nlifetime policy logferry-cwl  is up to date\n',
    })
    expect(puts(server.heard)).toEqual(['/_index_template/logferry-cwl', '/_plugins/_ism/policies/logferry-cwl'])
  })

  test('shows how a template has drifted, and mends it', async () => {
    const server = await setupServer()
    const cwd = folderWith({ search: { url: server.url } })
    await logferry(['setup', '--yes'], { cwd })
    const template = structuredClone(server.kept.get('/_index_template/logferry-cwl')) as { priority: number; version?: number }
    server.kept.set('/_index_template/logferry-cwl', { ...template, priority: 1, version: 7 })

    const { status, stdout } = await logferry(['setup', '--yes'], { cwd })

    expect(status).toBe(0)
    expect(stdout).toBe('index template logferry-cwl  differs\n  - priority: 1\n  + priority: 204\n  - version: 7\n')
    expect(server.kept.get('/_index_template/logferry-cwl')).toEqual(template)
  })

  test('writes nothing in a dry run, and nothing that nobody at a terminal has agreed to', async () => {
    const server = await setupServer()
    const cwd = folderWith({ search: { url: server.url } })

    const dry = await logferry(['setup', '--dry-run'], { cwd })
    const silent = await logferry(['setup'], { cwd, input: 'y\n' })

    expect(dry).toMatchObject({ status: 0, stderr: 'dry run: nothing is written\n' })
    expect(silent).toMatchObject({ status: 2, stdout: dry.stdout, stderr: expect.stringContaining('--yes writes what is shown') })
    expect(puts(server.heard)).toEqual([])
  })

  test('says where a lifetime cannot be set up, and sets up the rest', async () => {
    const server = await setupServer({ managesIndices: false })
    const cwd = folderWith({ search: { url: server.url } })

    const { status, stdout } = await logferry(['setup', '--keep-days', '30', '--yes'], { cwd })

    expect(status).toBe(0)
    expect(stdout).toMatch(/^lifetime policy logferry-cwl {2}cannot be set up: 127\.0\.0\.1:\d+ has no Index State Management/m)
    expect(puts(server.heard)).toEqual(['/_index_template/logferry-cwl'])
  })

  test('goes on where one of two servers refuses, and says what is not done by its status', async () => {
    const denied = { status: 403, body: { error: { type: 'security_exception', reason: 'no permissions for [x]' }, status: 403 } }
    const [good, bad] = [await setupServer(), await setupServer({ before: () => denied })]
    const cwd = folderWith({ one: { url: bad.url }, two: { url: good.url, fields: 'ecs', dataStream: 'logs-mysql.slowlog-default' } })

    const both = await logferry(['setup', '--yes'], { cwd })
    const alone = await logferry(['setup', '--yes', '--sink', 'one'], { cwd })

    expect(both.status).toBe(3)
    expect(both.stderr).toContain('LF_SINK_DENIED 127.0.0.1')
    expect(puts(good.heard)).toEqual(['/_index_template/logferry-logs-mysql.slowlog-default'])
    expect(alone.status).toBe(1)
  })

  test('prints JSON', async () => {
    const server = await setupServer()
    const cwd = folderWith({ search: { url: server.url } })

    const { stdout } = await logferry(['setup', '--json', '--yes'], { cwd })

    expect(JSON.parse(stdout)).toEqual([
      {
        where: `127.0.0.1:${server.port}`,
        kind: 'index template',
        name: 'logferry-cwl',
        status: 'written',
        state: 'new',
        differences: expect.arrayContaining([{ path: 'index_patterns', to: ['cwl*'] }]),
      },
    ])
  })

  test('signs in as the sink does', async () => {
    const server = await setupServer()
    const cwd = folderWith({ search: { url: server.url, user: 'admin', password: '${PASSWORD}' } })

    await logferry(['setup', '--dry-run'], { cwd, env: { PASSWORD: 'secret' } })

    expect(server.heard[0]?.headers.authorization).toBe(`Basic ${Buffer.from('admin:secret').toString('base64')}`)
  })
})

describe('setup without a server', () => {
  test('puts all parts of a sink that writes to a folder beside what it writes, and says how to use them', async () => {
    const cwd = shippedFolder()

    const first = await logferry(['setup', '--yes'], { cwd })
    const files = filesBelow(path.join(cwd, 'out'))
    const second = await logferry(['setup'], { cwd })

    expect(Object.keys(files).sort()).toEqual([
      path.join('search', 'setup', 'logferry-cwl.dashboards.ndjson'),
      path.join('search', 'setup', 'logferry-cwl.index-template.json'),
    ])
    expect(first.status).toBe(0)
    expect(first.stdout).toMatch(/^dashboards logferry-cwl {2}is new\n {2}\+ index-pattern logferry-cwl\n/m)
    expect(first.stderr).toMatch(
      /^ {2}curl -X PUT "\$OPENSEARCH_URL\/_index_template\/logferry-cwl" .*logferry-cwl\.index-template\.json'$/m,
    )
    expect(second).toMatchObject({
      status: 0,
      stdout: 'index template logferry-cwl  is up to date\ndashboards logferry-cwl  is up to date\n',
    })
    expect(filesBelow(path.join(cwd, 'out'))).toEqual(files)
  })

  test('with --out asks no server, and puts the parts of all sinks there', async () => {
    const server = await setupServer()
    const cwd = folderWith({
      one: { url: server.url },
      two: { url: 'file:x', index: 'slow-{YYYY}', fields: 'ecs' },
      three: { url: 'file:y' },
    })

    const { status } = await logferry(['setup', '--out', 'parts', '--keep-days', '7', '--yes'], { cwd })

    expect(status).toBe(0)
    expect(server.heard).toEqual([])
    const names = ['dashboards.ndjson', 'index-template.json', 'lifetime-policy.json']
    expect(Object.keys(filesBelow(path.join(cwd, 'parts'))).sort()).toEqual(
      ['logferry-cwl', 'logferry-slow'].flatMap((name) => names.map((end) => `${name}.${end}`)),
    )
  })

  test('names the objects of dashboards that differ', async () => {
    const cwd = shippedFolder()
    await logferry(['setup', '--yes'], { cwd })
    const file = path.join(cwd, 'out/search/setup/logferry-cwl.dashboards.ndjson')
    writeFileSync(file, `${readFileSync(file, 'utf8').replace('Time by user', 'By user')}{"type":"config","id":"mine"}\n`)

    const { stdout } = await logferry(['setup', '--dry-run'], { cwd })

    expect(stdout).toContain('dashboards logferry-cwl  differs\n  + visualization logferry-cwl-by-user\n  - object 9\n')
  })
})

describe('setup says what is wrong', () => {
  test.each([
    [['--sink', 'serch'], '--sink: there is no opensearch sink "serch" — did you mean "search"?'],
    [['--keep-days', 'soon'], '--keep-days takes a whole number of days, not "soon"'],
    [['--keep-days', '0'], '--keep-days takes a whole number of days, not "0"'],
  ])('with %j', async (args, message) => {
    const { status, stderr } = await logferry(['setup', ...args], { cwd: shippedFolder() })

    expect(status).toBe(2)
    expect(stderr).toContain(`LF_USAGE ${message}`)
  })

  test('with two sinks that mean different things by like names', async () => {
    const cwd = folderWith({ one: { url: 'file:x' }, two: { url: 'file:x', fields: 'ecs' } })

    const { status, stderr } = await logferry(['setup', '--yes'], { cwd })

    expect(status).toBe(2)
    expect(stderr).toContain('LF_OPTION_INVALID the sinks "one" and "two" write to indices of like names (cwl*, cwl*), but not alike')
  })

  test('with an index that could be any', async () => {
    const { status, stderr } = await logferry(['setup'], { cwd: folderWith({ one: { url: 'file:x', index: '{Instance}' } }) })

    expect(status).toBe(2)
    expect(stderr).toContain('"index" must begin with a fixed text, such as slow-, to be set up')
  })

  test('with no sink to set up, and with a server that is not there', async () => {
    const none = emptyFolder()
    const sinks = { s3: { use: 's3', options: { url: 'file:x' } } }
    const routes = [{ match: { logGroup: '**' }, parser: 'json', to: ['s3'] }]
    writeFileSync(path.join(none, 'plugins.config.json'), JSON.stringify({ routes, sinks, deadLetter: false }))

    const without = await logferry(['setup'], { cwd: none })
    const away = await logferry(['setup', '--yes'], { cwd: folderWith({ search: { url: 'http://127.0.0.1:1' } }) })

    expect(without).toMatchObject({ status: 2, stderr: expect.stringContaining('the config has no sink that uses opensearch') })
    expect(away).toMatchObject({ status: 1, stderr: expect.stringContaining('LF_SINK_UNAVAILABLE 127.0.0.1:1: nothing listens there') })
  })
})
