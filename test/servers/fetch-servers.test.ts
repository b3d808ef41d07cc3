import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'

interface Server {
  readonly name: string
  fetch(folder: string): Promise<void>
}
type Fetch = (servers: readonly Server[], cache: string, say: (line: string) => void) => Promise<boolean>

const { fetchServers }: { fetchServers: Fetch } = await import(path.join(import.meta.dirname, 'fetch-servers.mjs'))

let folder: string
let cache: string
let said: string[]

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'logferry-servers-'))
  cache = path.join(folder, 'cache')
  said = []
})
afterEach(() => rmSync(folder, { recursive: true }))

const run = (...servers: readonly Server[]) => fetchServers(servers, cache, (line) => said.push(line))

test('a server is fetched once', async () => {
  let fetched = 0
  const server: Server = { name: 'tide', fetch: async (into) => writeFileSync(path.join(into, 'bin'), `fetched ${++fetched}`) }

  const complete = [await run(server), await run(server)]

  expect(complete).toEqual([true, true])
  expect(readFileSync(path.join(cache, 'tide/bin'), 'utf8')).toBe('fetched 1')
  expect(said).toEqual(['tide: fetched', 'tide: is there'])
})

test('a server whose fetch broke off is not there, is said, and is fetched anew; the others are fetched all the same', async () => {
  let tries = 0
  const broken: Server = {
    name: 'broken',
    async fetch(into) {
      writeFileSync(path.join(into, `part-${++tries}`), '')
      if (tries === 1) throw new Error('no such host: example.invalid')
    },
  }
  const whole: Server = { name: 'whole', fetch: async () => {} }

  const first = await run(broken, whole)
  const afterFirst = existsSync(path.join(cache, 'broken'))
  const second = await run(broken, whole)

  expect([first, afterFirst, second]).toEqual([false, false, true])
  expect(readdirSync(path.join(cache, 'broken'))).toEqual(['part-2'])
  expect(said).toEqual(['broken: cannot be fetched: no such host: example.invalid', 'whole: fetched', 'broken: fetched', 'whole: is there'])
})
