import { type Difference, differences } from './difference.ts'
import type { Part } from './part.ts'

/** Where parts lie: a server, or a folder. What fails rejects with a LogferryError. */
export interface Place {
  /** As messages name it. */
  readonly where: string
  read(part: Part): Promise<Found>
  /** Makes it, or writes over what was found. */
  write(part: Part, found: Found): Promise<void>
}

/** What is there under the name of a part. */
export type Found =
  | { readonly state: 'absent' }
  /** `version`: what the place must be told when it is to be written over. */
  | { readonly state: 'present'; readonly body: unknown; readonly version?: Readonly<Record<string, string>> }
  /** Such a place has no parts of this kind. */
  | { readonly state: 'unable'; readonly why: string }

/** A part beside what is there. */
export interface Comparison {
  readonly part: Part
  readonly found: Found
  /** `same`: nothing is to be done. */
  readonly state: 'new' | 'changed' | 'same' | 'unable'
  readonly differences: readonly Difference[]
}

export async function compare(part: Part, place: Place): Promise<Comparison> {
  const found = await place.read(part)
  if (found.state === 'unable') return { part, found, state: 'unable', differences: [] }
  const isThere = found.state === 'present'
  const differing = differences(isThere ? found.body : undefined, part.body)
  return { part, found, state: differing.length === 0 ? 'same' : isThere ? 'changed' : 'new', differences: differing }
}
