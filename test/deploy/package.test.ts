import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { logferry, shippedFolder } from '../cli/logferry.ts'
import { packKeeper } from './packed.ts'
import { filesIn } from './unzip.ts'

test('a zip holds the code and the config, readable for all, and its name and size are said', async () => {
  const { zip, ran } = await packKeeper()

  const files = filesIn(zip)
  expect(ran.status).toBe(0)
  expect([...files.keys()].filter((name) => !/-[\w-]{8}\.mjs$/.test(name))).toEqual(['index.mjs', 'plugins.config.json'])
  expect(JSON.parse(files.get('plugins.config.json')?.bytes.toString() ?? '')).toMatchObject({
    plugins: ['./own/keeper.mjs'],
    deadLetter: false,
  })
  expect([...files.values()].every(({ mode }) => mode === 0o100644)).toBe(true)
  expect(ran.stdout).toMatch(/^ {2}index\.mjs +[\d.]+ kB$/m)
  expect(ran.stdout).toMatch(/^lambda\.zip +[\d.]+ kB$/m)
  expect(ran.stderr).toContain('the function needs these variables: KEPT')
})

test('packed twice, it has the same bytes', async () => {
  const { zip, folder, kept } = await packKeeper()
  const first = readFileSync(zip)

  await logferry(['package', '-o', 'again.zip'], { cwd: folder, env: { KEPT: kept } })

  expect(readFileSync(path.join(folder, 'again.zip')).equals(first)).toBe(true)
})

test('it holds the plugins that the config uses, and no others', async () => {
  const code = (zip: string) => [...filesIn(zip).values()].map(({ bytes }) => bytes.toString()).join('\n')

  const { zip } = await packKeeper()

  expect(code(zip)).toContain('Keeps ids.')
  expect(code(zip)).toContain('mysql-slow')
  expect(code(zip)).not.toContain('OpenSearch')
})

test('what would write to a disk that vanishes is refused, and the variables are named', async () => {
  const { status, stderr } = await logferry(['package'], { cwd: shippedFolder() })

  expect(status).toBe(1)
  expect(stderr).toMatch(/LF_FILE_URL_REFUSED .*search \(file:.*OPENSEARCH_URL is not set\), archive \(file:.*ARCHIVE_URL is not set\)/)
})

test('a variable that is missing is named, and its place', async () => {
  const { folder } = await packKeeper()

  const { status, stderr } = await logferry(['package'], { cwd: folder })

  expect(status).toBe(78)
  expect(stderr).toContain('the variable KEPT is not set')
})

test('a plugin that imports what is not there is said, and no zip is left behind', async () => {
  const { folder, kept } = await packKeeper()
  writeFileSync(
    path.join(folder, 'own/keeper.mjs'),
    `const late = () => import('not-there')\n${readFileSync(path.join(folder, 'own/keeper.mjs'), 'utf8')}\nexport { late }\n`,
  )

  const { status, stderr } = await logferry(['package', '-o', 'broken.zip'], { cwd: folder, env: { KEPT: kept } })

  expect(status).toBe(1)
  expect(stderr).toContain('LF_PACKAGE_FAILED')
  expect(stderr).toContain('not-there')
  expect(() => readFileSync(path.join(folder, 'broken.zip'))).toThrow('ENOENT')
})
