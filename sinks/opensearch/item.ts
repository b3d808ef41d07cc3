import { delivered, dropped, type ErrorCode, type Outcome, rejected, retry } from '../../core/index.ts'
import { errorText, type ServerError, serverError } from './server-error.ts'

/** What a server says became of one action. */
export interface Item {
  readonly id?: string
  readonly status: number
  readonly result?: string
  readonly error?: ServerError
}

export interface Verdict {
  /** What became of the record, unless a second try in the same write makes it better. */
  readonly outcome: Outcome
  /** A part of the document is refused: with less in it, it may pass. */
  readonly refusal?: ServerError
  /** Another document made the mapping meanwhile: as it is, it may pass now. */
  readonly isRace?: boolean
  /** It meets every record, not this one alone: what a person must do. */
  readonly remedy?: string
}

/** Where only a person can help, the core need not ask again soon: it gives the records back to the source, which does. */
export const UNTIL_MENDED_MS = 5 * 60 * 1000

/** Reads one element of `items`; undefined for what is none. */
export function itemOf(element: unknown): Item | undefined {
  const [action] = Object.values(Object(element) as object)
  const { _id: id, status, result, error } = Object(action) as Readonly<Record<string, unknown>>
  if (typeof status !== 'number') return undefined
  return {
    status,
    ...(typeof id === 'string' ? { id } : {}),
    ...(typeof result === 'string' ? { result } : {}),
    ...(error === undefined || error === null ? {} : { error: serverError(error) }),
  }
}

const NOTHING: ServerError = { type: '', reason: '', cause: '' }

/** What an item means for its record: docs/opensearch.md has the table. */
export function verdictOf({ status, result, error = NOTHING }: Item): Verdict {
  const { type, reason } = error
  if (status >= 200 && status < 300) return { outcome: result === 'noop' ? dropped('an ingest pipeline dropped it') : delivered }
  if (status === 409 && (type === '' || type === 'version_conflict_engine_exception')) return { outcome: delivered }
  const text = `HTTP ${status}, ${errorText(error)}`
  for (const { when, code, remedy } of FOR_A_PERSON) {
    if (when(error, status)) return { outcome: retry(code, text, UNTIL_MENDED_MS), remedy }
  }
  // A pipeline that fails a document with a 5xx fails it each time.
  const isLasting = status >= 400 && status < 500 && ![408, 409, 425, 429].includes(status)
  if (!isLasting && type !== 'fail_processor_exception') return { outcome: retry('LF_SINK_UNAVAILABLE', text) }
  const outcome = rejected('LF_SINK_REFUSED', text)
  if (status !== 400) return { outcome }
  return isAboutContent(error) ? { outcome, refusal: error, isRace: RACE.test(reason) } : { outcome }
}

const RACE = /^mapper \[.*\] cannot be changed from type/s

/** A document of which a part is refused. Other arguments are illegal, too: in pipelines, or names. */
const isAboutContent = ({ type, reason }: ServerError): boolean =>
  type === 'mapper_parsing_exception' ||
  type === 'strict_dynamic_mapping_exception' ||
  (type === 'illegal_argument_exception' &&
    /^(?:Document contains at least one immense term|can't merge a non object mapping|Limit of (?:total fields|mapping depth)|Inconsistency of field data|object field |field name |mapper )/.test(
      reason,
    ))

interface ForAPerson {
  readonly when: (error: ServerError, status: number) => boolean
  readonly code: ErrorCode
  readonly remedy: string
}

/** Each meets all records of an index, or all; the first that fits counts. */
const FOR_A_PERSON: readonly ForAPerson[] = [
  {
    when: ({ type, reason }) => type === 'cluster_block_exception' && /flood-stage/.test(reason),
    code: 'LF_SINK_FULL',
    remedy: 'Free disk space on the server, or add some; it lifts the block by itself when it next looks.',
  },
  {
    when: ({ type }) => type === 'cluster_block_exception',
    code: 'LF_SINK_BLOCKED',
    remedy: 'Lift the block: set "index.blocks.…" (or "cluster.blocks.…") that the reason names to false.',
  },
  {
    when: ({ type }) => type === 'index_closed_exception',
    code: 'LF_SINK_BLOCKED',
    remedy: 'Open the index: POST /<index>/_open.',
  },
  {
    when: ({ type }, status) => type === 'security_exception' || status === 401 || status === 403,
    code: 'LF_SINK_DENIED',
    remedy:
      'Give the role `indices:data/write/bulk` for the cluster, and for the index `indices:data/write/index`, `indices:data/write/bulk*`, `indices:admin/create` and `indices:admin/mapping/put`; Serverless: `aoss:WriteDocument`, `aoss:CreateIndex` and `aoss:UpdateIndex`.',
  },
  {
    when: ({ type }) => type === 'index_not_found_exception',
    code: 'LF_SINK_UNFIT',
    remedy: 'Create the index, or let it be made: `action.auto_create_index`.',
  },
  {
    when: ({ type, reason }) => type === 'validation_exception' && /maximum (?:\w+ )?shards open/.test(reason),
    code: 'LF_SINK_UNFIT',
    remedy: 'Delete old indices, or raise `cluster.max_shards_per_node`.',
  },
  {
    when: ({ reason }) => reason.startsWith('no write index is defined for alias'),
    code: 'LF_SINK_UNFIT',
    remedy: 'Set `is_write_index` for one of the indices of the alias.',
  },
  {
    when: ({ reason }) => /^pipeline with id \[.*\] does not exist/s.test(reason),
    code: 'LF_SINK_UNFIT',
    remedy: 'Make the ingest pipeline, or take it out of `index.default_pipeline` or `index.final_pipeline`.',
  },
  {
    when: ({ reason }) => reason.startsWith('Document ID is not supported'),
    code: 'LF_SINK_UNFIT',
    remedy: 'Set "ids": false for this sink: the collection makes its own ids.',
  },
]
