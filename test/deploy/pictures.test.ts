import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { emptyFolder, logferry } from '../cli/logferry.ts'
import { decodePng, inkIn } from '../renderers/decode-png.ts'
import { encode } from '../sources/cloudwatch/subscription.ts'
import { filesIn, unpack } from './unzip.ts'

/** Writes the first picture of each record over one file. */
const ALBUM = `import { writeFileSync } from 'node:fs'
export default {
  apiVersion: 1, kind: 'sink', name: 'album', summary: 'Keeps pictures.', options: { file: { type: 'string', description: 'Where.' } },
  create: ({ file }) => ({
    async write(records, { pictures }) {
      for (const record of records) for (const { png } of await pictures(record)) writeFileSync(file, png)
      return records.map(() => ({ status: 'delivered' }))
    },
  }),
}
`
const ENTRY =
  '# Time: 2026-11-25T04:00:22.917000Z\n# User@Host: app[app] @  [10.0.0.1]  Id: 7\n# Query_time: 8.9  Lock_time: 0.1 Rows_sent: 1  Rows_examined: 9\nSELECT 1;'

async function packAlbum(renderers: object, pictures: readonly string[]) {
  const folder = emptyFolder()
  mkdirSync(path.join(folder, 'own'))
  writeFileSync(path.join(folder, 'own/album.mjs'), ALBUM)
  const config = {
    plugins: ['./own/album.mjs'],
    routes: [{ match: { logGroup: '/aws/rds/**' }, parser: 'mysql-slow', to: [{ sink: 'album', pictures }] }],
    sinks: { album: { use: 'album', options: { file: path.join(folder, 'picture.png') } } },
    renderers,
    deadLetter: false,
  }
  writeFileSync(path.join(folder, 'plugins.config.json'), JSON.stringify(config))
  const { status, stderr } = await logferry(['package'], { cwd: folder })
  expect(status, stderr).toBe(0)
  return { folder, zip: path.join(folder, 'lambda.zip') }
}

test('a function with a chart holds its fonts and its rasteriser, and draws on a machine that has no packages', async () => {
  const { folder, zip } = await packAlbum({ slow: { use: 'chart' } }, ['slow'])
  const task = path.join(folder, 'task')
  unpack(zip, task)
  const event = encode({
    messageType: 'DATA_MESSAGE',
    owner: '123456789012',
    logGroup: '/aws/rds/instance/shop-1/slowquery',
    logStream: 'shop-1',
    logEvents: [{ id: '1', timestamp: 1_795_345_800_000, message: ENTRY }],
  })
  const call = `import { handler } from './index.mjs'; console.log(JSON.stringify(await handler(${JSON.stringify(event)}, {})))`

  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', call], { cwd: task })

  expect(stdout).toContain('"delivered":1')
  const pixels = decodePng(readFileSync(path.join(folder, 'picture.png')))
  expect(pixels.width).toBe(1280)
  expect(inkIn(pixels, 48, 40, 600, 90)).toBeGreaterThan(3000)
})

test('a function without one holds neither', async () => {
  const { zip } = await packAlbum({}, [])

  expect([...filesIn(zip).keys()].filter((name) => /font|wasm/.test(name))).toEqual([])
})
