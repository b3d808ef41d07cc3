/**
 * `npm run servers`: fetches the real servers that tests run against, each once, into .cache/servers/<name>/. To add one, add
 * `{ name, fetch }` to the list; `fetch(folder)` fills the empty folder it is given, and rejects when it cannot. A new version is a new name.
 */
import path from 'node:path'
import { cfnLint } from './cfn-lint.mjs'
import { fetchServers } from './fetch-servers.mjs'
import { hclfmt } from './hclfmt.mjs'
import { moto } from './moto.mjs'
import { opensearch } from './opensearch.mjs'
import { rie } from './rie.mjs'
import { versitygw } from './versitygw.mjs'

const SERVERS = [versitygw, moto, opensearch, rie, cfnLint, hclfmt]

const complete = await fetchServers(SERVERS, path.resolve(import.meta.dirname, '../../.cache/servers'), console.log)
process.exitCode = complete ? 0 : 1
