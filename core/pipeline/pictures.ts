import type { LimitFunction } from 'p-limit'
import { codeOf, type ErrorCode, messageOf } from '../errors.ts'
import type { LogRecord, Picture } from '../model.ts'
import type { About, Renderer } from '../plugin.ts'
import { withDeadline } from './deadline.ts'

const MOST_RECORDS = 10_000
const PICTURE_MS = 20_000

export interface PictureTerms {
  readonly renderers: readonly { readonly id: string; readonly renderer: Renderer }[]
  /** All records of this delivery and route. */
  readonly records: () => readonly LogRecord[]
  readonly limit: LimitFunction
  readonly signal: AbortSignal
  readonly failed: (renderer: string, code: ErrorCode, detail: string) => void
}

/** Draws a branch's pictures when asked, each at most once per record. Never rejects: a picture that fails is left out, and said. */
export function pictureDesk(terms: PictureTerms): (record: LogRecord) => Promise<readonly Picture[]> {
  const drawn = new Map<string, Promise<readonly Picture[]>>()
  return (record) => {
    const pictures = drawn.get(record.id) ?? drawAll(record, terms)
    drawn.set(record.id, pictures)
    return pictures
  }
}

async function drawAll(subject: LogRecord, { renderers, records, limit, signal, failed }: PictureTerms): Promise<readonly Picture[]> {
  if (renderers.length === 0) return []
  const about: About = { subject, records: recordsAbout(subject, records()) }
  const pictures = renderers.map(({ id, renderer }) =>
    limit(async (): Promise<Picture | undefined> => {
      const answer = await withDeadline(signal, PICTURE_MS, (inner) => renderer.render(about, inner))
      if ('value' in answer && answer.value?.png instanceof Uint8Array) return answer.value
      const thrown = 'thrown' in answer ? answer.thrown : undefined
      const detail = 'thrown' in answer ? messageOf(thrown) : 'late' in answer ? 'not drawn in time' : 'no picture was returned'
      failed(id, codeOf(thrown, 'LF_PICTURE_FAILED'), detail)
      return undefined
    }),
  )
  return (await Promise.all(pictures)).filter((picture) => picture !== undefined)
}

function recordsAbout(subject: LogRecord, records: readonly LogRecord[]): readonly LogRecord[] {
  const instance = subject.fields['Instance']
  return records
    .filter(({ fields }) => fields['Instance'] === instance)
    .toSorted((a, b) => a.time - b.time)
    .slice(0, MOST_RECORDS)
}
