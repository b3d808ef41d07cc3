import type { Path } from '../errors.ts'

/** A path as one would write it in code: `routes[0].to[2].when["Rows sent"]`. */
export const pathText = (path: Path): string =>
  path
    .map((key, i) => {
      if (typeof key === 'number') return `[${key}]`
      if (!/^[\w@$-]+$/.test(key)) return `[${JSON.stringify(key)}]`
      return i === 0 ? key : `.${key}`
    })
    .join('')
