import { rm } from 'node:fs/promises'
import path from 'node:path'
import { run } from './run.mjs'

const PACKAGE = 'github.com/hashicorp/hcl/v2/cmd/hclfmt@v2.23.0'

/** The formatter of HashiCorp's own HCL library (MPL-2.0), which reads what Terraform reads. Built by Go, in some seconds. */
export const hclfmt = {
  name: 'hclfmt-2.23.0',
  async fetch(folder) {
    const go = path.join(folder, 'go')
    const env = { GOBIN: folder, GOPATH: go, GOCACHE: path.join(go, 'cache'), GOFLAGS: '-modcacherw' }
    await run('go', ['install', PACKAGE], { env })
    await rm(go, { recursive: true, force: true })
  },
}
