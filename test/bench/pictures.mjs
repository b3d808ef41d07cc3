import { execFileSync } from 'node:child_process'
import { mkdirSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { inScratch } from './scratch.mjs'

const CLI = path.resolve(import.meta.dirname, '../../dist/cli/main.js')

const HOWS = {
  native: 'chart, resvg for this machine',
  portable: 'chart, resvg in WebAssembly, as in Lambda',
  cloudwatch: 'cloudwatch-widget, a server on loopback that answers at once',
}

/** What one picture takes: the first of a process with all that it loads, and one after that; and what charts add to a Lambda zip. */
export async function benchPictures({ rounds, say }) {
  say(`A picture: of 200 queries; the first of a process, and the median of ${rounds} after it`)
  for (const [how, what] of Object.entries(HOWS)) {
    const child = path.join(import.meta.dirname, 'pictures-rounds.mjs')
    const { cold, warm, bytes, memory } = JSON.parse(execFileSync(process.execPath, [child, how, String(rounds)]))
    say(
      `  cold ${ms(cold)}  warm ${ms(warm)}  ${String(Math.round(memory / 1e6)).padStart(4)} MB more memory${how === 'cloudwatch' ? '' : `  ${Math.round(bytes / 1000)} kB`}  ${what}`,
    )
  }
  await inScratch(async (folder) => {
    const [without, charts] = [zipOf(folder, {}), zipOf(folder, { slow: { use: 'chart' } })]
    const both = zipOf(folder, {
      slow: { use: 'chart' },
      cpu: { use: 'cloudwatch-widget', options: { widget: { metrics: [['AWS/RDS', 'CPUUtilization']] } } },
    })
    say(`  zip   ${kb(without)} without pictures, ${kb(charts)} with charts, ${kb(both)} with charts and CloudWatch`)
  })
}

function zipOf(folder, renderers) {
  mkdirSync(folder, { recursive: true })
  const config = {
    routes: [{ match: { logGroup: '**' }, parser: 'mysql-slow', to: [{ sink: 'alerts', pictures: Object.keys(renderers) }] }],
    sinks: { alerts: { use: 'slack', options: { url: 'https://slack.com/api/', token: 'x', channel: '#c' } } },
    renderers,
    deadLetter: false,
  }
  writeFileSync(path.join(folder, 'plugins.config.json'), JSON.stringify(config))
  execFileSync(process.execPath, [CLI, 'package'], { cwd: folder, stdio: ['ignore', 'ignore', 'ignore'] })
  return statSync(path.join(folder, 'lambda.zip')).size
}

/** The processor's time beside that of the clock, which a busy machine makes longer. */
const ms = ([wall, cpu]) => `${wall.toFixed(0).padStart(5)} ms (${cpu.toFixed(0).padStart(4)} ms of processor)`
const kb = (value) => `${Math.round(value / 1000).toLocaleString('en')} kB`
