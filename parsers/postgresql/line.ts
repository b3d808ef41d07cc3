import { isCsvAt } from './csv.ts'
import { NO_LABEL } from './label.ts'
import { noPlaces } from './place.ts'
import { type Head, type Prefix, prefixOf } from './prefix.ts'

/** What a line is: of another program, or of the server's log in one of its forms. */
export const FOREIGN = 0
export const STDERR = 1
export const CSV = 2
export const JSON_LINE = 3

export interface Line extends Head {
  form: number
}

export const newLine = (): Line => ({ form: FOREIGN, places: noPlaces(), label: NO_LABEL, text: 0, isOpen: false })

/** Tells what begins at a place. `isOpen`: what is to come may change the answer. */
export type ReadLine = (text: string, at: number, line: Line) => void

const JSON_START = '{"timestamp":'

/** What is common, and how it goes on: of RDS and Aurora; the server's default, Debian's, and pgBadger's; what cloud providers set. */
const COMMON = [
  ['%t:%r:%u@%d:[%p]:', ['', '%l:%e:%s:%v:%x:%c:%q%a']],
  ['%m [%p] ', ['user=%u,db=%d,app=%a,client=%h ', '%q%u@%d ']],
  [
    '%m [%p]: ',
    [
      'user=%u,db=%d,app=%a,client=%h ',
      '[%l-1] user=%u,db=%d,app=%a,client=%h ',
      '[%l-1] user=%u,db=%d ',
      '[%l-1] db=%d,user=%u ',
      '[%l-1] ',
      '',
    ],
  ],
  ['%m-%c-', ['']],
] as const
/** Of any other the time, and the process if it is in brackets. */
const ANY = '%m%?'

/** By that `log_line_prefix`; without one by those that are common, and else by what most have. */
export function lineReader(format: string | undefined): ReadLine {
  const prefixes = format === undefined ? [...COMMON.map(([head, tails]) => prefixOf(head, tails)), prefixOf(ANY)] : [prefixOf(format)]
  return (text, at, line) => {
    line.isOpen = false
    line.label = NO_LABEL
    line.form = formAt(text, at, line, prefixes)
  }
}

function formAt(text: string, at: number, line: Line, prefixes: readonly Prefix[]): number {
  if (text.charCodeAt(at) === 123) {
    if (text.startsWith(JSON_START, at)) return JSON_LINE
    line.isOpen = text.length - at < JSON_START.length
  }
  if (isCsvAt(text, at, line)) return CSV
  for (const prefix of prefixes) if (prefix(text, at, line)) return STDERR
  return FOREIGN
}
