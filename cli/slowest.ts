import type { LogRecord } from '../core/index.ts'

/** Keeps the few records with the highest `Query_time`, each record once. */
export function slowestOf(count: number): { add(record: LogRecord): void; list(): readonly LogRecord[] } {
  let best: readonly LogRecord[] = []
  const seconds = ({ fields }: LogRecord) => Number(fields['Query_time'])
  return {
    add(record) {
      const floor = best.length < count ? Number.NEGATIVE_INFINITY : seconds(best.at(-1) as LogRecord)
      if (typeof record.fields['Query_time'] !== 'number' || seconds(record) <= floor) return
      if (best.some(({ id }) => id === record.id)) return
      best = [...best, record].sort((a, b) => seconds(b) - seconds(a)).slice(0, count)
    },
    list: () => best,
  }
}
