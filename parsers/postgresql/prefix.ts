import { type Step, stepsOf } from './format.ts'
import { afterLabel, LONGEST_MARK, labelAt, labelBefore, MARK, NO_LABEL } from './label.ts'
import { isWellKnown } from './message.ts'
import { OTHER, PID, type Places, REMOTE_PORT } from './place.ts'
import { digitsEnd, hostEnd, isDigit } from './scan.ts'

/** What a line begins with. */
export interface Head {
  readonly places: Places
  label: number
  /** Where its text begins. */
  text: number
  /** What is to come may change what was found. */
  isOpen: boolean
}

/** Reads prefix and label at a place. False where there are none. */
export type Prefix = (text: string, at: number, head: Head) => boolean

/** `tails`: how it may go on. */
export function prefixOf(format: string, tails: readonly string[] = []): Prefix {
  const steps: readonly Step[] = tails.length === 0 ? stepsOf(format) : [...stepsOf(format), { kind: 'either', ways: tails.map(stepsOf) }]
  return (text, at, head) => {
    head.places.fill(-1)
    return match(steps, 0, text, at, head)
  }
}

/** As long as what is told by its looks may be. */
const LONGEST_STRICT = 80
/** An IPv6 address with a zone. */
const LONGEST_ADDRESS = 80
/** A name that may hold a label: one without escapes. */
const LONGEST_LATER = 63

function match(steps: readonly Step[], index: number, text: string, at: number, head: Head): boolean {
  const step = steps[index]
  switch (step?.kind) {
    case undefined:
      return readLabel(text, at, head)
    case 'text':
      if (text.startsWith(step.text, at)) return match(steps, index + 1, text, at + step.text.length, head)
      head.isOpen ||= text.length - at < step.text.length
      return false
    case 'strict': {
      const from = step.width > 0 ? blanksEnd(text, at) : at
      const to = step.endOf(text, from)
      head.isOpen ||= to < 0 ? text.length - from < LONGEST_STRICT : to === text.length
      if (to < 0) return false
      put(head.places, step.place, from, to)
      return match(steps, index + 1, text, Math.max(to, at - step.width), head)
    }
    case 'host':
      return matchHost(step, steps, index, text, at, head)
    case 'names':
      return index + 1 === steps.length ? matchLastNames(step, text, at, head) : matchNames(step, steps, index, text, at, head)
    case 'either':
      return step.ways.some((way) => match(way, 0, text, at, head))
    case 'stop': {
      const next = steps[index + 1]
      const isLast = next?.kind === 'names' && index + 2 === steps.length
      return (!isLast && readLabel(text, at, head)) || match(steps, index + 1, text, at, head)
    }
  }
}

function readLabel(text: string, at: number, head: Head): boolean {
  const label = labelAt(text, at)
  if (label === NO_LABEL) head.isOpen ||= text.length - at < LONGEST_MARK
  else found(head, label, at)
  return label !== NO_LABEL
}

function found(head: Head, label: number, at: number): void {
  head.label = label
  head.text = afterLabel(label, at)
}

type StepOf<K> = Extract<Step, { readonly kind: K }>

/** An address of IPv6 has colons in it, and one may follow: the longest that the rest of the prefix follows. */
function matchHost(step: StepOf<'host'>, steps: readonly Step[], index: number, text: string, at: number, head: Head): boolean {
  const from = step.width > 0 ? blanksEnd(text, at) : at
  const to = hostEnd(text, from)
  head.isOpen ||= to === text.length
  const port = step.hasPort && text.charCodeAt(to) === 40 ? digitsEnd(text, to + 1) : -1
  head.isOpen ||= port === text.length
  if (port > 0 && text.charCodeAt(port) === 41) {
    put(head.places, step.place, from, to)
    put(head.places, REMOTE_PORT, to + 1, port)
    return match(steps, index + 1, text, Math.max(port + 1, at - step.width), head)
  }
  const next = steps[index + 1]
  // With a port they are a client's; without one there is `[local]`, or nothing.
  const shortest = step.hasPort && text.charCodeAt(from) === 91 ? to : from
  for (let end = step.hasPort ? shortest : to; end >= shortest && end > to - LONGEST_ADDRESS; end--) {
    const after = Math.max(end, at - step.width)
    if (next?.kind === 'text' && !text.startsWith(next.text, after)) continue
    put(head.places, step.place, from, end)
    if (match(steps, index + 1, text, after, head)) return true
  }
  return false
}

