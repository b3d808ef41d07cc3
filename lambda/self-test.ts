import { checkSinks, type SinkFinding } from './check-sinks.ts'
import type { Invocation } from './invocation.ts'

export interface SelfTestAnswer {
  readonly ok: boolean
  readonly findings: readonly SinkFinding[]
}

/** `{"selfTest": true}`: asks every destination whether it is there, allowed, and set up. Writes nothing. */
export async function selfTest(_: unknown, { plan, surroundings }: Invocation): Promise<SelfTestAnswer> {
  const findings = await checkSinks(plan, surroundings)
  return { ok: findings.every(({ level }) => level !== 'error'), findings }
}
