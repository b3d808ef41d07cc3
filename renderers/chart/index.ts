import { compileTemplate, defineRenderer, LogferryError, type LogRecord } from '../../core/index.ts'
import { zoneOf } from '../zone.ts'
import { draw } from './draw.ts'
import { sceneOf } from './points.ts'
import { openRasterizer, type Rasterize } from './rasterize.ts'
import { THEMES } from './theme.ts'
import { openTypeface, type Typeface } from './typeface.ts'

export default defineRenderer({
  name: 'chart',
  summary: 'Draws the slow queries of a delivery over time, by fingerprint, from what the log itself says: no network is needed.',
  options: {
    title: {
      type: 'string',
      description: 'The title; {Name} is replaced by that field. Without it: "Slow queries on" and the instance.',
      optional: true,
    },
    theme: { type: 'string', description: 'The colours.', enum: ['light', 'dark'], default: 'light' },
    thresholdSeconds: {
      type: 'number',
      description: 'Draws a line there: what is above it is an alert. 0 draws none.',
      minimum: 0,
      optional: true,
    },
    timeZone: {
      type: 'string',
      description: 'A time zone such as `Asia/Seoul`, whose times are shown below those of UTC.',
      optional: true,
    },
  },
  create({ title, theme, thresholdSeconds = 0, timeZone }) {
    const titleOf = title === undefined ? defaultTitle : compileTemplate(title)
    const zone = timeZone === undefined ? undefined : zoneOf(timeZone)
    let tools: Promise<Tools> | undefined
    return {
      async render(about, signal) {
        signal.throwIfAborted()
        const scene = sceneOf(about)
        if (scene.points.length === 0) {
          throw new LogferryError('LF_PICTURE_FAILED', 'there is nothing to draw: no record here has a time and a Query_time')
        }
        tools ??= openTools()
        const { typeface, rasterize } = await tools
        const name = typeface.drawable(titleOf(about.subject)) || 'Slow queries'
        const svg = draw(scene, {
          ...{ title: name, theme: THEMES[theme], typeface },
          ...(thresholdSeconds >= LEAST_THRESHOLD ? { threshold: thresholdSeconds } : {}),
          ...(zone === undefined ? {} : { zone }),
        })
        return { title: name, png: await rasterize(svg), svg }
      },
    }
  },
})

/** In seconds; below it there is nothing to see. */
const LEAST_THRESHOLD = 0.001

interface Tools {
  readonly typeface: Typeface
  readonly rasterize: Rasterize
}

async function openTools(): Promise<Tools> {
  const typeface = await openTypeface()
  return { typeface, rasterize: await openRasterizer(typeface) }
}

const instance = compileTemplate('{Instance}')
const defaultTitle = (record: LogRecord): string =>
  `Slow queries on ${instance(record) || record.origin.logStream || record.origin.logGroup}`
