/** Fields of the server's own, at the top of a document: it refuses them, or breaks on them. */
const METADATA: ReadonlySet<string> = new Set([
  '_data_stream_timestamp',
  '_field_names',
  '_id',
  '_ignored',
  '_index',
  '_nested_path',
  '_primary_term',
  '_routing',
  '_seq_no',
  '_source',
  '_version',
])

/** False for a name at the top of a document that every server refuses, whatever its mapping. */
export const isFieldName = (name: string): boolean => isInnerName(name) && !(name.startsWith('_') && METADATA.has(name))

/** The same below the top. Dots make a path, of which no step may be blank, but dots at its end do not count. */
export function isInnerName(name: string): boolean {
  if (name.charCodeAt(0) > 32 && name.charCodeAt(0) < 127 && name.indexOf('.') < 0) return true
  const steps = name.split('.')
  while (steps.at(-1) === '') steps.pop()
  return steps.length > 0 && steps.every((step) => step.trim() !== '')
}

/** True if all names inside a value are such. What lies deeper than `levels` becomes a text, so its names do not matter. */
export function hasInnerNames(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null || levels === 0) return true
  if (!Array.isArray(value) && !Object.keys(value).every(isInnerName)) return false
  return Object.values(value).every((inner: unknown) => hasInnerNames(inner, levels - 1))
}
