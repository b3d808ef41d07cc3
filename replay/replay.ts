import { isLogferryError } from '../core/index.ts'
import type { Engine } from '../core/start.ts'
import { tally } from '../core/telemetry.ts'
import { partsOf } from '../sinks/s3/read-key.ts'
import { wait } from '../sources/file/growth.ts'
import type { Problem } from '../sources/file/report.ts'
import type { ReadTrigger } from './collect.ts'
import { partsIn } from './parts.ts'
import { keepProgress, noProgress, type Progress } from './progress.ts'
import type { ObjectReader } from './reader.ts'
import type { ReplayReport } from './report.ts'
import type { SendTerms } from './send-letters.ts'
import { type PartTerms, sendPart } from './send-part.ts'
import { testsOf, type Wanted } from './wanted.ts'

export interface ReplayTerms extends SendTerms, Pick<PartTerms, 'to' | 'mute'> {
  readonly from: ObjectReader
  readonly wanted: Wanted
  readonly engine: Pick<Engine, 'pipeline' | 'write'>
  /** Sinks that write where it is read from: no event is sent there again. */
  readonly own: readonly string[]
  /** For events of Lambda, whatever source takes them. */
  readonly read: ReadTrigger
  /** At most so many events and letters in a second, on the average. */
  readonly rate?: number
  /** Delete each object once all that is in it is through. */
  readonly delete: boolean
  /** Only count: keep no progress, delete nothing. The engine is to write nothing either. */
  readonly dryRun: boolean
  readonly now: () => number
  readonly log: (message: string, facts: Readonly<Record<string, string | number>>) => void
  /** With the number of letters and events found so far, after each part. */
  readonly onProgress?: (found: number) => void
}

/**
 * Sends again what lies there: dead letters to the sinks that refused them; the events of archive objects, of on-failure records and of event
 * files the way that all events take. Its progress is kept in memory after each part that went out, so a run that was stopped goes on there.
 * What a destination does not take now ends it; what is refused for good, or cannot be read, stays where it is. Throws a coded error when
 * `from` cannot be listed.
 */
export async function replay(terms: ReplayTerms): Promise<ReplayReport> {
  const { from, wanted, engine, to, mute, own, stop, abort, dryRun, log } = terms
  const pipeline = engine.pipeline({ signal: abort, mute: [...mute, ...own], ...(to === undefined ? {} : { only: [to] }) })
  const keeper = dryRun
    ? noProgress
    : await keepProgress(pipeline.memory, [from.place, wanted, to ?? null, mute], (reason) =>
        log('the progress is not kept: a run that is stopped begins anew', { reason }),
      )
  let progress = keeper.found
  const objects = { read: 0, through: 0, stayed: progress.stayed, deleted: 0 }
  const [letters, events] = [nothing(), nothing()]
  const problems: Problem[] = []
  const ledger = tally()
  const tests = testsOf(wanted)
  const onRetry = (detail: string, waitMs: number) => log('a part is sent again', { waitMs, detail })
  const partTerms = { ...terms, pipeline, tests, counts: { letters, events, ledger, problems }, onRetry }

  /** Whether it is to go on with the next one. */
  async function replayObject(key: string): Promise<ReplayReport['status']> {
    let inside = progress.inside?.key === key ? progress.inside : { key, size: 0, left: 0, refused: 0, carry: {} }
    let size = 0
    try {
      for await (const part of partsIn(from.read(key), { key, url: from.urlOf(key), read: terms.read, split: pipeline.split, stop })) {
        size += part.size
        if (size <= inside.size) continue
        const began = terms.now()
        const sent = await sendPart(part, inside.carry, partTerms)
        if (sent.status !== 'settled') return sent.status
        inside = { key, size, left: inside.left + sent.left, refused: inside.refused + sent.refused, carry: sent.carry }
        progress = { ...progress, inside }
        await keeper.save(progress)
        terms.onProgress?.(letters.found + events.found)
        if (terms.rate !== undefined) await wait(Math.max(0, (1000 * sent.sent) / terms.rate - (terms.now() - began)), stop)
        if (stop.aborted) break
      }
    } catch (thrown) {
      if (note(thrown)) inside = { ...inside, left: inside.left + 1, refused: inside.refused + 1 }
      else if (!stop.aborted) return 'not-delivered'
    }
    if (stop.aborted) return 'stopped'
    objects.read++
    if (inside.refused > 0) objects.stayed++
    if (inside.left === 0) {
      objects.through++
      if (terms.delete && !dryRun) await remove(key)
    }
    progress = { after: key, stayed: objects.stayed }
    await keeper.save(progress)
    return 'done'
  }

  async function remove(key: string): Promise<void> {
    try {
      await from.delete(key)
      objects.deleted++
    } catch (thrown) {
      note(thrown)
    }
  }

  /** Whether the object is at fault, not the store that it is in: then the next one may be better. */
  function note(thrown: unknown): boolean {
    if (!isLogferryError(thrown)) throw thrown
    problems.push({ code: thrown.code, detail: thrown.detail })
    return /^LF_(?:INPUT|OBJECT|EVENT)_/.test(thrown.code)
  }

  const resumedAt = progress.inside?.key ?? progress.after
  const report = (status: ReplayReport['status'], endedAt?: string): ReplayReport => ({
    status,
    ...(endedAt === undefined ? {} : { endedAt }),
    ...(resumedAt === undefined ? {} : { resumedAt }),
    ...{ objects, letters, events, problems, ledger: ledger.ledger() },
  })
  for await (const { key } of from.list(wanted.prefix ?? '')) {
    if (isBefore(key, progress) || !tests.key(partsOf(key))) continue
    if (stop.aborted) return report('stopped', key)
    const status = await replayObject(key)
    if (status !== 'done') return report(status, key)
  }
  await keeper.forget()
  return report('done')
}

const nothing = () => ({ found: 0, filtered: 0, muted: 0 })

const isBefore = (key: string, { after }: Progress): boolean =>
  after !== undefined && Buffer.compare(Buffer.from(key), Buffer.from(after)) <= 0
