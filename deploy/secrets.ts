import type { Plan, SecretRef } from '../core/plan.ts'

/** The options of every instance in a plan. */
function optionsIn({ routes, sinks, renderers, sources }: Plan): readonly unknown[] {
  const inRoutes = routes.flatMap(({ parser, transforms }) => [parser, ...transforms])
  return [...inRoutes, ...[sinks, renderers, sources].flatMap(Object.values)].map(({ options }) => options)
}

function* secretsIn(value: unknown): Generator<SecretRef> {
  if (typeof value !== 'object' || value === null) return
  const { secret } = value as Partial<SecretRef>
  if (secret === 'store' || secret === 'value') yield value as SecretRef
  else for (const inner of Object.values(value)) yield* secretsIn(inner)
}

/** The references to secret stores in a plan, each once: `ssm:/prod/slack`, `secretsmanager:id`, without the member that is asked for. */
export function storedSecretsIn(plan: Plan): readonly string[] {
  const refs = [...secretsIn(optionsIn(plan))].flatMap((secret) => (secret.secret === 'store' ? [secret.ref.split('#', 1)[0] ?? ''] : []))
  return [...new Set(refs)].sort()
}

/** The secrets that stand in a plan themselves. */
export const secretValuesIn = (plan: Plan): readonly string[] =>
  [...secretsIn(optionsIn(plan))].flatMap((secret) => (secret.secret === 'value' ? [secret.value] : []))
