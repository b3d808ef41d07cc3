const METHODS = ['charCodeAt', 'indexOf', 'lastIndexOf', 'includes', 'startsWith', 'endsWith', 'slice', 'trim', 'trimEnd', 'split'] as const

/** How many characters each call looks at, at most. */
function costOf(method: (typeof METHODS)[number], text: string, args: readonly unknown[], result: unknown): number {
  const [first, from] = args
  switch (method) {
    case 'charCodeAt':
      return 1
    case 'indexOf':
      return (result === -1 ? text.length : Number(result)) - Math.min(Number(from ?? 0), text.length) + String(first).length
    case 'lastIndexOf':
      return Math.min(Number(from ?? text.length), text.length) - Math.max(0, Number(result)) + String(first).length
    case 'startsWith':
    case 'endsWith':
      return String(first).length
    case 'slice':
      // A part of a text shares its characters, and is then read by what counts itself, or by a pattern.
      return String(result).length
    case 'trim':
    case 'trimEnd':
      return text.length - String(result).length
    default:
      return text.length
  }
}

/** How many characters of texts are looked at, or copied, while `work` runs: what takes time, without a clock. */
export function stepsOf(work: () => void): number {
  const prototype = String.prototype as unknown as Record<string, (...args: unknown[]) => unknown>
  const originals = METHODS.map((name) => [name, prototype[name]] as const)
  let steps = 0
  let isCounting = true
  for (const [name, original] of originals) {
    prototype[name] = function (this: string, ...args: unknown[]) {
      const result = original?.apply(this, args)
      if (isCounting) {
        isCounting = false
        steps += Math.max(0, costOf(name, String(this), args, result)) + 1
        isCounting = true
      }
      return result
    }
  }
  try {
    work()
  } finally {
    for (const [name, original] of originals) if (original !== undefined) prototype[name] = original
  }
  return steps
}
