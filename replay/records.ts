import { LogferryError, type LogRecord } from '../core/index.ts'
import { recordOf } from '../sinks/s3/read-line.ts'
import { linesIn } from './documents.ts'

/** The records of an archive object. Throws LF_OBJECT_DAMAGED at a line that is none; `url` is for that message. */
export async function* recordsIn(bytes: AsyncIterable<Uint8Array>, url: string): AsyncGenerator<LogRecord> {
  let line = 0
  for await (const text of linesIn(bytes)) {
    line++
    const record = recordOf(parse(text))
    if (record === undefined) throw new LogferryError('LF_OBJECT_DAMAGED', `${url}:${line} is no record`)
    yield record
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // The caller says where; the error of JSON.parse quotes the text.
  }
}