const follows = (step: Step | undefined, text: string, at: number) => step?.kind === 'text' && text.startsWith(step.text, at)

/** Names end where the rest of the prefix first follows, and a label. */
function matchNames(step: StepOf<'names'>, steps: readonly Step[], index: number, text: string, at: number, head: Head): boolean {
  const next = steps[index + 1]
  const first = next?.kind === 'text' ? next.text.charCodeAt(0) : -1
  const limit = at + step.longest
  let to = at
  for (; to <= limit && to < text.length; to++) {
    if (first >= 0 && (text.charCodeAt(to) !== first || !follows(next, text, to))) continue
    if (divide(step, text, at, to, head.places) && match(steps, index + 1, text, to, head)) return true
  }
  head.isOpen ||= to === text.length
  return false
}

/**
 * Names that a label follows right away. If one of them holds a label, too, the name of an application most likely, there are several: the
 * first counts unless what follows is nothing that the server says, and a later one touches a word.
 */
function matchLastNames(step: StepOf<'names'>, text: string, at: number, head: Head): boolean {
  const isOther = step.places[0] === OTHER
  const limit = Math.min(text.length, at + step.longest + LONGEST_MARK)
  let to = -1
  let mark = at
  for (; mark < limit; mark++) {
    const code = text.charCodeAt(mark)
    if (code === 10 && (isOther || to >= 0)) break
    if (code !== 58 || !text.startsWith(MARK, mark)) continue
    const label = labelBefore(text, mark, at)
    const from = mark - (label === NO_LABEL ? 0 : afterLabel(label, 0) - MARK.length)
    const isLater = to >= 0 && isWord(text.charCodeAt(from - 1)) && from <= at + LONGEST_LATER
    if (label === NO_LABEL || !(to < 0 || isLater) || !divide(step, text, at, from, head.places)) continue
    const isFirst = to < 0
    to = from
    found(head, label, from)
    if (!isFirst || isWellKnown(text, head.text)) break
  }
  head.isOpen ||= mark === text.length
  if (to < 0) return false
  if (isOther) findPid(text, at, to, head.places)
  return divide(step, text, at, to, head.places)
}

/** A later name holds no text that is between two: the text before a user's `@` may. False where one is missing. */
function divide({ places, between, isPadded }: StepOf<'names'>, text: string, from: number, to: number, into: Places): boolean {
  let end = to
  for (let i = places.length - 1; i > 0; i--) {
    const mark = between[i - 1] as string
    let at = end - mark.length
    while (at >= from && !text.startsWith(mark, at)) at--
    if (at < from) return false
    putName(into, places[i] as number, text, at + mark.length, end, isPadded)
    end = at
  }
  putName(into, places[0] as number, text, from, end, isPadded)
  return true
}

function putName(places: Places, place: number, text: string, from: number, to: number, isPadded: boolean): void {
  let [start, end] = [from, to]
  while (isPadded && start < end && text.charCodeAt(start) === 32) start++
  while (isPadded && end > start && text.charCodeAt(end - 1) === 32) end--
  put(places, place, start, end)
}

/** `[27141]`, where the prefix is not known. */
function findPid(text: string, from: number, to: number, places: Places): void {
  for (let at = from; at < to; at++) {
    if (text.charCodeAt(at) !== 91) continue
    const end = digitsEnd(text, at + 1)
    if (end > 0 && text.charCodeAt(end) === 93) {
      put(places, PID, at + 1, end)
      return
    }
  }
}

function put(places: Places, place: number, from: number, to: number): void {
  places[2 * place] = from
  places[2 * place + 1] = to
}

function blanksEnd(text: string, from: number): number {
  let at = from
  while (text.charCodeAt(at) === 32) at++
  return at
}

const isWord = (code: number) => isDigit(code) || ((code | 32) > 96 && (code | 32) < 123)
