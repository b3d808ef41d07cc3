/** What of a header tells who wrote it. */
interface Marks {
  readonly time: string | undefined
  readonly user: string | undefined
  readonly pairs: readonly number[]
}

const DATED = /^(?:\d{6} [ \d]\d:|\d{4}-\d\d-\d\dT)/
const ISO = /^\d{4}-\d\d-\d\dT/
const ID = / {2}Id: +\d+$/
/** Since 5.1 there is one blank before `Rows_sent`. */
const ONE_BLANK = /^ Query_time: [\d.]+ {2}Lock_time: [\d.]+ Rows_sent: /

const someLine = (text: string, { pairs }: Marks, test: (line: string) => boolean) =>
  pairs.some((from, i) => i % 2 === 0 && test(text.slice(from, pairs[i + 1])))

/** Whether MySQL 5.1 or later wrote it, or Percona Server 5.7 or later: they log nothing that they cannot parse. */
export const isMySQL = (text: string, header: Marks): boolean =>
  ISO.test(header.time ?? '') || ID.test(header.user ?? '') || someLine(text, header, (line) => ONE_BLANK.test(line))

export const isMariaDB = (text: string, header: Marks): boolean => someLine(text, header, (line) => line.includes('  QC_hit: '))

/** Whether a server wrote it that always writes `SET timestamp`, 5.1 or later. */
export const isModern = (text: string, header: Marks): boolean => isMySQL(text, header) || isMariaDB(text, header)

/** Whether what is there of a cut header can be nothing else. */
export const isCertain = (text: string, header: Marks): boolean =>
  DATED.test(header.time ?? '') ||
  header.user?.includes(' @ ') === true ||
  someLine(text, header, (line) => line.startsWith(' Query_time: '))
