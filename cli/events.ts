import { readFileSync } from 'node:fs'
import { type Problem, problemOf } from '../sources/file/report.ts'

/** A Lambda event as a file holds it, or what is wrong there. `where`: the file, and the line if it has one event a line. */
export interface EventInput {
  readonly where: string
  readonly trigger?: unknown
  readonly problem?: Problem
}

/** The events of a file: one JSON document, a list of them, or one a line. `-` is stdin. Never throws. */
export function readEvents(file: string): readonly EventInput[] {
  let text: string
  try {
    text = readFileSync(file === '-' ? 0 : file, 'utf8').replace(/^\uFEFF/, '')
  } catch (thrown) {
    return [{ where: file, problem: problemOf(thrown, file) }]
  }
  if (text.trim() === '') return [wrong(file, 'is empty')]
  const whole = parse(text)
  if (whole !== undefined) {
    if (!Array.isArray(whole.value)) return [{ where: file, trigger: whole.value }]
    return whole.value.map((trigger: unknown, i) => ({ where: `${file}[${i}]`, trigger }))
  }
  const lines = text.split('\n').flatMap((line, i) => (line.trim() === '' ? [] : [{ line, where: `${file}:${i + 1}` }]))
  const events = lines.map(({ line, where }) => ({ where, parsed: parse(line) }))
  if (events.every(({ parsed }) => parsed === undefined)) return [wrong(file, 'is neither JSON nor one JSON document a line')]
  return events.map(({ where, parsed }) => (parsed === undefined ? wrong(where, 'is not JSON') : { where, trigger: parsed.value }))
}

function parse(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return undefined // The caller says where; the error of JSON.parse quotes the text.
  }
}

const wrong = (where: string, what: string): EventInput => ({ where, problem: { code: 'LF_EVENT_JSON', detail: `${where} ${what}` } })
