import type { Header } from './header.ts'

/** Servers write entries as they end, and round to seconds. */
const SLACK_S = 2

/** Whether a statement had ended before the other one began, so that a server writes it first. */
export function isOlder(text: string, header: Header | undefined, than: Header | undefined): boolean {
  return endOf(text, header) + SLACK_S < timestampOf(than)
}

/**
 * Whether an entry of MariaDB may come right after another: it writes `# Time:` where the second is another than in the entry before, and only
 * there (`current_time != last_time` in `MYSQL_QUERY_LOG::write`, sql/log.cc).
 */
export function mayFollow(header: Header | undefined, before: Header | undefined): boolean {
  const now = timestampOf(header)
  const then = timestampOf(before)
  return Number.isNaN(now) || Number.isNaN(then) || (header?.time !== undefined) === (now !== then)
}

const timestampOf = (header: Header | undefined) => Number(header?.set?.slice(header.set.lastIndexOf('=') + 1))

/** By MariaDB's meaning of `SET timestamp`, the start. */
const endOf = (text: string, header: Header | undefined) => timestampOf(header) + queryTimeOf(text, header)

function queryTimeOf(text: string, header: Header | undefined): number {
  const lines = header?.pairs ?? []
  for (let i = 0; i < lines.length; i += 2) {
    const found = /^ Query_time: ([\d.]+)/.exec(text.slice(lines[i], lines[i + 1]))
    if (found !== null) return Number(found[1])
  }
  return Number.NaN
}
