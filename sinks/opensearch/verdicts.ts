import { retry, wellFormed } from '../../core/index.ts'
import { type Item, type Verdict, verdictOf } from './item.ts'

/**
 * What became of each action, by its record's id, for a server answers out of order where a pipeline both drops and fails documents. Actions
 * of the same id all get the worst that is said of it. Without ids there is only the place, which is of use only if as many are answered.
 */
export function verdictsOf(ids: readonly string[], items: readonly (Item | undefined)[], areSent: boolean): readonly Verdict[] {
  const found = areSent ? byId(ids.map(wellFormed), items) : items.length === ids.length ? items : []
  return ids.map((_, i) => {
    const item = found[i]
    return item === undefined ? UNANSWERED : verdictOf(item)
  })
}

const UNANSWERED: Verdict = { outcome: retry('LF_SINK_UNAVAILABLE', 'the answer does not say what became of it') }

/** No item for an id, or not enough: undefined. */
function byId(ids: readonly string[], items: readonly (Item | undefined)[]): readonly (Item | undefined)[] {
  const found = new Map<string, { readonly count: number; readonly worst: Item }>()
  for (const item of items) {
    if (item?.id === undefined) continue
    const { count, worst } = found.get(item.id) ?? { count: 0, worst: item }
    found.set(item.id, { count: count + 1, worst: badness(item) > badness(worst) ? item : worst })
  }
  const sent = new Map<string, number>()
  for (const id of ids) sent.set(id, (sent.get(id) ?? 0) + 1)
  return ids.map((id) => {
    const { count, worst } = found.get(id) ?? { count: 0 }
    return count >= (sent.get(id) as number) ? worst : undefined
  })
}

/** A conflict means that it is there. */
const badness = ({ status }: Item) => (status === 409 ? 200 : status)
