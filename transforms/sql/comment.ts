/** Each takes where a comment begins and returns where it ends, -1 where it has no end. */

/** The end of its line, which is no part of it. */
export function lineCommentEnd(text: string, from: number): number {
  const eol = text.indexOf('\n', from)
  return eol < 0 ? text.length : eol
}

/** Does not nest. */
export function blockCommentEnd(text: string, from: number): number {
  const end = text.indexOf('*/', from + 2)
  return end < 0 ? -1 : end + 2
}

/** May hold whole comments, but not what holds comments. */
function skippedVersionEnd(text: string, from: number): number {
  let at = from + 2
  while (at < text.length) {
    const code = text.charCodeAt(at)
    if (code === 42 && text.charCodeAt(at + 1) === 47) return at + 2
    if (code === 47 && text.charCodeAt(at + 1) === 42) {
      at = blockCommentEnd(text, at)
      if (at < 0) return -1
    } else at++
  }
  return -1
}

const VERSION = /\*M?!(?:(\d{6})(?=\s)|(\d{5}))?/y

/**
 * Where the code begins in a version comment: `/*!`, and MariaDB's `/*M!`, may name the version from which on it is code
 * (https://dev.mysql.com/doc/refman/9.7/en/comments.html). `isCode` is false where no server has that version, and `to` then the end of the comment, -1 where it has none.
 */
export function versionComment(text: string, from: number): { readonly to: number; readonly isCode: boolean } {
  VERSION.lastIndex = from + 1
  const [mark = '', six, five] = VERSION.exec(text) ?? []
  const version = Number(six ?? five ?? 0)
  const isCode = version < 99_000 || (version >= 100_000 && version < 990_000)
  return isCode ? { to: from + 1 + mark.length, isCode } : { to: skippedVersionEnd(text, from), isCode }
}
