import { type LogRecord, type Outcome, rejected, retry } from '../../core/index.ts'
import { hitsAll, lateCode } from './fault.ts'
import { draftObjects, type ObjectTerms, type StoredObject } from './objects.ts'

export interface WriteTerms extends ObjectTerms {
  /** Puts an object unless one of its key is there. LF_SINK_TOO_LARGE: it is cut in two. */
  readonly create: (object: StoredObject, signal: AbortSignal) => Promise<Outcome>
  readonly signal: AbortSignal
}

/** Objects that are made and put side by side: so many are held at once, and the disk syncs them together. */
const AT_ONCE = 16

/** One outcome per record, in order: that of its object. What would hit each of the others as well is not tried again on them. */
export async function writeObjects(records: readonly LogRecord[], terms: WriteTerms): Promise<readonly Outcome[]> {
  const { create, signal } = terms
  const outcomes: Outcome[] = []
  let common: Outcome | undefined

  async function write(places: readonly number[]): Promise<void> {
    const { drafts, refused } = draftObjects(
      places.map((place) => records[place] as LogRecord),
      terms,
    )
    for (const [i, outcome] of refused) outcomes[places[i] as number] = outcome
    await forEach(drafts, async (draft) => {
      const own = draft.places.map((i) => places[i] as number)
      const outcome = signal.aborted ? retry(lateCode(signal)) : (common ?? (await create(draft.make(), signal)))
      if (outcome.status === 'retry' && hitsAll(outcome.code)) common = outcome
      if (outcome.status !== 'retry' || outcome.code !== 'LF_SINK_TOO_LARGE') for (const place of own) outcomes[place] = outcome
      else if (own.length === 1) outcomes[own[0] as number] = rejected('LF_SINK_TOO_LARGE', outcome.detail)
      else for (const half of halves(own)) await write(half)
    })
  }

  await write([...records.keys()])
  return outcomes
}

const halves = <T>(list: readonly T[]) => [list.slice(0, Math.ceil(list.length / 2)), list.slice(Math.ceil(list.length / 2))]

/** So many at once that are under way; the next begins when one is done. */
async function forEach<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const rest = items.values()
  const worker = async () => {
    for (const item of rest) await work(item)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
}
