import {
  APPLICATION,
  BACKEND,
  DATABASE,
  EPOCH,
  LEADER,
  LINE_NUMBER,
  LOCAL_HOST,
  OTHER,
  PID,
  PS,
  QUERY_ID,
  REMOTE_HOST,
  SESSION_ID,
  SESSION_START,
  STATE,
  TIMESTAMP,
  TRANSACTION_ID,
  USER,
  VIRTUAL_ID,
} from './place.ts'
import { digitsEnd, epochEnd, numberEnd, sessionEnd, stateEnd, timestampEnd, virtualEnd } from './scan.ts'

type EndOf = (text: string, from: number) => number

/** A piece of `log_line_prefix`. `width`: blanks before it fill it up to that, or if it is below 0, blanks behind it. */
export type Step =
  /** The very text. */
  | { readonly kind: 'text'; readonly text: string }
  /** What is told by its looks. */
  | { readonly kind: 'strict'; readonly place: number; readonly endOf: EndOf; readonly width: number }
  /** A host, with its port behind it or not. */
  | { readonly kind: 'host'; readonly place: number; readonly hasPort: boolean; readonly width: number }
  /** Names, which may hold anything, and the texts between them. Together they are no longer than that. */
  | {
      readonly kind: 'names'
      readonly places: readonly number[]
      readonly between: readonly string[]
      readonly longest: number
      readonly isPadded: boolean
    }
  /** Processes without a session show nothing from here on. */
  | { readonly kind: 'stop' }
  /** One of these, and nothing behind it. */
  | { readonly kind: 'either'; readonly ways: readonly (readonly Step[])[] }

const STRICT: Readonly<Record<string, readonly [number, EndOf]>> = {
  t: [TIMESTAMP, timestampEnd],
  m: [TIMESTAMP, timestampEnd],
  n: [EPOCH, epochEnd],
  s: [SESSION_START, timestampEnd],
  p: [PID, digitsEnd],
  l: [LINE_NUMBER, digitsEnd],
  x: [TRANSACTION_ID, digitsEnd],
  Q: [QUERY_ID, numberEnd],
  e: [STATE, stateEnd],
  c: [SESSION_ID, sessionEnd],
  v: [VIRTUAL_ID, virtualEnd],
  P: [LEADER, (text, from) => Math.max(from, digitsEnd(text, from))],
}
const HOSTS: Readonly<Record<string, number>> = { r: REMOTE_HOST, h: REMOTE_HOST, L: LOCAL_HOST }
/** An identifier has 63 bytes at most; what the name of an application has that is not ASCII is written as `\xe9`. */
const NAMES: Readonly<Record<string, readonly [number, number]>> = {
  u: [USER, 63],
  d: [DATABASE, 63],
  a: [APPLICATION, 252],
  i: [PS, 100],
  b: [BACKEND, 100],
  '?': [OTHER, 250],
}

const ESCAPE = /%(-?\d*)(.)/gs

/**
 * The steps of a `log_line_prefix` (https://www.postgresql.org/docs/current/runtime-config-logging.html#GUC-LOG-LINE-PREFIX). Like the
 * server it passes over escapes that it does not know. `%?` is ours: any text in a line.
 */
export function stepsOf(format: string): readonly Step[] {
  const steps: Step[] = []
  let text = ''
  let copied = 0
  for (const { index, 0: found, 1: width = '', 2: letter = '' } of format.matchAll(ESCAPE)) {
    text += format.slice(copied, index) + (letter === '%' ? '%' : '')
    copied = index + found.length
    const step = stepOf(letter, Number(width === '-' ? 0 : width))
    if (step === undefined) continue
    add(steps, text, step)
    text = ''
  }
  text += format.slice(copied)
  if (text !== '') steps.push({ kind: 'text', text })
  return steps
}

function stepOf(letter: string, width: number): Step | undefined {
  if (letter === 'q') return { kind: 'stop' }
  if (Object.hasOwn(NAMES, letter)) {
    const [place, longest] = NAMES[letter] as (typeof NAMES)[string]
    return { kind: 'names', places: [place], between: [], longest: Math.max(longest, Math.abs(width)), isPadded: width !== 0 }
  }
  if (Object.hasOwn(HOSTS, letter)) return { kind: 'host', place: HOSTS[letter] as number, hasPort: letter === 'r', width }
  if (!Object.hasOwn(STRICT, letter)) return undefined
  const [place, endOf] = STRICT[letter] as (typeof STRICT)[string]
  return { kind: 'strict', place, endOf, width }
}

/** Names in a row become one step. */
function add(steps: Step[], text: string, step: Step): void {
  const last = steps.at(-1)
  if (step.kind === 'names' && last?.kind === 'names') {
    const longest = last.longest + text.length + step.longest
    const names = { places: [...last.places, ...step.places], between: [...last.between, text], isPadded: last.isPadded || step.isPadded }
    steps.splice(-1, 1, { kind: 'names', ...names, longest })
    return
  }
  if (text !== '') steps.push({ kind: 'text', text })
  steps.push(step)
}
