import picomatch from 'picomatch'

/** Matches a whole name. `*` stops at `/`, `**` does not; `?`, `[…]` and `{a,b}` as in a shell. Of a list, one must match. */
export function compileGlob(patterns: string | readonly string[]): (name: string) => boolean {
  const list = typeof patterns === 'string' ? [patterns] : patterns
  if (list.includes('**')) return () => true
  // Names are no paths: a leading dot is nothing special, and a line end may stand in one.
  const tests = list.map((pattern) => picomatch.makeRe(pattern, { dot: true, nonegate: true, flags: 's' }))
  return (name) => tests.some((test) => test.test(name))
}
