/** In a process of its own: draws with one renderer (`native`, `portable`, `cloudwatch`), and prints times as JSON: in milliseconds, of the clock and of the processor. */
import { createServer } from 'node:http'
import { examplePicture, exampleRecord, instanceOf } from '../../dist/core/testing/index.js'
import { median } from './median.mjs'

const [how, rounds] = process.argv.slice(2)
const never = new AbortController().signal
const records = Array.from({ length: 200 }, (_, i) =>
  exampleRecord({
    id: `q${i}`,
    time: 1_795_345_800_000 + ((i * 37) % 101) * 30_000,
    fields: {
      Instance: 'shop-1',
      Query_time: 1 + ((i * 53) % 97) / 9,
      Rows_examined: ((i * 29) % 89) ** 3,
      Fingerprint: `SELECT ? FROM t${i % 7}`,
    },
  }),
)
const [subject] = records

const RENDERERS = {
  async native() {
    const { default: chart } = await import('../../dist/renderers/chart/index.js')
    const { render } = instanceOf(chart, { thresholdSeconds: 5 })
    return () => render({ subject, records }, never)
  },
  async portable() {
    const [{ draw }, { portable }, { sceneOf }, { THEMES }, { openTypeface }] = await Promise.all(
      ['draw', 'rasterize', 'points', 'theme', 'typeface'].map((name) => import(`../../dist/renderers/chart/${name}.js`)),
    )
    const typeface = await openTypeface()
    const rasterize = await portable(typeface)
    const terms = { title: 'Slow queries on shop-1', theme: THEMES.light, typeface, threshold: 5 }
    return async () => ({ png: await rasterize(draw(sceneOf({ subject, records }), terms)) })
  },
  async cloudwatch() {
    const body = JSON.stringify({ MetricWidgetImage: Buffer.from(examplePicture().png).toString('base64') })
    const server = createServer((request, response) => request.resume().on('end', () => response.end(body)))
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
    server.unref()
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 's', AWS_REGION: 'us-east-1' })
    const { default: widget } = await import('../../dist/renderers/cloudwatch-widget/index.js')
    const options = {
      endpoint: `http://127.0.0.1:${server.address().port}`,
      widget: { metrics: [['AWS/RDS', 'CPUUtilization', 'DBInstanceIdentifier', '{Instance}']] },
    }
    const { render } = instanceOf(widget, options)
    return () => render({ subject, records: [] }, never)
  },
}

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true'
const before = process.memoryUsage.rss()
const cpu = () => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}
const walls = []
const cpus = []
let bytes = 0
let began = [performance.now(), cpu()]
const draw = await RENDERERS[how]()
for (let round = 0; round <= Number(rounds); round++) {
  const { png } = await draw()
  walls.push(performance.now() - began[0])
  cpus.push(cpu() - began[1])
  bytes = png.length
  began = [performance.now(), cpu()]
}
const [cold, warm] = [
  [walls[0], cpus[0]],
  [median(walls.slice(1)), median(cpus.slice(1))],
]
console.log(JSON.stringify({ cold, warm, bytes, memory: process.memoryUsage.rss() - before }))
process.exit()
