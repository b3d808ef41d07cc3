/** One place where what is there and what is wanted differ. Absent: that side has nothing there. */
export interface Difference {
  /** `template.mappings.properties["User@Host"].type` */
  readonly path: string
  readonly from?: unknown
  readonly to?: unknown
}

/** All places where two JSON values differ. The order of an object's members does not count, that of a list does. */
export function differences(from: unknown, to: unknown, path = ''): readonly Difference[] {
  if (from === to) return []
  const [left, right] = [asObject(from, to), asObject(to, from)]
  if (left === undefined || right === undefined) {
    return [{ path, ...(from !== undefined && { from }), ...(to !== undefined && { to }) }]
  }
  const names = new Set([...Object.keys(left), ...Object.keys(right)])
  return [...names].flatMap((name) => differences(left[name], right[name], `${path}${stepOf(name, path, Array.isArray(from ?? to))}`))
}

/** What is only on one side is told as a whole, unless it is longer. */
const LONGEST = 100

/** The value to be compared member by member, if both are to be. */
function asObject(value: unknown, other: unknown): Readonly<Record<string, unknown>> | undefined {
  if (value === undefined && isObject(other) && JSON.stringify(other).length > LONGEST) return {}
  if (!isObject(value)) return undefined
  if (other === undefined) return JSON.stringify(value).length > LONGEST ? value : undefined
  return isObject(other) && Array.isArray(value) === Array.isArray(other) ? value : undefined
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null

function stepOf(name: string, path: string, isList: boolean): string {
  if (isList) return `[${name}]`
  if (!/^\w+$/.test(name)) return `[${JSON.stringify(name)}]`
  return path === '' ? name : `.${name}`
}
