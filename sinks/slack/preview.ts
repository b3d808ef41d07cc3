import type { Alert } from './alert.ts'
import { inOneLine, visible } from './escape.ts'
import type { Message } from './message.ts'

/** Pure. A message as a person reads it, the statement whole. */
export function previewOf({ channel, text, thread_ts: thread }: Message, alert: Alert | undefined): string {
  if (alert === undefined) return `To ${channel}\n\n${line(text)}\n`
  const { what, where, took, facts, statement, id, logGroup, time } = alert
  const rows = facts.map(({ name, value }): readonly [string, string] => [line(name), line(value)])
  const width = Math.max(0, ...rows.map(([name]) => name.length))
  return [
    `To ${channel}${thread === undefined ? '' : `, in the thread of ${thread}`}`,
    '',
    line(`${what} on ${where}`),
    ...(took === undefined ? [] : [took]),
    '',
    ...rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`),
    ...(rows.length === 0 ? [] : ['']),
    visible(statement).trimEnd(),
    '',
    line(`${id[0]} ${id[1]} · ${logGroup} · ${time}`),
    '',
  ].join('\n')
}

const line = (text: string) => inOneLine(text, 500)
