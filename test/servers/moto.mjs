import path from 'node:path'
import { run } from './run.mjs'

/** Stands in for many services of AWS (Apache-2.0): a second S3, which believes every signature. From PyPI, 140 MB, in half a minute. */
export const moto = {
  name: 'moto-5.2.5',
  async fetch(folder) {
    await run('python3', ['-m', 'venv', folder])
    await run(path.join(folder, 'bin/python'), ['-m', 'pip', 'install', '--quiet', 'moto[s3]==5.2.5', 'flask', 'flask-cors'])
  },
}
