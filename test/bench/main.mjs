/**
 * `npm run bench`; `npm run bench -- --quick` for less, in seconds; `npm run bench -- s3` for one of them. Times are of this machine; ratios
 * may be compared.
 */
import { cpus } from 'node:os'
import { benchFile } from './file.mjs'
import { benchLambda } from './lambda.mjs'
import { benchOpenSearch } from './opensearch.mjs'
import { benchPictures } from './pictures.mjs'
import { benchS3 } from './s3.mjs'

const say = console.log
const asked = process.argv.slice(2)
const quick = asked.includes('--quick')

const BENCHES = {
  lambda: () => benchLambda({ processes: quick ? 3 : 7, rounds: quick ? 60 : 200, say }),
  file: () => benchFile({ entries: quick ? 50_000 : 200_000, rounds: quick ? 3 : 5, megabytes: quick ? [50, 100] : [100, 1000], say }),
  opensearch: () => benchOpenSearch({ entries: quick ? 20_000 : 200_000, rounds: quick ? 1 : 2, say }),
  s3: () => benchS3({ megabytes: quick ? [50, 100] : [100, 1000], rounds: 3, say }),
  pictures: () => benchPictures({ rounds: quick ? 5 : 30, say }),
}

const names = asked.filter((word) => word !== '--quick')
const unknown = names.find((name) => !Object.hasOwn(BENCHES, name))
if (unknown !== undefined) throw new Error(`there is no bench "${unknown}": ${Object.keys(BENCHES).join(', ')}`)

say(`Node ${process.versions.node}, ${process.platform} ${process.arch}, ${cpus().length} x ${cpus()[0]?.model ?? 'processor'}`)
for (const name of names.length === 0 ? Object.keys(BENCHES) : names) {
  say('')
  await BENCHES[name]()
}
