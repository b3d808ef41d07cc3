import { join } from 'node:path'
import { defineSink, LogferryError, type LogRecord, type Outcome, type Picture } from '../../core/index.ts'
import { contentHash } from '../content-hash.ts'
import { createFile, diskOutcome, folderOf, timeInName } from '../embedded.ts'
import { isoTime } from '../iso-time.ts'
import { alertOf } from './alert.ts'
import { messageOf } from './message.ts'
import { previewOf } from './preview.ts'

export default defineSink({
  name: 'slack',
  summary: 'Posts a message per record, with the query, the numbers and pictures. Into a folder it writes the messages it would post.',
  options: {
    url: {
      type: 'string',
      description:
        '`file:<folder>`, from the folder of the config: per message the body for `chat.postMessage` (`.json`), a readable copy (`.txt`), and its pictures (`.png`).',
    },
    token: { type: 'string', description: 'The bot token. Folders need none.', writeOnly: true, optional: true },
    channel: { type: 'string', description: 'Where to post: the name of a channel, such as `#db-alerts`, or its id.' },
  },
  create: ({ url, channel }) => {
    const folder = folderOf(url)
    if (channel.trim() === '') throw new LogferryError('LF_OPTION_INVALID', 'must name a channel', { at: ['channel'] })
    return {
      batch: { records: 1, inFlight: 1 },
      idempotent: false,
      async write(records, { pictures }) {
        const outcomes: Outcome[] = []
        for (const record of records) outcomes.push(await writeMessage(folder, channel, record, pictures))
        return outcomes
      },
    }
  },
})

/** The text first, then its pictures. Named by time, id and channel: a second delivery finds its files there, and leaves them as they are. */
async function writeMessage(
  folder: string,
  channel: string,
  record: LogRecord,
  pictures: (record: LogRecord) => Promise<readonly Picture[]>,
): Promise<Outcome> {
  const hash = contentHash(JSON.stringify([channel, record.id]))
  const iso = isoTime(record.time)
  const base = join(folder, `${iso === undefined ? 'undated' : timeInName(iso)}-${hash.slice(0, 16)}`)
  const alert = alertOf(record)
  try {
    await createFile(`${base}.json`, () => Buffer.from(`${JSON.stringify(messageOf(alert, channel), undefined, 2)}\n`))
    await createFile(`${base}.txt`, () => Buffer.from(previewOf(alert, channel)))
    for (const [i, { title, png }] of (await pictures(record)).entries()) await createFile(`${base}-${i + 1}${slug(title)}.png`, () => png)
    return { status: 'delivered', receipt: { channel, ts: timestampOf(record.time, hash) } }
  } catch (thrown) {
    return diskOutcome(thrown, base)
  }
}

/** A part of a file name, from a title that says anything. */
function slug(title: string): string {
  const words = title.toLowerCase().match(/[a-z0-9]+/g) ?? []
  return words.length === 0 ? '' : `-${words.join('-').slice(0, 40)}`
}

/** As Slack writes a message's `ts`: seconds, and six digits that make it unique in its channel. */
function timestampOf(time: number, hash: string): string {
  const ms = Math.max(0, Math.trunc(time)) || 0
  const micros = (ms % 1000) * 1000 + (Number.parseInt(hash.slice(0, 6), 16) % 1000)
  return `${Math.floor(ms / 1000)}.${String(micros).padStart(6, '0')}`
}
