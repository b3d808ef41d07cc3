import { readCsv } from './csv.ts'
import { isSeverity, NO_LABEL } from './label.ts'
import { CSV, JSON_LINE, type Line, newLine, type ReadLine, STDERR } from './line.ts'
import { isSame, PID, SESSION_ID } from './place.ts'

/** An event of the log: a line with what belongs to it. */
export interface Entry {
  readonly line: Line
  /** Of the form STDERR: label, from, to of each piece of text. */
  readonly pieces: readonly number[]
  readonly to: number
}

/** Reads the entry that begins at a place. Undefined where the text ends before it is clear where the entry does. */
export type ReadEntry = (text: string, from: number, end: boolean) => Entry | undefined

type Draft = { -readonly [K in keyof Entry]: K extends 'pieces' ? number[] : Entry[K] }

/**
 * An event has a line that begins it, further lines of the same process, and all lines that begin with a tab: of each line end in a text the
 * server makes one and a tab. A line of another program is an entry of its own. The answer is good until the next is asked for.
 */
export function entryReader(readLine: ReadLine): ReadEntry {
  const entry: Draft = { line: newLine(), pieces: [], to: 0 }
  /** The line that ended the last entry, most likely the first of the next. */
  let ahead = newLine()
  let aheadText = ''
  let aheadAt = -1

  return (text, from, end) => {
    if (from === aheadAt && text === aheadText) {
      const line = entry.line
      entry.line = ahead
      ahead = line
    } else readLine(text, from, entry.line)
    aheadAt = -1
    const { line, pieces } = entry
    if (line.isOpen && !end) return undefined
    pieces.length = 0
    if (line.form === CSV) return readCsvEntry(entry, text, from, end)
    if (line.form === STDERR) pieces.push(line.label, line.text, 0)

    let label = line.label
    for (let at = line.form === STDERR ? line.text : from; ; ) {
      const eol = text.indexOf('\n', at)
      const next = eol + 1
      if (eol < 0 || next === text.length) {
        if (!end) return undefined
        entry.to = text.length
        close(pieces, eol < 0 ? text.length : eol)
        return entry
      }
      at = next
      if (text.charCodeAt(next) === 9 && line.form !== JSON_LINE) continue
      readLine(text, next, ahead)
      if (ahead.isOpen && !end) return undefined
      if (!isPartOf(ahead, line, label, text)) {
        entry.to = next
        close(pieces, eol)
        aheadText = text
        aheadAt = next
        return entry
      }
      close(pieces, eol)
      pieces.push(ahead.label, ahead.text, 0)
      label = ahead.label
      at = ahead.text
    }
  }
}

function close(pieces: number[], to: number): void {
  if (pieces.length > 0) pieces[pieces.length - 1] = to
}

function readCsvEntry(entry: Draft, text: string, from: number, end: boolean): Entry | undefined {
  const { end: to, isCut } = readCsv(text, from)
  if (isCut && !end) return undefined
  entry.to = to
  return entry
}

/** The same process, and a label that may follow. */
function isPartOf(line: Line, first: Line, label: number, text: string): boolean {
  if (line.form !== STDERR || first.form !== STDERR || isSeverity(line.label) || line.label === NO_LABEL) return false
  if (!isSeverity(label) && line.label <= label) return false
  return isSame(text, line.places, first.places, PID) && isSame(text, line.places, first.places, SESSION_ID)
}
