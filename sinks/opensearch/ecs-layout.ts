import type { LogRecord } from '../../core/index.ts'
import { type Member, membersFor } from './ecs.ts'
import { isFieldName } from './field-name.ts'

/** How the document of a record with certain fields is built: the objects in it, and what goes where. */
export interface Layout {
  readonly paths: readonly string[]
  /** False: a name in it may not stand in a document. */
  readonly isFit: boolean
  /** The document, `@timestamp` first. */
  build(record: LogRecord, iso: string): object
}

type Node = Record<string, unknown>

/** A place in one of the objects, of which 0 is the document. */
interface Slot {
  readonly node: number
  readonly step: string
}

/** For records with fields of these names. */
export function layoutFor(names: readonly string[], isMySQL: boolean): Layout {
  const members = membersFor(names, isMySQL)
  const { places, parents } = placesFor(members)
  const open = (nodes: (Node | undefined)[], node: number): Node => {
    const { node: parent, step } = parents[node] as Slot
    const opened: Node = {}
    const above = nodes[parent] ?? open(nodes, parent)
    above[step] = opened
    nodes[node] = opened
    return opened
  }
  const paths = [...new Set(members.map(({ path }) => path))]
  return {
    paths,
    isFit: paths.every((path) => isFieldName(path) && !path.split('.').includes('__proto__')),
    build(record, iso) {
      const root: Node = { '@timestamp': iso }
      const nodes: (Node | undefined)[] = [root]
      for (const { read, slot } of places) {
        const value = read(record)
        if (value === undefined) continue
        const at = nodes[slot.node] ?? open(nodes, slot.node)
        at[slot.step] = value
      }
      return root
    },
  }
}

function placesFor(members: readonly Member[]) {
  const nodeOf = new Map([['', 0]])
  const parents: Slot[] = [{ node: 0, step: '' }]
  const slotOf = (path: string): Slot => {
    const dot = path.lastIndexOf('.')
    return { node: dot < 0 ? 0 : node(path.slice(0, dot)), step: path.slice(dot + 1) }
  }
  const node = (path: string): number => {
    const known = nodeOf.get(path)
    if (known !== undefined) return known
    const slot = slotOf(path)
    const made = parents.push(slot) - 1
    nodeOf.set(path, made)
    return made
  }
  return { places: members.map(({ path, read }) => ({ read, slot: slotOf(path) })), parents }
}
