import type { Job, LogRecord, Picture } from '../../core/index.ts'
import { type Fault, isFault } from './desk.ts'
import { words } from './escape.ts'
import type { Root } from './root.ts'
import type { WriteTerms } from './write-alert.ts'

/** The texts have arrived: pictures that do not are one line in the thread. Ends with the signal, whatever is still being drawn. */
export async function attachPictures(shown: readonly (readonly [LogRecord, Root])[], job: Job, { desk, log }: WriteTerms): Promise<void> {
  if (desk.attach === undefined) return
  const drawn = shown.map(([record]) => untilAborted(job.pictures(record), job.signal))
  let blocking: Fault | undefined
  for (const [i, [{ id, time }, root]] of shown.entries()) {
    const pictures = await drawn[i]
    if (pictures === undefined || pictures.length === 0) continue
    const fault = blocking ?? (await desk.attach(root, pictures, { id, time }, job.signal))
    if (fault === undefined) continue
    if (fault.isOfMessage === undefined) blocking = fault
    log('the pictures of an alert could not be uploaded', { code: fault.code, detail: fault.detail })
    const line = await desk.post(apology(root, pictures.length, fault), { id: `${id} without pictures`, time }, job.signal)
    if (isFault(line)) return
  }
}

const MOST_WORDS = 500

const apology = ({ channel, ts }: Root, count: number, { detail }: Fault) =>
  ({
    channel,
    text: `${count === 1 ? 'Its picture' : 'Its pictures'} could not be uploaded. ${words(detail, MOST_WORDS)}.`,
    blocks: [],
    thread_ts: ts,
    unfurl_links: false,
    unfurl_media: false,
  }) as const

function untilAborted(pictures: Promise<readonly Picture[]>, signal: AbortSignal): Promise<readonly Picture[] | undefined> {
  if (signal.aborted) return Promise.resolve(undefined)
  return new Promise((resolve) => {
    const stop = () => resolve(undefined)
    signal.addEventListener('abort', stop)
    pictures.then(resolve, stop).finally(() => signal.removeEventListener('abort', stop))
  })
}
