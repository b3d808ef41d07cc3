import { isLogferryError, type LogRecord, type Outcome, rejected } from '../core/index.ts'
import type { Engine } from '../core/start.ts'
import { wait } from '../sources/file/growth.ts'

export interface SendTerms {
  /** How often in all. */
  readonly tries: number
  /** Before the second try; then twice as long each time. */
  readonly waitMs: number
  /** No further try. */
  readonly stop: AbortSignal
  /** Lets go of what is under way. */
  readonly abort: AbortSignal
}

/** One outcome per letter, in order, from the sink that had refused them. A sink that the config has no more refuses them again. */
export async function sendLetters(
  engine: Pick<Engine, 'write'>,
  sink: string,
  letters: readonly LogRecord[],
  { tries, waitMs, stop, abort }: SendTerms,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = []
  let pending = [...letters.keys()]
  for (let tried = 1; ; tried++) {
    const records = pending.map((i) => letters[i] as LogRecord)
    for (const [i, outcome] of (await write(engine, sink, records, abort)).entries()) outcomes[pending[i] as number] = outcome
    pending = pending.filter((i) => outcomes[i]?.status === 'retry')
    if (pending.length === 0 || tried === tries || !(await wait(waitMs * 2 ** (tried - 1), stop))) return outcomes
  }
}

async function write(
  engine: Pick<Engine, 'write'>,
  sink: string,
  records: readonly LogRecord[],
  abort: AbortSignal,
): Promise<readonly Outcome[]> {
  try {
    return await engine.write(sink, records, abort)
  } catch (thrown) {
    if (!isLogferryError(thrown)) throw thrown
    return records.map(() => rejected(thrown.code, thrown.detail))
  }
}
