import { defineTransform, type Fields, LogferryError, type Value } from '../core/index.ts'

/**
 * Gives fields other names, all at once, so that two may swap theirs. A field that is missing is passed over; one that has the new name
 * already makes way.
 */
export default defineTransform({
  name: 'rename',
  summary: 'Gives fields other names',
  options: {
    fields: {
      type: 'object',
      additionalProperties: true,
      description:
        'The new name of each field: { "old": "new" }. Dots in an old name lead into objects, where there is no field of that very name.',
    },
  },
  create: ({ fields }) => {
    const names = Object.entries(fields).map(([from, to]) => [from, nameAt(to, ['fields', from])] as const)
    if (names.length === 0) throw new LogferryError('LF_OPTION_INVALID', 'must name at least one field', { at: ['fields'] })
    const twice = names.find(([, to], i) => names.findIndex(([, other]) => other === to) < i)
    if (twice !== undefined) {
      throw new LogferryError('LF_OPTION_INVALID', `another field is renamed to "${twice[1]}" already`, { at: ['fields', twice[0]] })
    }
    return {
      transform(record) {
        let rest = record.fields
        const moved: [string, Value][] = []
        for (const [from, to] of names) {
          const taken = take(rest, [from]) ?? take(rest, from.split('.'))
          if (taken === undefined) continue
          moved.push([to, taken.value])
          rest = taken.rest
        }
        return moved.length === 0 ? record : { ...record, fields: { ...rest, ...Object.fromEntries(moved) } }
      },
    }
  },
})

function nameAt(value: unknown, at: readonly string[]): string {
  if (typeof value === 'string' && value !== '') return value
  throw new LogferryError('LF_OPTION_INVALID', 'must be the new name, a text that is not empty', { at })
}

/** The value on that way, and the fields without it. */
function take(fields: Fields, [key = '', ...further]: readonly string[]): { readonly value: Value; readonly rest: Fields } | undefined {
  if (!Object.hasOwn(fields, key)) return undefined
  const { [key]: value, ...rest } = fields
  if (value === undefined) return undefined
  if (further.length === 0) return { value, rest }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const inner = take(value as Fields, further)
  return inner && { value: inner.value, rest: { ...fields, [key]: inner.rest } }
}
