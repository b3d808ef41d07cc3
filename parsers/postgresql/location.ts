import type { Draft } from './draft.ts'

const LOCATED = /^(?:(.*), )?([^,]*):(\d+)$/s

/** `exec_simple_query, postgres.c:1093`; without the function where the compiler does not tell it. */
export function readLocation(text: string, fields: Draft): void {
  const [, name, file, line] = LOCATED.exec(text) ?? []
  if (name !== undefined) fields['func_name'] = name
  fields['file_name'] = file ?? text
  if (line !== undefined) fields['file_line_num'] = Number(line)
}
