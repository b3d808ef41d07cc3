import { distance } from 'fastest-levenshtein'

/** The allowed word that was most likely meant, if one is close: two fifths of its letters may be wrong, and of three one. Letter case is ignored. */
export function closest(word: string, allowed: readonly string[]): string | undefined {
  const ranked = allowed
    .map((candidate) => ({ candidate, wrong: distance(word.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.wrong - b.wrong)
  const best = ranked[0]
  return best !== undefined && best.wrong <= Math.max(best.candidate.length < 3 ? 0 : 1, Math.floor(best.candidate.length * 0.4))
    ? best.candidate
    : undefined
}

/** The end of a message about a wrong word: ` — did you mean "url"?`, else what is allowed. */
export function hint(word: string, allowed: readonly string[], label: string): string {
  const meant = closest(word, allowed)
  if (meant !== undefined) return ` — did you mean "${meant}"?`
  return allowed.length === 0 ? '' : ` — ${label}: ${allowed.join(', ')}`
}
