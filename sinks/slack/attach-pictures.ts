import type { Job, LogRecord, Picture } from '../../core/index.ts'
import { type Fault, isFault } from './desk.ts'
import { inlineCode } from './escape.ts'
import type { Message } from './message.ts'
import type { Root } from './root.ts'
import type { WriteTerms } from './write-alert.ts'

/** The texts have arrived: pictures that do not are one line in the thread. Ends with the signal, whatever is still being drawn. */
export async function attachPictures(shown: readonly (readonly [LogRecord, Root])[], job: Job, { desk, log }: WriteTerms): Promise<void> {
  if (desk.attach === undefined) return
  const drawn = shown.map(([record]) => untilAborted(job.pictures(record), job.signal))
  let blocking: Fault | undefined
  for (const [i, [record, root]] of shown.entries()) {
    const { id, time } = record
    const pictures = await drawn[i]
    if (pictures === undefined) continue
    const fault = pictures.length === 0 ? undefined : (blocking ?? (await desk.attach(root, pictures, { id, time }, job.signal)))
    if (fault !== undefined) log('the pictures of an alert could not be uploaded', { code: fault.code, detail: fault.detail })
    if (fault !== undefined && fault.isOfMessage === undefined) blocking = fault
    const [why, ...more] = [
      ...(job.missing?.(record) ?? []).slice(0, MOST_MISSING).map((detail) => `could not be drawn: ${inlineCode(detail, MOST_DETAIL)}`),
      ...(fault === undefined ? [] : [`could not be uploaded: ${inlineCode(fault.detail, MOST_DETAIL)}`]),
    ]
    if (why === undefined) continue
    const line = await desk.post(
      inThread(root, [`A picture ${why}`, ...more].join('; one ')),
      { id: `${id} without pictures`, time },
      job.signal,
    )
    if (isFault(line)) return
  }
}

const MOST_DETAIL = 400
/** Of a snapshot of many there may be many. */
const MOST_MISSING = 5

const inThread = ({ channel, ts }: Root, text: string): Message => ({
  ...{ channel, text, blocks: [], thread_ts: ts },
  unfurl_links: false,
  unfurl_media: false,
})

function untilAborted(pictures: Promise<readonly Picture[]>, signal: AbortSignal): Promise<readonly Picture[] | undefined> {
  if (signal.aborted) return Promise.resolve(undefined)
  return new Promise((resolve) => {
    const stop = () => resolve(undefined)
    signal.addEventListener('abort', stop)
    pictures.then(resolve, stop).finally(() => signal.removeEventListener('abort', stop))
  })
}
