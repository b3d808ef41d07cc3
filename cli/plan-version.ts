import { hash } from 'node:crypto'
import type { Plan } from '../core/plan.ts'

/** Tells one way of handling events from another: routes, parsers, transforms, branches, sinks, and their options but for secrets. */
export function planVersion(plan: Plan, sinks: { readonly only?: readonly string[] } = {}): string {
  const text = JSON.stringify([plan, sinks], (key, value: unknown) => {
    if (key === 'plugin') return Object(value).name
    return isSecret(value) ? 'secret' : value
  })
  return hash('sha256', text).slice(0, 16)
}

const isSecret = (value: unknown): boolean => ['value', 'store'].includes(String(Object(value).secret))
