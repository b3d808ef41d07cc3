import { ERRORS } from '../errors.ts'
import { isObject } from '../is-object.ts'
import { isPlain } from './plain.ts'

/** What keeps a sink's answer from being one outcome per record, if anything. A sink may be a stranger's: it is looked at before it is believed. */
export function answerFault(answer: unknown, length: number): string | undefined {
  try {
    if (!Array.isArray(answer)) return 'no list of outcomes'
    if (answer.length !== length) return `${answer.length} outcomes for ${length} records`
    for (let i = 0; i < length; i++) {
      const fault = outcomeFault(answer[i])
      if (fault !== undefined) return `${fault}, for record ${i} of ${length}`
    }
    return undefined
  } catch {
    return 'what cannot be read'
  }
}

function outcomeFault(value: unknown): string | undefined {
  if (!isObject(value)) return 'what is no outcome'
  const { status, reason, code, detail = '', retryAfterMs = 0, receipt } = value
  if (status === 'delivered') return receipt === undefined || isPlain(receipt) ? undefined : 'a receipt that JSON does not know'
  if (status === 'dropped') return typeof reason === 'string' ? undefined : 'a drop without a reason'
  if (status !== 'rejected' && status !== 'retry') return 'what is no outcome'
  if (typeof code !== 'string' || !Object.hasOwn(ERRORS, code)) return `the code ${String(code).slice(0, 40)}, which is not in the table`
  if (typeof detail !== 'string') return 'a detail that is no text'
  return Number.isFinite(retryAfterMs) ? undefined : 'a retryAfterMs that is no number'
}
