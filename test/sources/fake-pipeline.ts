import { delivered, type Fields, type LogEvent, type Memory, type Outcome, type Parser, type Pipeline } from '../../core/index.ts'
import { localMemory } from '../../core/pipeline/guarded-memory.ts'
import { splitLines } from '../../core/pipeline/lines.ts'

interface Wishes {
  readonly split?: NonNullable<Parser['split']>
  readonly memory?: Memory
  /** What becomes of each event of the nth delivery, counted from 1. */
  readonly outcome?: (event: LogEvent, delivery: number) => Outcome
  /** Before the nth delivery is answered. */
  readonly meanwhile?: (delivery: number) => unknown
}

/** Remembers what it is given. Its carry counts the events of the stream so far. */
export function fakePipeline({ split = splitLines, memory = localMemory(), outcome = () => delivered, meanwhile }: Wishes = {}) {
  const deliveries: { readonly events: readonly LogEvent[]; readonly carry: Fields | undefined }[] = []
  const pipeline: Pipeline = {
    memory,
    split: () => split,
    async deliver(events, carry) {
      const nth = deliveries.push({ events, carry })
      await meanwhile?.(nth)
      return { outcomes: events.map((event) => outcome(event, nth)), carry: { seen: Number(carry?.['seen'] ?? 0) + events.length } }
    },
  }
  return { pipeline, deliveries, events: () => deliveries.flatMap(({ events }) => events) }
}

/** Entries begin at a whole line `# T…`; other lines belong to the entry before. */
export function splitHeaders(piece: string): readonly number[] {
  const starts: number[] = []
  for (let at = piece.indexOf('# T'); at >= 0; at = piece.indexOf('# T', at + 1)) {
    if ((at === 0 || piece[at - 1] === '\n') && piece.includes('\n', at)) starts.push(at)
  }
  return starts
}

/** What a source gets beside its options; remembers what was logged. */
export function fakeContext(id: string) {
  const logged: string[] = []
  return { id, now: () => 0, proxyFor: () => undefined, log: (message: string) => void logged.push(message), logged }
}
