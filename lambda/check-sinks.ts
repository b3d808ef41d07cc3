import { type InstantiateTerms, instantiate } from '../core/config/instantiate.ts'
import { type Finding, isLogferryError, messageOf } from '../core/index.ts'
import { withDeadline } from '../core/pipeline/deadline.ts'
import type { Plan, SinkPlan } from '../core/plan.ts'

export interface SinkFinding extends Finding {
  /** The sink's name in the config. */
  readonly sink: string
}

/** A person waits for it. */
const PATIENCE_MS = 10_000

/** Asks all destinations at once whether they are there, allowed, and set up. In the order of the config; a sink that cannot say has none. */
export async function checkSinks({ sinks }: Plan, terms: InstantiateTerms): Promise<readonly SinkFinding[]> {
  return (await Promise.all(Object.values(sinks).map((sink) => checkSink(sink, terms)))).flat()
}

async function checkSink(plan: SinkPlan, terms: InstantiateTerms): Promise<readonly SinkFinding[]> {
  const never = new AbortController().signal
  const sink = instantiate(plan, terms)
  const answer = await withDeadline(never, PATIENCE_MS, async (signal) => (await sink.check?.(signal)) ?? [])
  await withDeadline(never, PATIENCE_MS, async (signal) => sink.close?.(signal))
  const findings = 'value' in answer ? answer.value : [faultOf('thrown' in answer ? answer.thrown : undefined)]
  return findings.map((finding) => ({ sink: plan.id, ...finding }))
}

function faultOf(thrown: unknown): Finding {
  if (thrown === undefined) return { level: 'error', code: 'LF_SINK_TIMEOUT', detail: `no answer in ${PATIENCE_MS / 1000} s` }
  return { level: 'error', code: isLogferryError(thrown) ? thrown.code : 'LF_SINK_FAILED', detail: messageOf(thrown) }
}
