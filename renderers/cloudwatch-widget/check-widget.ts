import { LogferryError, type Path } from '../../core/index.ts'

/** A metric widget (https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Metric-Widget-Structure.html). */
export type Widget = Readonly<Record<string, unknown>>

const MOST_METRICS = 100
/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricWidgetImage.html */
const MOST_BYTES = 100 * 1024
const MOST_PIXELS = 2000
const SHORT_PERIODS: readonly unknown[] = [1, 5, 10, 20, 30]

/** Throws LF_OPTION_INVALID, with the place in the widget, for what CloudWatch would refuse whatever the record. */
export function checkWidget(widget: Widget): void {
  const { metrics, width, height, period } = widget
  if (!Array.isArray(metrics) || metrics.length === 0)
    fault(['metrics'], 'must be a list of metrics: [["AWS/RDS", "CPUUtilization", "DBInstanceIdentifier", "{Instance}"]]')
  if (metrics.length > MOST_METRICS) fault(['metrics', MOST_METRICS], `is one too many: a picture shows ${MOST_METRICS} metrics`)
  for (const [i, row] of metrics.entries()) checkRow(row, ['metrics', i])
  for (const [name, size] of Object.entries({ width, height })) {
    if (size !== undefined && !(isWhole(size) && size <= MOST_PIXELS)) fault([name], `must be a whole number from 1 to ${MOST_PIXELS}`)
  }
  checkPeriod(period, ['period'])
  if (bytesOf(widget) > MOST_BYTES) fault([], `is too long: CloudWatch takes ${MOST_BYTES / 1024} KB of JSON`)
}

/** Of the JSON that is sent. */
export const bytesOf = (widget: Widget): number => Buffer.byteLength(JSON.stringify(widget))

/** The same limit, once the fields are filled in. */
export const isTooLong = (widget: Widget): boolean => bytesOf(widget) > MOST_BYTES

/** Namespace, name, dimensions and values, then perhaps an object with more; or that object alone, with an expression. */
function checkRow(row: unknown, at: Path): void {
  if (!Array.isArray(row) || row.length === 0)
    fault(at, 'must be a list: ["AWS/RDS", "CPUUtilization", "DBInstanceIdentifier", "{Instance}"]')
  const texts = row.filter((part) => typeof part === 'string')
  const more: unknown = row.at(-1)
  const rendering = isObject(more) ? more : undefined
  const others = row.findIndex((part, i) => typeof part !== 'string' && !(i === row.length - 1 && isObject(part)))
  if (others >= 0) fault([...at, others], 'must be a text; only the last part may be an object')
  if (texts.length === 0 && typeof rendering?.['expression'] !== 'string') fault(at, 'names no metric, and has no "expression"')
  if (rendering !== undefined) checkPeriod(rendering['period'], [...at, row.length - 1, 'period'])
}

function checkPeriod(period: unknown, at: Path): void {
  if (period === undefined || SHORT_PERIODS.includes(period) || (isWhole(period) && period % 60 === 0)) return
  fault(at, `must be ${SHORT_PERIODS.join(', ')}, or a multiple of 60: seconds`)
}

const isWhole = (value: unknown): value is number => typeof value === 'number' && Number.isInteger(value) && value > 0

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function fault(at: Path, detail: string): never {
  throw new LogferryError('LF_OPTION_INVALID', detail, { at: ['widget', ...at] })
}
