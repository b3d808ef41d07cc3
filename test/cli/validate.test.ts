import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { loopback } from '../sinks/opensearch/loopback.ts'
import { emptyFolder, logferry } from './logferry.ts'

/** A folder with a config that writes to a folder and to a server, and with a sink of its own that never answers. */
function folderFor(url: string): string {
  const folder = emptyFolder()
  const slow = `export default {
    apiVersion: 1, kind: 'sink', name: 'slow', summary: 'Never answers.', options: {},
    create: () => ({ write: async () => [], check: () => { throw new Error('it is broken') } }),
  }`
  writeFileSync(path.join(folder, 'slow.mjs'), slow)
  const config = {
    plugins: ['./slow.mjs'],
    routes: [{ match: { logGroup: '**' }, parser: 'json', to: ['near', 'far', 'slow'] }],
    sinks: {
      near: { use: 'opensearch', options: { url: 'file:./out' } },
      far: { use: 'opensearch', options: { url } },
      slow: { use: 'slow' },
    },
    deadLetter: false,
  }
  writeFileSync(path.join(folder, 'plugins.config.json'), JSON.stringify(config))
  return folder
}

describe('validate', () => {
  test('asks each destination, and says what it found, with the next step where something is wrong', async () => {
    const server = await loopback(() => ({ status: 401, body: 'Unauthorized' }))
    const cwd = folderFor(server.url)

    const { status, stderr } = await logferry(['validate'], { cwd })

    expect(status).toBe(1)
    expect(stderr).toContain(`near  ok     ${path.join(cwd, 'out')} can be written\n`)
    expect(stderr).toMatch(
      /^far {3}error {2}LF_SINK_DENIED 127\.0\.0\.1:\d+: HTTP 401\. The server wants to know who asks: .*; the records are sent again\.$/m,
    )
    expect(stderr).toContain('slow  error  LF_SINK_FAILED it is broken. ')
    expect(stderr).toContain('plugins.config.json is valid: 1 route\n')
  })

  test('asks nobody with --no-environment', async () => {
    const server = await loopback(() => ({ status: 401 }))

    const { status, stderr } = await logferry(['validate', '--no-environment'], { cwd: folderFor(server.url) })

    expect({ status, found: /can be written|LF_/.test(stderr), heard: server.heard.length }).toEqual({ status: 0, found: false, heard: 0 })
  })

  test('gives the findings as JSON, too', async () => {
    const cwd = folderFor('http://127.0.0.1:9')

    const { stdout } = await logferry(['validate', '--json'], { cwd })

    expect(JSON.parse(stdout)).toEqual({
      valid: true,
      problems: [],
      findings: [
        { sink: 'near', level: 'ok', code: 'LF_DISK_DENIED', detail: `${path.join(cwd, 'out')} can be written` },
        { sink: 'far', level: 'error', code: 'LF_SINK_UNAVAILABLE', detail: '127.0.0.1:9: nothing listens there (ECONNREFUSED)' },
        { sink: 'slow', level: 'error', code: 'LF_SINK_FAILED', detail: 'it is broken' },
      ],
    })
  })

  test('says the line of a fault in the syntax of a plugin where Node tells it, else how to see it', async () => {
    const cwd = emptyFolder()
    writeFileSync(path.join(cwd, 'a.cjs'), 'module.exports = {\n  kind: : 1\n}')
    writeFileSync(path.join(cwd, 'b.mjs'), 'export default {\n  kind: : 1\n}')
    writeFileSync(path.join(cwd, 'plugins.config.json'), '{ "plugins": ["./a.cjs", "./b.mjs"] }')

    const { status, stderr } = await logferry(['validate'], { cwd })

    expect(status).toBe(78)
    expect(stderr).toContain("plugins[0]: ./a.cjs cannot be loaded: Unexpected token ':' (line 2 of a.cjs)\n")
    expect(stderr).toContain(
      `plugins[1]: ./b.mjs cannot be loaded: Unexpected token ':' — where, says: node --check ${path.join(cwd, 'b.mjs')}\n`,
    )
  })
})
