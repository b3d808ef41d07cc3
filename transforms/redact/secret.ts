import type { Lexer } from '../sql/lexer.ts'
import { KEYWORD, type Kind, NAME, OPERATOR } from '../sql/token.ts'

/** What the words up to a token tell of passwords and keys. */
export interface Looking {
  found: boolean
  /** The last two tokens, and the first: a keyword or an operator, NO_WORD for others. */
  before: string
  beforeThat: string
  first: string
  /** The last token, if it was a name. */
  name: string
}

const NO_WORD = '`'

export const startLooking = (): Looking => ({ found: false, before: '', beforeThat: '', first: '', name: '' })

/** Functions whose arguments are keys or passwords. */
const CIPHERS = new Set(['AES_DECRYPT', 'AES_ENCRYPT', 'DECODE', 'DES_DECRYPT', 'DES_ENCRYPT', 'ENCODE', 'ENCRYPT', 'OLD_PASSWORD'])

/** Where a `SET` is a statement; elsewhere a column may be called password. */
const STATEMENT_STARTS = new Set(['', ';', 'BEGIN', 'DO', 'ELSE', 'FOR', 'LOOP', 'REPEAT', 'THEN'])

/**
 * Looks at one more token, and remembers if the statement deals with passwords or keys: `IDENTIFIED`, `CREATE USER`, `ALTER USER`,
 * `CREATE SERVER`, `SET PASSWORD`, `CHANGE MASTER`, `CHANGE REPLICATION SOURCE`, `START REPLICA … PASSWORD`, the `CONNECTION` of a table, and
 * calls of ciphers.
 */
export function look(looking: Looking, lexer: Lexer, kind: Kind): void {
  if (looking.found) return
  const isWord = kind === KEYWORD || kind === OPERATOR
  const word = isWord ? lexer.word : NO_WORD
  if (lexer.dialect.isPostgresql) looking.found = isPostgresqlSecret(looking, word)
  else if (isWord) looking.found = kind === KEYWORD ? tells(looking, word) : callsOrConnects(looking, word)
  looking.name = kind === NAME ? lexer.word : ''
  if (looking.first === '') looking.first = word
  looking.beforeThat = looking.before
  looking.before = word
}

/** Functions of PostgreSQL's pgcrypto and dblink. */
const POSTGRESQL_CIPHERS = new Set(
  `crypt hmac encrypt decrypt encrypt_iv decrypt_iv pgp_sym_encrypt pgp_sym_decrypt pgp_sym_encrypt_bytea pgp_sym_decrypt_bytea pgp_pub_decrypt
  pgp_pub_decrypt_bytea dblink dblink_connect dblink_exec`.split(/\s+/),
)

/** `CREATE ROLE … PASSWORD`, `CREATE USER MAPPING … OPTIONS (password …)`, `CREATE SUBSCRIPTION … CONNECTION`, and calls of ciphers. */
function isPostgresqlSecret({ first, name }: Looking, word: string): boolean {
  if (word === '(') return POSTGRESQL_CIPHERS.has(name)
  return (word === 'PASSWORD' || word === 'CONNECTION') && (first === 'CREATE' || first === 'ALTER')
}

function tells({ before, beforeThat, first }: Looking, word: string): boolean {
  switch (word) {
    case 'IDENTIFIED':
    case 'SOURCE_PASSWORD':
      return true
    case 'SYSTEM_USER':
    case 'SERVER':
      return before === 'CREATE' || before === 'ALTER' || before === 'REPLACE'
    case 'MASTER':
    case 'REPLICATION':
      return before === 'CHANGE'
    case 'PASSWORD':
      return first === 'START' || (before === 'SET' && STATEMENT_STARTS.has(beforeThat))
    default:
      return false
  }
}

function callsOrConnects({ before, name }: Looking, sign: string): boolean {
  if (sign === '=') return before === 'CONNECTION'
  return sign === '(' && (before === 'PASSWORD' || (name !== '' && CIPHERS.has(name.toUpperCase())))
}
