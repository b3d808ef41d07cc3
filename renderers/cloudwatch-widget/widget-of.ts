import { LogferryError, type LogRecord } from '../../core/index.ts'
import { zoneOf } from '../zone.ts'
import { isTooLong, type Widget } from './check-widget.ts'
import { fill } from './fill.ts'
import type { WidgetOptions } from './options.ts'

const MINUTE = 60_000
const PRESET = { width: 900, height: 450, beforeMinutes: 180 }

/**
 * What is asked of CloudWatch for a record: the graph ends at its time, or so many minutes later, so that one that is drawn again shows the
 * past. Throws LF_PICTURE_FAILED.
 */
export function widgetOf(record: LogRecord, options: WidgetOptions): Widget & { readonly title: string } {
  const { value, missing } = fill(options.widget, record)
  if (missing.length > 0) failed(`the record has no ${missing.map((name) => `"${name}"`).join(', ')}, which the widget asks for`)
  const widget = value as Widget
  const { width = PRESET.width, height = PRESET.height, title = titleOf(widget, record) } = widget
  const beforeMinutes = options.beforeMinutes ?? minutesIn(widget['start']) ?? PRESET.beforeMinutes
  const asked = {
    ...widget,
    width: options.width ?? width,
    height: options.height ?? height,
    title: String(title),
    start: isoTime(record.time - beforeMinutes * MINUTE),
    end: isoTime(record.time + options.afterMinutes * MINUTE),
    ...(options.theme === undefined ? {} : { theme: options.theme }),
    ...(options.timeZone === undefined ? {} : { timezone: offsetText(zoneOf(options.timeZone).offsetAt(record.time)) }),
  }
  if (isTooLong(asked)) failed('the widget is too long for CloudWatch, now that the fields are filled in')
  return asked
}

/** `CPUUtilization of prod-1`. */
function titleOf({ metrics }: Widget, { fields }: LogRecord): string {
  const [row] = metrics as readonly (readonly unknown[])[]
  const name = typeof row?.[1] === 'string' ? row[1] : 'Metrics'
  return typeof fields['Instance'] === 'string' ? `${name} of ${fields['Instance']}` : name
}

const DURATION = /^-P(?:(\d{1,4})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?)?$/

/** Of a relative start such as `-PT3H` or `-P7D`. */
function minutesIn(start: unknown): number | undefined {
  const [, days = 0, hours = 0, minutes = 0] = DURATION.exec(String(start)) ?? []
  return Number(days) * 1440 + Number(hours) * 60 + Number(minutes) || undefined
}

/** `+0900`. */
function offsetText(offset: number): string {
  const digits = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60].map((part) => String(part).padStart(2, '0'))
  return `${offset < 0 ? '-' : '+'}${digits.join('')}`
}

function isoTime(time: number): string {
  const date = new Date(time)
  if (Number.isNaN(date.getTime()) || date.getUTCFullYear() < 1000 || date.getUTCFullYear() > 9999)
    failed('the record has no time that CloudWatch knows')
  return date.toISOString()
}

function failed(detail: string): never {
  throw new LogferryError('LF_PICTURE_FAILED', detail)
}
