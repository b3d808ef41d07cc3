import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { emptyFolder, logferry, type Ran } from '../cli/logferry.ts'

/** A sink of a user's own: it adds the id of each record to a file, or does what LOGFERRY_KEEPER says. */
const KEEPER = `import { appendFileSync } from 'node:fs'
export default {
  apiVersion: 1, kind: 'sink', name: 'keeper', summary: 'Keeps ids.', options: { file: { type: 'string', description: 'Where.' } },
  create: ({ file }) => ({
    async write(records) {
      if (records.some(({ text }) => text.includes('HANG'))) await new Promise(() => undefined)
      if (records.some(({ text }) => text.includes('EXIT'))) process.exit(1)
      if (records.some(({ text }) => text.includes('DOWN'))) return records.map(() => ({ status: 'retry', code: 'LF_SINK_UNAVAILABLE' }))
      appendFileSync(file, records.map(({ id }) => id + '\\n').join(''))
      return records.map(() => ({ status: 'delivered' }))
    },
  }),
}
`

export interface Packed {
  readonly folder: string
  /** The zip. */
  readonly zip: string
  /** What came to the keeper. */
  readonly kept: string
  readonly ran: Ran
}

/** A config with a plugin of its own, packed by the command line. */
export async function packKeeper(config: Readonly<Record<string, unknown>> = {}): Promise<Packed> {
  const folder = emptyFolder()
  const kept = path.join(folder, 'kept')
  mkdirSync(path.join(folder, 'own'))
  writeFileSync(path.join(folder, 'own/keeper.mjs'), KEEPER)
  const whole = {
    plugins: ['./own/keeper.mjs'],
    routes: [{ match: { logGroup: '/aws/rds/**' }, parser: 'mysql-slow', to: ['kept'] }],
    sinks: { kept: { use: 'keeper', options: { file: '${KEPT}' }, retry: { attempts: 1 } } },
    deadLetter: false,
    ...config,
  }
  writeFileSync(path.join(folder, 'plugins.config.json'), `// A comment.\n${JSON.stringify(whole)}`)
  const ran = await logferry(['package'], { cwd: folder, env: { KEPT: kept } })
  return { folder, zip: path.join(folder, 'lambda.zip'), kept, ran }
}
