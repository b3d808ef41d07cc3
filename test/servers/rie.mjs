import { chmod, copyFile, readdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { run } from './run.mjs'

const WHEEL = 'aws-sam-cli==1.170.0'
const BINARY = { x64: 'aws-lambda-rie-x86_64', arm64: 'aws-lambda-rie-arm64' }

/**
 * AWS's Runtime Interface Emulator, the part of Lambda around a function's process (Apache-2.0): out of the wheel of AWS's SAM CLI, where it
 * is a static binary. In some seconds; needs Python 3.
 */
export const rie = {
  name: 'rie-1.170.0',
  async fetch(folder) {
    const binary = BINARY[process.arch]
    if (process.platform !== 'linux' || binary === undefined) throw new Error(`there is none for ${process.platform} on ${process.arch}`)
    await run('python3', ['-m', 'pip', 'download', '--quiet', '--no-deps', '--dest', folder, WHEEL])
    const [wheel] = (await readdir(folder)).filter((name) => name.endsWith('.whl'))
    await run('python3', ['-m', 'zipfile', '-e', path.join(folder, wheel), path.join(folder, 'wheel')])
    await copyFile(path.join(folder, 'wheel/samcli/local/rapid', binary), path.join(folder, 'rie'))
    await chmod(path.join(folder, 'rie'), 0o755)
    await rm(path.join(folder, wheel))
    await rm(path.join(folder, 'wheel'), { recursive: true })
  },
}
