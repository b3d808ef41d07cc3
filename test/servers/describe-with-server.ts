import { existsSync } from 'node:fs'
import path from 'node:path'
import { describe, test } from 'vitest'

const CACHE = path.resolve(import.meta.dirname, '../../.cache/servers')

/**
 * Tests that need a real server, which lies in `folder`. Where it has not been fetched they are skipped, and stderr says so; with
 * LOGFERRY_REQUIRE_SERVERS=1, as in .ci/run, that is a failure.
 */
export function describeWithServer(name: string, define: (folder: string) => void, cache = CACHE): void {
  const folder = path.join(cache, name)
  if (existsSync(folder)) {
    describe(name, () => define(folder))
    return
  }
  if (process.env['LOGFERRY_REQUIRE_SERVERS'] === '1') {
    test(`${name} is there`, () => {
      throw new Error(`the server ${name} is not in ${cache}: \`npm run servers\` fetches it`)
    })
    return
  }
  process.stderr.write(`skipped: what needs the server ${name}; \`npm run servers\` fetches it\n`)
  describe.skip(name, () => define(folder))
}
