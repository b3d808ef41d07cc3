/** What a server says of a failure. All of it may quote what it was sent. */
export interface ServerError {
  readonly type: string
  readonly reason: string
  /** The reason below it; empty if there is none. */
  readonly cause: string
}

/** Reads `error` of an item or an answer, which some errors give as a text. Unknown shapes are an error without a reason. */
export function serverError(error: unknown): ServerError {
  const { type, reason, caused_by: below } = Object(error) as Readonly<Record<string, unknown>>
  const { reason: cause } = Object(below) as Readonly<Record<string, unknown>>
  return { type: textOf(type), reason: typeof error === 'string' ? error : textOf(reason), cause: textOf(cause) }
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

/** How reasons begin that OpenSearch 2 and 3 give, as far as they quote names only: of fields, types, permissions, limits; no values, no ids. */
const REASONS: readonly RegExp[] = [
  /^failed to parse field \[(?<field>.+?)\] of type \[\w+\]/,
  /^object mapping for \[(?<field>.+?)\] tried to parse field \[.*?\] as object, but found a concrete value/,
  /^Could not dynamically add mapping for field \[(?<field>.+?)\]\. Existing mapping for \[.+?\] must be of type object but found \[\w+\]/,
  /^can't merge a non object mapping \[(?<field>.+?)\] with an object mapping/,
  /^mapper \[(?<field>.+?)\] cannot be changed from type \[\w+\] to \[\w+\]/,
  /^mapping set to strict, dynamic introduction of \[(?<field>.+?)\] within \[(?<parent>.+?)\] is not allowed/,
  /^Document contains at least one immense term in field="(?<field>.+?)"(?= \(whose)/,
  /^Cannot write to a field alias \[(?<field>.+?)\]/,
  /^failed to parse \[(?<field>.+?)\]: expected/,
  /^Inconsistency of field data structures across documents for field \[(?<field>.+?)\](?= of doc)/,
  /^Limit of total fields \[\d+\] has been exceeded/,
  /^Limit of mapping depth \[\d+\] has been exceeded/,
  /^The depth of the field has exceeded the allowed limit of \[\d+\]/,
  /^class [\w.$]*FlatObjectFieldMapper cannot be cast/,
  /^index \[.+?\] blocked by: \[[\w/ ,()-]+\]/,
  /^blocked by: \[[\w/ ,()-]+\]/,
  /^no permissions for \[[\w:/*,[\] -]+?\](?= and)/,
  /^no write index is defined for alias/,
  /^pipeline with id \[.+?\] does not exist/,
  /^no such index/,
  /^closed$/,
  /^Validation Failed: 1: this action would add \[\d+\] total (?:\w+ )?shards, but this cluster currently has \[\d+\]\/\[\d+\] maximum (?:\w+ )?shards open/,
  /^Document ID is not supported/,
  /^timed out while waiting for a dynamic mapping update/,
  /^rejected execution of/,
  /^(?:\[\w+\] )?Data too large/,
  /^\[.+?\]\[\d+\] primary shard is not active/,
  /^invalid index name/i,
  /^failed to parse$/,
  /^The security token included in the request is (?:invalid|expired)/,
  /^The request signature we calculated does not match/,
  /^Signature (?:expired|not yet current)/,
  /^User: (?=\S+ is not authorized to perform: [\w:]+)/,
  /^Authentication finally failed/,
  /^Unauthorized/,
]

/** The longest that is said of a reason: it has names of fields, which a log may have made up. */
const LONGEST = 200

interface Known {
  readonly text: string
  /** The path of the field at fault. */
  readonly field?: string
}

/** The reason, or else the one below it, as far as it is known. */
function known({ reason, cause }: ServerError): Known | undefined {
  for (const text of reason === 'failed to parse' ? [cause, reason] : [reason, cause]) {
    for (const pattern of REASONS) {
      const match = pattern.exec(text)
      if (match === null) continue
      const { field, parent } = match.groups ?? {}
      if (field === undefined) return { text: match[0] }
      return { text: match[0], field: parent === undefined || parent === '_doc' ? field : `${parent}.${field}` }
    }
  }
  return undefined
}

/** What may be said of it: its type, and what is known to quote no value. */
export function errorText(error: ServerError): string {
  const type = /^\w{1,100}$/.test(error.type) ? error.type : ''
  const text = known(error)?.text.slice(0, LONGEST) ?? ''
  return [type, text].filter(Boolean).join(': ') || 'no reason given'
}

/** The path of the field that it blames, with dots, if it is one. */
export const fieldAtFault = (error: ServerError): string | undefined => known(error)?.field
