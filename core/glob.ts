/** The places in a name that a part of a glob can lead to, ascending. */
type Places = readonly number[]
type Step = (name: string, from: Places) => Places

/**
 * Matches a whole name. `*` is any text without a `/`, `**` any text at all, `**` as a whole folder also none; `?` is one character but
 * `/`, `[a-z]` one of these, `[!a-z]` one that is none of these; `{a,b}` is either. `\` takes the sign of the next one, and so does a
 * bracket or brace that is not closed. Of a list, one must match. All ways are gone at once, not one after the other: there is no glob
 * and no name for which that takes long.
 */
export function compileGlob(patterns: string | readonly string[]): (name: string) => boolean {
  const list = typeof patterns === 'string' ? [patterns] : patterns
  if (list.includes('**')) return () => true
  const globs = list.map(parse)
  return (name) => globs.some((glob) => glob(name, [0]).at(-1) === name.length)
}

const TOKEN =
  /(?<folders>(?<=^|[/{,])\*{2,}\/)|(?<all>\*{2,})|(?<star>\*)|(?<any>\?)|\[(?<not>[!^]?)(?<set>(?:\]|\\.|[^\\\]])(?:\\.|[^\\\]])*)\]|\\(?<taken>.)|(?<brace>[{},])|[^*?[\\{},]+|./gsu

/** Each open brace is a list of its alternatives so far; the first is the glob itself. */
function parse(glob: string): Step {
  const open: Step[][][] = [[[]]]
  const add = (step: Step) => open.at(-1)?.at(-1)?.push(step)
  for (const { 0: text, groups = {} } of glob.matchAll(TOKEN)) {
    const inside = open.length > 1
    if (groups['folders'] !== undefined) add(folders)
    else if (groups['all'] !== undefined) add(all)
    else if (groups['star'] !== undefined) add(star)
    else if (groups['any'] !== undefined) add(one(() => true))
    else if (groups['set'] !== undefined) add(one(inSet(groups['set'], groups['not'] !== '')))
    else if (groups['brace'] === '{') open.push([[]])
    else if (groups['brace'] === ',' && inside) open.at(-1)?.push([])
    else if (groups['brace'] === '}' && inside) {
      const alternatives = open.pop() ?? []
      if (alternatives.length > 1) add(either(alternatives.map(sequence)))
      else add(sequence([literal('{'), ...alternatives.flat(), literal('}')]))
    } else add(literal(groups['taken'] ?? text))
  }
  while (open.length > 1) {
    for (const [i, steps] of (open.pop() ?? []).entries()) for (const step of [literal(i === 0 ? '{' : ','), ...steps]) add(step)
  }
  return sequence(open.flat(2))
}

const sequence =
  (steps: readonly Step[]): Step =>
  (name, from) =>
    steps.reduce((places, step) => step(name, places), from)

const either =
  (steps: readonly Step[]): Step =>
  (name, from) =>
    [...new Set(steps.flatMap((step) => step(name, from)))].sort((a, b) => a - b)

const literal =
  (text: string): Step =>
  (name, from) =>
    from.filter((at) => name.startsWith(text, at)).map((at) => at + text.length)

const SLASH = 47

const one =
  (test: (char: number) => boolean): Step =>
  (name, from) =>
    from.flatMap((at) => {
      const char = name.codePointAt(at)
      return char === undefined || char === SLASH || !test(char) ? [] : at + (char > 0xffff ? 2 : 1)
    })

const star: Step = (name, from) => {
  const places: number[] = []
  for (const at of from) {
    if (at <= (places.at(-1) ?? -1)) continue
    const slash = name.indexOf('/', at)
    for (let to = at, end = slash < 0 ? name.length : slash; to <= end; to++) places.push(to)
  }
  return places
}

const all: Step = (name, [first = name.length + 1]) => Array.from({ length: name.length + 1 - first }, (_, i) => first + i)

const folders: Step = (name, from) => {
  const stay = new Set(from)
  return all(name, from).filter((at) => stay.has(at) || name.charCodeAt(at - 1) === SLASH)
}

function inSet(set: string, not: boolean): (char: number) => boolean {
  const ranges = [...set.matchAll(/\\?(.)(?:-\\?(.))?/gsu)].map(([, from = '', to = from]) => [codeOf(from), codeOf(to)] as const)
  return (char) => ranges.some(([from, to]) => from <= char && char <= to) !== not
}

const codeOf = (char: string): number => char.codePointAt(0) ?? 0
