import { join } from 'node:path'
import { isLogferryError } from '../../core/index.ts'
import { checkFolder } from '../check-folder.ts'
import { contentHash } from '../content-hash.ts'
import { createFile, diskError, timeInName } from '../embedded.ts'
import { isoTime } from '../iso-time.ts'
import type { Desk, Fault, Subject } from './desk.ts'
import type { Message } from './message.ts'
import { previewOf } from './preview.ts'
import { slug } from './slug.ts'

/**
 * Writes what it would post into a folder. Files are named by time, id and channel: a second delivery finds them there, and leaves them as they
 * are.
 */
export function folderDesk(folder: string): Desk {
  const baseOf = (channel: string, { id, time }: Subject) => {
    const hash = contentHash(JSON.stringify([channel, id]))
    const iso = isoTime(time)
    return { hash, base: join(folder, `${iso === undefined ? 'undated' : timeInName(iso)}-${hash.slice(0, 16)}`) }
  }
  const write = async (name: string, bytes: () => Uint8Array): Promise<Fault | undefined> => {
    try {
      await createFile(name, bytes)
      return undefined
    } catch (thrown) {
      const error = diskError(thrown, name)
      if (isLogferryError(error)) return { code: error.code, detail: error.detail, isFinal: false }
      throw error
    }
  }
  const writeBody = (name: string, body: object) => write(name, () => Buffer.from(`${JSON.stringify(body, undefined, 2)}\n`))

  return {
    async post(message, subject) {
      const { base, hash } = baseOf(message.channel, subject)
      const fault =
        (await writeBody(`${base}.json`, message)) ?? (await write(`${base}.txt`, () => Buffer.from(previewOf(message, subject.alert))))
      return fault ?? { channel: message.channel, ts: timestampOf(subject.time, hash) }
    },
    update: ({ channel, ts }, message: Message, subject) =>
      writeBody(`${baseOf(channel, subject).base}-update.json`, { ...message, channel, ts }),
    async attach({ channel }, pictures, subject) {
      const { base } = baseOf(channel, subject)
      for (const [i, { title, png }] of pictures.entries()) {
        const fault = await write(`${base}-${i + 1}${slug(title)}.png`, () => png)
        if (fault !== undefined) return fault
      }
      return undefined
    },
    check: () => checkFolder(folder),
  }
}

/** As Slack writes a message's `ts`: seconds, and six digits that make it unique in its channel. */
function timestampOf(time: number, hash: string): string {
  const ms = Math.max(0, Math.trunc(time)) || 0
  const micros = (ms % 1000) * 1000 + (Number.parseInt(hash.slice(0, 6), 16) % 1000)
  return `${Math.floor(ms / 1000)}.${String(micros).padStart(6, '0')}`
}
