import { rm } from 'node:fs/promises'
import path from 'node:path'
import { run } from './run.mjs'

const PACKAGE = 'github.com/versity/versitygw/cmd/versitygw@v1.8.0'

/**
 * An S3 store over a folder, with real signatures and conditions (Apache-2.0). Built from source by Go 1.25 or later, in about two minutes;
 * what the build needs is removed with it. Earlier versions let several of those win that create a key at once.
 */
export const versitygw = {
  name: 'versitygw-1.8.0',
  async fetch(folder) {
    const go = path.join(folder, 'go')
    const env = { GOBIN: folder, GOPATH: go, GOCACHE: path.join(go, 'cache'), GOFLAGS: '-modcacherw' }
    await run('go', ['install', PACKAGE], { env })
    await rm(go, { recursive: true, force: true })
  },
}
