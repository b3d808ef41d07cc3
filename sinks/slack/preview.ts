import type { Alert } from './alert.ts'
import { inOneLine, visible } from './escape.ts'
import { type Message, marked } from './message.ts'

/** Pure. A message as a person reads it: of an alert with the statement whole, of any other what it shows. */
export function previewOf(message: Message, alert: Alert | undefined): string {
  const { channel, thread_ts: thread } = message
  const head = `To ${channel}${thread === undefined ? '' : `, in the thread of ${thread}`}`
  return `${[head, '', ...(alert === undefined ? shownBy(message) : told(alert)), ''].join('\n')}`
}

function told({ what, where, took, severity, facts, statement, id, logGroup, time, links }: Alert): readonly string[] {
  const rows = [...facts.map(({ name, value }) => [name, value]), ...links.map(({ title, url }) => [title, url])].map(
    ([name = '', value = '']): readonly [string, string] => [line(name), line(value)],
  )
  const width = Math.max(0, ...rows.map(([name]) => name.length))
  return [
    line(`${marked(severity, what)} on ${where}`),
    ...(took === undefined ? [] : [took]),
    '',
    ...rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`),
    ...(rows.length === 0 ? [] : ['']),
    visible(statement).trimEnd(),
    '',
    line(`${id[0]} ${id[1]} · ${logGroup} · ${time}`),
  ]
}

/** The texts of its blocks, without the signs of Slack. */
function shownBy({ blocks, text }: Message): readonly string[] {
  const texts = blocks.flatMap((block): readonly { readonly text: string }[] => {
    if (block.type === 'actions') return []
    return block.type === 'context' ? block.elements : 'fields' in block ? block.fields : [block.text]
  })
  const shown = texts.length === 0 ? [text] : texts.map((one) => one.text)
  return shown.flatMap((one) => [...unescaped(one).split('\n').map(line), ''])
}

const unescaped = (text: string): string =>
  text.replaceAll(/[*`]/g, '').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')

const line = (text: string) => inOneLine(text, 500)
