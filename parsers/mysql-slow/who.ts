export interface Who {
  /** The text before ` @ `: the account that granted the rights, and in brackets the name that logged in. */
  readonly account: string
  /** Who logged in, else whose rights it has. */
  readonly user: string
  readonly host: string
  readonly ip: string
  /** The connection, where the line says it. */
  readonly id: number | undefined
}

const ID = ']  Id:'

/**
 * Reads `priv_user[user] @ host [ip]`. Any part may be empty; names are free text that may hold all of these signs, so it is taken apart from
 * the right.
 */
export function readWho(line: string): Who {
  const end = idStart(line, 0, line.length)
  const bracket = line.charCodeAt(end - 1) === 93 ? line.lastIndexOf('[', end) : end + 1
  const at = line.lastIndexOf(' @ ', bracket)
  const account = line.slice(0, at < 0 ? end : at)
  return {
    account,
    user: userOf(account),
    host: at < 0 ? '' : line.slice(at + 3, Math.max(at + 3, bracket - 1)),
    ip: line.slice(bracket + 1, end - 1),
    id: end === line.length ? undefined : Number(line.slice(end + ID.length - 1)),
  }
}

/** Where MySQL's `  Id: N` begins that ends at `to`; `to` where there is none. */
export function idStart(text: string, from: number, to: number): number {
  let at = to - 1
  while (at > from && text.charCodeAt(at) > 47 && text.charCodeAt(at) < 58) at--
  while (at > from && text.charCodeAt(at) === 32) at--
  const start = at - ID.length + 1
  return at < to - 2 && start >= from && text.startsWith(ID, start) ? start + 1 : to
}

/** The user of `priv_user[user]`. */
function userOf(account: string): string {
  if (!account.endsWith(']')) return account
  const twice = twiceIn(account)
  if (twice !== undefined) return twice
  if (account.startsWith('[')) return account.slice(1, -1)
  if (account.endsWith('[]')) return account.slice(0, -2)
  return account.slice(account.indexOf('[') + 1, -1)
}

/** The name that `name[name]` has twice. */
export function twiceIn(account: string): string | undefined {
  const name = account.slice(0, (account.length - 2) / 2)
  return account === `${name}[${name}]` ? name : undefined
}
