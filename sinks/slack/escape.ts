import { wellFormed } from '../../core/index.ts'

/** What Slack reads as its own (https://docs.slack.dev/messaging/formatting-message-text/#escaping). */
const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }
/** Control characters, and those that turn the direction of what follows. */
const UNSEEN = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/g

/** Well-formed, with line feeds for line ends, and nothing in it that a reader cannot see. */
export const visible = (text: string): string => wellFormed(text).replaceAll(/\r\n?/g, '\n').replaceAll(UNSEEN, '\uFFFD')

/** In one line, and of a long text no more than can matter for `most` characters. */
export function inOneLine(text: string, most: number): string {
  const start = text.length <= 8 * most ? text : `${text.slice(0, 8 * most).replace(/[\uD800-\uDBFF]$/, '')}…`
  return visible(start).replaceAll(/\s+/g, ' ').trim()
}

const EMPTY = '(empty)'
/** The most that the fences of a block and the line below it take. */
const FRAME = 60

export interface Fitted {
  readonly text: string
  /** How many characters of the text were left out. */
  readonly left: number
}

/** As much of a text as gives no more than `most` characters when it is escaped for a code block; a fence in it is broken by a blank of no width. */
export function escapeUpTo(text: string, most: number): Fitted {
  let fitted = ''
  let used = 0
  for (const character of text) {
    const piece = character === '`' && fitted.endsWith('``') ? '\u200B`' : (ENTITIES[character] ?? character)
    if (fitted.length + piece.length > most) break
    fitted += piece
    used += character.length
  }
  let left = 0
  for (const _ of text.slice(used)) left++
  return { text: fitted, left }
}

/** A text of a log within a line, in at most `most` characters: as code, so that nothing in it is a link, a mention, or formatting. */
export function inlineCode(text: string, most: number): string {
  const line = inOneLine(text, most).replaceAll('`', "'") || EMPTY
  const { text: fitted, left } = escapeUpTo(line, most - 3)
  return `\`${fitted}${left > 0 ? '…' : ''}\``
}

/** A text of a log as a block of code, in at most `most` characters, and below it how much of it is not there, with the `more` that never was. */
export function codeBlock(text: string, most: number, more = 0): string {
  const { text: fitted, left: cut } = escapeUpTo(text.trim() === '' ? EMPTY : visible(text), most - FRAME)
  const left = cut + more
  return `\`\`\`\n${fitted}\n\`\`\`${left > 0 ? `\n_… ${left.toLocaleString('en-US')} more characters_` : ''}`
}

/** Words for a place that is bold, in at most `most` characters: without the signs of formatting. */
export function words(text: string, most: number): string {
  const line =
    inOneLine(text, most)
      .replaceAll(/[*_~`:\s]+/g, ' ')
      .trim() || EMPTY
  return escapeUpTo(line, most).text
}
