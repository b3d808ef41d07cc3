import type { Path } from '../errors.ts'
import { OPTIONS, outline } from './outline.ts'
import { pathText } from './path-text.ts'
import { childOf, type Schema } from './schema.ts'

/** Says whether the value at a path may be shown: it may where a schema knows it and does not call it a secret. */
export function publicValues(schemas: ReadonlyMap<string, Schema>): (path: Path) => boolean {
  const whole = outline()
  return (path) => {
    let schema: Schema | undefined = whole
    for (const [i, key] of path.entries()) {
      if (schema === undefined) return false
      const child = childOf(schema, key)
      schema = child === OPTIONS ? schemas.get(pathText(path.slice(0, i + 1))) : child
    }
    return schema !== undefined && schema.writeOnly !== true
  }
}
