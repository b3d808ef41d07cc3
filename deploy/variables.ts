/** A variable of the environment that a config asks for. */
export interface Variable {
  readonly name: string
  /** Where the config has no default for it: the function needs it. */
  readonly isNeeded: boolean
}

const REFERENCE = /\$\$|\$\{([A-Za-z_][A-Za-z0-9_]*)(:-[^}]*)?\}/g

/** The variables that the texts of a config ask for, by name. */
export function variablesIn(config: unknown): readonly Variable[] {
  const found = new Map<string, boolean>()
  for (const text of textsIn(config)) {
    for (const [, name, fallback] of text.matchAll(REFERENCE)) {
      if (name !== undefined) found.set(name, (found.get(name) ?? false) || fallback === undefined)
    }
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, isNeeded]) => ({ name, isNeeded }))
}

function* textsIn(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value
  else if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) yield* textsIn(inner)
}
