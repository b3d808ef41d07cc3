import { compileTemplate, type LogRecord, wellFormed } from '../../core/index.ts'
import { isoTime } from '../iso-time.ts'

export interface Link {
  readonly title: string
  readonly url: string
}

const AROUND_MS = 15 * 60_000
/** Slack takes no longer one (https://docs.slack.dev/reference/block-kit/block-elements/button-element/). */
const LONGEST = 3000
const MOST_TITLE = 75
/** Of all together, in characters: a message has room for no more. */
const MOST_ALL = 4000
/** Of a `context` block; an `actions` block takes more. */
const MOST_LINKS = 10

/** The links of a record: to Logs Insights where its region is known, then those of the config, in its order. */
export function linksOf(templates: Readonly<Record<string, unknown>>): (record: LogRecord) => readonly Link[] {
  const own = Object.entries(templates).map(([title, template]) => ({
    title: title.slice(0, MOST_TITLE),
    urlOf: compileTemplate(String(template)),
  }))
  return (record) => {
    const [from = '', to = ''] = [record.time - AROUND_MS, record.time + AROUND_MS].map(isoTime)
    const fields = { ...encoded({ ...record.fields, from, to }) }
    const origin = encoded({ ...record.origin }) as unknown as LogRecord['origin']
    const subject = { ...record, id: encode(record.id), fields, origin }
    const links = [...insights(record, from, to), ...own.map(({ title, urlOf }) => ({ title, url: urlOf(subject) }))]
    let room = MOST_ALL
    return links
      .filter(({ url }) => {
        const fits = url.length <= Math.min(room, LONGEST) && URL.canParse(url)
        if (fits) room -= url.length
        return fits
      })
      .slice(0, MOST_LINKS)
  }
}

const encode = (text: string): string => encodeURIComponent(wellFormed(text))

const encoded = (values: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, encode(typeof value === 'object' ? JSON.stringify(value) : String(value))]),
  )

const HOSTS: Readonly<Record<string, string>> = { cn: 'console.amazonaws.cn', us: 'console.amazonaws-us-gov.com' }

/** The console's own form of a link: JSURL, with `$` for `%` in what is around it. */
function insights({ origin }: LogRecord, from: string, to: string): readonly Link[] {
  const { source, region, logGroup, logStream } = origin
  if (source !== 'cloudwatch' || region === undefined || from === '') return []
  const query = `fields @timestamp, @message\n| filter @logStream = ${JSON.stringify(logStream)}\n| sort @timestamp desc\n| limit 50`
  const part = region.startsWith('cn-') ? 'cn' : region.startsWith('us-gov-') ? 'us' : ''
  const host = HOSTS[part] ?? 'console.aws.amazon.com'
  const detail = `~(end~${jsurl(to)}~start~${jsurl(from)}~timeType~'ABSOLUTE~tz~'UTC~editorString~${jsurl(query)}~source~(~${jsurl(logGroup)}))`
  const url = `https://${region}.${host}/cloudwatch/home?region=${region}#logsV2:logs-insights$3FqueryDetail$3D${detail}`
  return [{ title: 'Logs Insights', url }]
}

/** A text in JSURL (https://github.com/Sage/jsurl). */
const jsurl = (text: string): string =>
  `'${text.replaceAll(/[^\w.-]/g, (character) => {
    if (character === '$') return '!'
    const code = character.charCodeAt(0)
    return code < 0x100 ? `*${code.toString(16).padStart(2, '0')}` : `**${code.toString(16).padStart(4, '0')}`
  })}`
