/** What a server writes when it opens the log, in two or three lines. Its last line end may be missing at the end of the text. */
export interface Banner {
  readonly at: number
  readonly end: number
}

/** The end of its last line: rare elsewhere, and so is its first letter. */
const MARK = 'Argument'
const FIRST = /^(?:[^\s'"`;,()]+|[A-Z]:\\[^'"`;,]+), Version: .*\. (?:started with:|embedded library)\r?$/i
const FIRST_BEGIN = /^(?:[^\s'"`;,()]+|[A-Z]:\\[^'"`;,]+), Version: \d/i
const CUT_PROGRAM = /^(?:\/[^*]|[A-Z]:\\)/
const REST = /^(?:T(?:cp p|CP P)ort: \d+[^\n]*\n?)?(?:Time[ \t]+Id Command[ \t]+Argument(?:\n|$))?/
const PORT = /^T(?:cp p|CP P)ort: \d+/
const COLUMNS = /^Time[ \t]+Id Command[ \t]+Argument\r?$/
const LONGEST_COLUMNS = 60
const LONGEST = 2000

/** The first whole banner that begins at or after `from`. */
export function nextBanner(text: string, from: number, end: boolean): Banner | undefined {
  for (let mark = text.indexOf(MARK, from); mark >= 0; mark = text.indexOf(MARK, mark + 1)) {
    const banner = bannerAround(text, mark, end)
    if (banner !== undefined && banner.at >= from) return banner
  }
  return undefined
}

function bannerAround(text: string, mark: number, end: boolean): Banner | undefined {
  const before = text.slice(Math.max(0, mark - LONGEST_COLUMNS), mark)
  const columns = mark - before.length + before.lastIndexOf('\nTime') + 1
  const rest = text.slice(mark, mark + LONGEST_COLUMNS)
  const eol = rest.includes('\n') ? mark + rest.indexOf('\n') : end && rest.length < LONGEST_COLUMNS ? text.length : -1
  if (!before.includes('\nTime') || eol < 0 || !COLUMNS.test(text.slice(columns, eol))) return undefined
  const second = lineBefore(text, columns)
  const at = PORT.test(text.slice(second, columns)) ? lineBefore(text, second) : second
  const first = text.slice(at, (at === second ? columns : second) - 1)
  return first.length < LONGEST && FIRST.test(first) ? { at, end: Math.min(eol + 1, text.length) } : undefined
}

const lineBefore = (text: string, at: number) => (at < 2 ? 0 : text.lastIndexOf('\n', at - 2) + 1)

/** Where the banner ends whose second or third line begins the text; 0 if none does. */
export const bannerRestEnd = (text: string): number => REST.exec(text)?.[0].length ?? 0

/** Whether the text ends in the middle of a banner that begins at `from`. `sure`: not before the version. */
export function isCutBanner(text: string, from: number, sure: boolean): boolean {
  if (text.length - from > LONGEST) return false
  const [first = '', second, third, ...more] = text.slice(from).split('\n')
  if (second === undefined) return FIRST_BEGIN.test(first) || (!sure && CUT_PROGRAM.test(first))
  if (more.length > 0 || !FIRST.test(first)) return false
  if (third === undefined) return 'Tcp port: '.startsWith(second.slice(0, 10))
  return 'Time'.startsWith(third.slice(0, 4))
}
