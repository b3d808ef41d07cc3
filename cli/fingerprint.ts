import { createReadStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { type Command, Option } from 'commander'
import { LogferryError } from '../core/index.ts'
import { problemOf } from '../sources/file/report.ts'
import { type Dialect, dialectOf } from '../transforms/sql/dialect.ts'
import { fingerprintOf } from '../transforms/sql/fingerprint.ts'
import { queryIdOf } from '../transforms/sql/query-id.ts'
import { EXIT } from './exit.ts'
import { print } from './talk.ts'

export const addFingerprint = (program: Command, done: (status: number) => void): Command =>
  program
    .command('fingerprint')
    .summary('print the fingerprint of statements, one JSON string per line')
    .description(
      'Reads statements, one JSON string per line, and prints one JSON object per line: { fingerprint, id }, the values that the transform ' +
        '`fingerprint` gives to Fingerprint and Query_id. A null, as `jq .fields.Query` prints where there is none, gives nulls.',
    )
    .argument('[FILE...]', 'files of statements; - is stdin (default: stdin)')
    .addOption(new Option('--engine <name>', 'whose statements they are').choices(['mysql', 'postgresql']).default('mysql'))
    .action(async (paths: readonly string[], { engine }: { readonly engine: string }) => {
      for (const path of paths.length > 0 ? paths : ['-']) await fingerprintFile(path, dialectOf(engine))
      done(EXIT.done)
    })

async function fingerprintFile(path: string, dialect: Dialect): Promise<void> {
  const name = path === '-' ? 'stdin' : path
  let read = 0
  for await (const lines of linesOf(path === '-' ? process.stdin : createReadStream(path), name)) {
    const answers = lines.flatMap((line, i) => (line.trim() === '' ? [] : [answerTo(line, `${name}:${read + i + 1}`, dialect)]))
    if (answers.length > 0) print(answers.join('\n'))
    read += lines.length
  }
}

/** Some lines at a time. They end in line feeds alone: JSON strings may hold what else ends lines in Unicode. */
async function* linesOf(input: Readable, name: string): AsyncGenerator<readonly string[]> {
  let rest = ''
  try {
    for await (const chunk of input.setEncoding('utf8')) {
      rest += chunk
      if (!chunk.includes('\n')) continue
      const lines = rest.split('\n')
      rest = lines.pop() ?? ''
      yield lines
    }
  } catch (thrown) {
    const { code, detail } = problemOf(thrown, name)
    throw new LogferryError(code, detail, { cause: thrown })
  }
  yield [rest]
}

function answerTo(line: string, where: string, dialect: Dialect): string {
  const statement = statementIn(line)
  if (statement === undefined) {
    throw new LogferryError('LF_USAGE', `${where} is no JSON string: give one statement per line, as \`jq .fields.Query\` prints them`)
  }
  const fingerprint = statement === null ? null : fingerprintOf(statement, dialect)
  return JSON.stringify({ fingerprint, id: fingerprint === null ? null : queryIdOf(fingerprint) })
}

function statementIn(line: string): string | null | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'string' || value === null ? value : undefined
  } catch {
    return undefined // The caller says where; the error of JSON.parse quotes the text.
  }
}
