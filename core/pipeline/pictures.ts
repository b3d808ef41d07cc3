import type { LimitFunction } from 'p-limit'
import { codeOf, type ErrorCode, messageOf } from '../errors.ts'
import type { LogRecord, Picture } from '../model.ts'
import type { About, Renderer } from '../plugin.ts'
import { withDeadline } from './deadline.ts'
import { subjectsOf } from './subjects.ts'

const MOST_RECORDS = 10_000
const PICTURE_MS = 20_000
/** A picture is kept until so many other records had theirs: a hundred of them are some ten megabytes. */
const MOST_KEPT = 100

export interface PictureTerms {
  readonly renderers: readonly { readonly id: string; readonly renderer: Renderer }[]
  /** All records of this delivery and route. */
  readonly records: () => readonly LogRecord[]
  readonly limit: LimitFunction
  readonly signal: AbortSignal
  readonly failed: (renderer: string, code: ErrorCode, detail: string, subject: LogRecord) => void
}

export type PictureDesk = (record: LogRecord) => Promise<readonly Picture[]>

/** Draws a branch's pictures when asked, each at most once per record. Never rejects: a picture that fails is left out, and said. */
export function pictureDesk(terms: PictureTerms): PictureDesk {
  const drawn = new Map<string, Promise<readonly Picture[]>>()
  return (record) => {
    const pictures = drawn.get(record.id) ?? drawAll(record, terms)
    drawn.set(record.id, pictures)
    const [oldest] = drawn.keys()
    if (drawn.size > MOST_KEPT && oldest !== undefined) drawn.delete(oldest)
    return pictures
  }
}

async function drawAll(record: LogRecord, { renderers, records, limit, signal, failed }: PictureTerms): Promise<readonly Picture[]> {
  if (renderers.length === 0) return []
  const abouts = subjectsOf(record).map((subject): About => ({ subject, records: recordsAbout(subject, records()) }))
  const pictures = abouts.flatMap((about) =>
    renderers.map(({ id, renderer }) =>
      limit(async (): Promise<Picture | undefined> => {
        const answer = await withDeadline(signal, PICTURE_MS, (inner) => renderer.render(about, inner))
        if ('value' in answer && answer.value?.png instanceof Uint8Array) return answer.value
        const thrown = 'thrown' in answer ? answer.thrown : undefined
        const detail = 'thrown' in answer ? messageOf(thrown) : 'late' in answer ? 'not drawn in time' : 'no picture was returned'
        failed(id, codeOf(thrown, 'LF_PICTURE_FAILED'), detail, about.subject)
        return undefined
      }),
    ),
  )
  return (await Promise.all(pictures)).filter((picture) => picture !== undefined)
}

/** Of more than a picture can show those before the subject, and some after it. */
function recordsAbout(subject: LogRecord, records: readonly LogRecord[]): readonly LogRecord[] {
  const instance = subject.fields['Instance']
  const own = records.filter(({ fields }) => fields['Instance'] === instance).toSorted((a, b) => a.time - b.time)
  const after = own.findIndex(({ time }) => time > subject.time)
  const end = Math.max(MOST_RECORDS, (after < 0 ? own.length : after) + MOST_RECORDS / 10)
  return own.slice(Math.max(0, Math.min(end, own.length) - MOST_RECORDS), end)
}
