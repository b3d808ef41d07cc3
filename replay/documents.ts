/** A JSON document of a file of them, or a line that is none. */
export type Document = { readonly value: unknown } | { readonly brokenLine: number }

/** Also of a document that goes over lines. */
const MOST_BYTES = 64 * 1024 * 1024

/** The JSON documents in a file: one a line, or one in all; a list counts as what is in it. */
export async function* documentsIn(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Document> {
  let line = 0
  let held = ''
  let isOneALine = false
  for await (const read of linesIn(chunks)) {
    const text = line++ === 0 ? read.replace(/^\uFEFF/, '') : read
    if (text.trim() === '') continue
    const parsed = parse(text)
    if (isOneALine) yield* parsed ?? [{ brokenLine: line }]
    else if (parsed !== undefined && held === '') {
      isOneALine = true
      yield* parsed
    } else if (held.length > MOST_BYTES) yield { brokenLine: line }
    else held += `${text}\n`
  }
  if (held === '') return
  const whole = parse(held)
  if (whole !== undefined) yield* whole
  else yield* held.split('\n').flatMap((text, i) => (text.trim() === '' ? [] : (parse(text) ?? [{ brokenLine: i + 1 }])))
}

function parse(text: string): readonly Document[] | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return Array.isArray(value) ? value.map((one: unknown) => ({ value: one })) : [{ value }]
  } catch {
    return undefined // The caller says where; the error of JSON.parse quotes the text.
  }
}

/** Of UTF-8. They end in line feeds alone: JSON strings may hold what else ends lines in Unicode. */
export async function* linesIn(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let pieces: Buffer[] = []
  for await (const chunk of chunks) {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    let from = 0
    for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, from)) {
      yield Buffer.concat([...pieces, bytes.subarray(from, at)]).toString('utf8')
      pieces = []
      from = at + 1
    }
    if (from < bytes.length) pieces.push(Buffer.from(bytes.subarray(from)))
  }
  if (pieces.length > 0) yield Buffer.concat(pieces).toString('utf8')
}
