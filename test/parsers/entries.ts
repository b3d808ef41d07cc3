import fc from 'fast-check'
import type { Fields } from '../../core/index.ts'
import { statement } from './statements.ts'

/** One entry as a server writes it, and what a parser must say of it. */
export interface TrueEntry {
  readonly text: string
  /** How it is written right after one of the same second, if otherwise: without `# Time:`. */
  readonly later?: string
  readonly time: string | null
  /** `Database` only where the entry names it. */
  readonly fields: Fields
  /** Whether it says its schema, even that there is none. */
  readonly saysSchema: boolean
}

/** 2023 and later, when the look-alikes in statements are long past. */
const seconds = fc.oneof(fc.integer({ min: 1_700_000_000, max: 1_700_000_001 }), fc.integer({ min: 1_700_000_002, max: 1_900_000_000 }))
const micros = fc.integer({ min: 0, max: 99_999_999 })
const count = fc.oneof(fc.nat(9), fc.nat(2 ** 31), fc.constant(Number.MAX_SAFE_INTEGER))
const name = fc.oneof(
  fc.constantFrom('shop', '123', 'my db', "it's", 'a;b', 'x\ny', 'back`tick', 'Ünï', '\udcff', 'a[b]', ' @ x', 'Yes', '# y'),
  fc
    .string({ unit: fc.constantFrom('a', '1', ' ', '@', '[', ']', '.', ';', '"', 'é'), minLength: 1, maxLength: 12 })
    .map((text) => `x${text.trim()}x`),
)
const address = fc.constantFrom('', '127.0.0.1', '::1', 'fe80::1%eth0', '%')

interface Draft {
  readonly seconds: number
  readonly query: number
  readonly lock: number
  readonly counts: readonly number[]
  readonly user: string
  readonly host: string
  readonly ip: string
  readonly schema: string | undefined
  readonly use: string | undefined
  readonly lastInsertId: number | undefined
  readonly statement: string
  readonly flags: readonly boolean[]
}

const draft: fc.Arbitrary<Draft> = fc.record({
  seconds,
  query: micros,
  lock: micros,
  counts: fc.array(count, { minLength: 24, maxLength: 24 }),
  user: name,
  host: fc.constantFrom('', 'localhost', 'web-1.example.com', '%'),
  ip: address,
  schema: fc.option(name, { nil: undefined }),
  use: fc.option(name, { nil: undefined, freq: 2 }),
  lastInsertId: fc.option(count, { nil: undefined }),
  statement,
  flags: fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }),
})

const decimal = (value: number) => (value / 1e6).toFixed(6)
const isoOf = (s: number) => new Date(s * 1000).toISOString()
/** `yymmdd hh:mm:ss`, the hour padded with a blank. */
const oldTime = (s: number) => {
  const [date = '', clock = ''] = isoOf(s).slice(2, 19).replaceAll('-', '').split('T')
  return `${date} ${clock.replace(/^0/, ' ')}`
}
const yesNo = (value: boolean | undefined) => (value === true ? 'Yes' : 'No')

/** Pairs as text and as fields. */
const pairs = (values: Readonly<Record<string, number>>, blanks: string) =>
  Object.entries(values)
    .map(([key, value]) => `${key}: ${value}`)
    .join(blanks)

function who(d: Draft, id: string): { readonly line: string; readonly fields: Fields } {
  const account = `${d.user}[${d.user}]`
  const fields = { 'User@Host': account, User: d.user, ...(d.host === '' ? {} : { Host: d.host }), ...(d.ip === '' ? {} : { IP: d.ip }) }
  return { line: `# User@Host: ${account} @ ${d.host} [${d.ip}]${id}\n`, fields }
}

const times = (d: Draft) => ({
  Query_time: d.query / 1e6,
  Lock_time: d.lock / 1e6,
  Rows_sent: d.counts[0] ?? 0,
  Rows_examined: d.counts[1] ?? 0,
})

/** `use`, `SET` and the statement, and what they say. */
function rest(d: Draft, use: string | undefined, quote: (name: string) => string) {
  const id = d.lastInsertId === undefined ? '' : `last_insert_id=${d.lastInsertId},`
  return {
    text: `${use === undefined ? '' : `use ${quote(use)};\n`}SET ${id}timestamp=${d.seconds};\n${d.statement};\n`,
    fields: { ...(d.lastInsertId === undefined ? {} : { last_insert_id: d.lastInsertId }), timestamp: d.seconds, Query: d.statement },
  }
}

const bare = (text: string) => text
const inBackticks = (text: string) => `\`${text.replaceAll('`', '``')}\``

const EXTRA =
  'Thread_id Errno Killed Bytes_received Bytes_sent Read_first Read_last Read_key Read_next Read_prev Read_rnd Read_rnd_next Sort_merge_passes Sort_range_count Sort_rows Sort_scan_count Created_tmp_disk_tables Created_tmp_tables'.split(
    ' ',
  )

/** MySQL 5.7 and later; `extra` is `log_slow_extra`, `short` is `--log-short-format`. */
const mysql = (extra: boolean, short: boolean) =>
  draft.map((d): TrueEntry => {
    const id = d.counts[2] ?? 0
    const user = who(d, `  Id: ${String(id).padStart(5)}`)
    const more = extra ? Object.fromEntries(EXTRA.map((key, i) => [key, key === 'Thread_id' ? id : (d.counts[i + 3] ?? 0)])) : {}
    const stop = isoOf(d.seconds + 3).replace('.000Z', '.000123Z')
    const start = isoOf(d.seconds).replace('.000Z', '.000123Z')
    const end = rest(d, d.use, bare)
    const header = `# Query_time: ${decimal(d.query)}  Lock_time: ${decimal(d.lock)} Rows_sent: ${d.counts[0]}  Rows_examined: ${d.counts[1]}`
    const line = extra ? `${header} ${pairs(more, ' ')}  Start: ${start} End: ${stop}\n` : `${header}\n`
    return {
      text: `${short ? '' : `# Time: ${stop}\n${user.line}`}${line}${end.text}`,
      time: short ? isoOf(d.seconds) : stop.replace('.000123Z', '.000Z'),
      fields: {
        ...(short ? {} : { ...user.fields, Thread_id: id }),
        ...times(d),
        ...more,
        ...(extra ? { Start: start, End: stop } : {}),
        ...(d.use === undefined ? {} : { Database: d.use }),
        ...end.fields,
      },
      saysSchema: d.use !== undefined,
    }
  })

/** MariaDB 10.11 and later. */
const mariadb = draft.map((d): TrueEntry => {
  const user = who(d, '')
  const schema = d.schema ?? ''
  const use = d.use === undefined || schema === '' ? undefined : schema
  const end = rest(d, use, inBackticks)
  const [, hit, plan, explained, warned, pages, routine] = d.flags
  const [, , thread = 0, affected = 0, bytes = 0, accessed = 0] = d.counts
  const explain = `id\ttable\tExtra\n1\tx\ny\tNULL\n2\t# Time: 1:1\t`
  const warnings = `Note 1051 Unknown table 'a\n# Query_time: 5'\nWarning 1292 use x;`
  const lines = [
    user.line,
    `# Thread_id: ${thread}  Schema: ${schema}  QC_hit: ${yesNo(hit)}\n`,
    `# Query_time: ${decimal(d.query)}  Lock_time: ${decimal(d.lock)}  Rows_sent: ${d.counts[0]}  Rows_examined: ${d.counts[1]}\n`,
    `# Rows_affected: ${affected}  Bytes_sent: ${bytes}\n`,
    pages === true ? `# Pages_accessed: ${accessed}  Pages_read: 0\n# Pages_read_time: 0.0000  Engine_time: 0.0118\n` : '',
    routine === true ? '# Stored_routine: shop.sp a\n' : '',
    plan === true ? '# Full_scan: Yes  Full_join: No\n# Filesort: No  Priority_queue: Yes\n' : '',
    explained === true ? `#\n# explain: ${explain.replace('\n1', '\n# explain: 1').replace('\n2', '\n# explain: 2')}\n#\n` : '',
    warned === true ? `# Warnings\n# ${warnings.replace('\nWarning', '\n# Warning')}\n` : '',
  ]
  const later = `${lines.join('')}${end.text}`
  return {
    text: `# Time: ${oldTime(d.seconds)}\n${later}`,
    later,
    time: isoOf(d.seconds),
    fields: {
      ...user.fields,
      ...{ Thread_id: thread, Schema: schema, QC_hit: hit === true, ...times(d), Rows_affected: affected, Bytes_sent: bytes },
      ...(pages === true ? { Pages_accessed: accessed, Pages_read: 0, Pages_read_time: 0, Engine_time: 0.0118 } : {}),
      ...(routine === true ? { Stored_routine: 'shop.sp a' } : {}),
      ...(plan === true ? { Full_scan: true, Full_join: false, Filesort: false, Priority_queue: true } : {}),
      ...(explained === true ? { explain } : {}),
      ...(warned === true ? { Warnings: warnings.replace('\n# Query', '\nQuery') } : {}),
      ...(schema === '' ? {} : { Database: schema }),
      ...end.fields,
    },
    saysSchema: true,
  }
})

/** Percona Server 5.5 and 5.6. */
const percona = draft.map((d): TrueEntry => {
  const user = who(d, '')
  const schema = d.schema ?? ''
  const end = rest(d, undefined, bare)
  return {
    text: `# Time: ${oldTime(d.seconds)}\n${user.line}# Thread_id: 5  Schema: ${schema}  Last_errno: 0  Killed: 0\n# Query_time: ${decimal(d.query)}  Lock_time: ${decimal(d.lock)}  Rows_sent: ${d.counts[0]}  Rows_examined: ${d.counts[1]}  Rows_affected: 2\n# InnoDB_trx_id: 1234\n#   InnoDB_IO_r_ops: 1  InnoDB_IO_r_wait: 0.5\n# No InnoDB statistics available for this query\n${end.text}`,
    time: isoOf(d.seconds),
    fields: {
      ...user.fields,
      ...{ Thread_id: 5, Schema: schema, Last_errno: 0, Killed: 0, ...times(d), Rows_affected: 2, InnoDB_trx_id: '1234' },
      ...{ InnoDB_IO_r_ops: 1, InnoDB_IO_r_wait: 0.5, ...(schema === '' ? {} : { Database: schema }) },
      ...end.fields,
    },
    saysSchema: true,
  }
})

/** MySQL 5.5; 5.6 says the connection, too. */
const oldMysql = (hasId: boolean) =>
  draft.map((d): TrueEntry => {
    const id = d.counts[2] ?? 0
    const user = who(d, hasId ? `  Id: ${String(id).padStart(5)}` : '')
    const end = rest(d, d.use, bare)
    const later = `${user.line}# Query_time: ${decimal(d.query)}  Lock_time: ${decimal(d.lock)} Rows_sent: ${d.counts[0]}  Rows_examined: ${d.counts[1]}\n${end.text}`
    return {
      text: `# Time: ${oldTime(d.seconds)}\n${later}`,
      later,
      time: isoOf(d.seconds),
      fields: {
        ...user.fields,
        ...(hasId ? { Thread_id: id } : {}),
        ...times(d),
        ...(d.use === undefined ? {} : { Database: d.use }),
        ...end.fields,
      },
      saysSchema: d.use !== undefined,
    }
  })

/** Percona Server 5.7 and 8.0, with all of `log_slow_verbosity`, or little of it. */
const laterPercona = draft.map((d): TrueEntry => {
  const id = d.counts[2] ?? 0
  const user = who(d, `  Id: ${String(id).padStart(5)}`)
  const schema = d.schema ?? ''
  const end = rest(d, d.use === undefined || schema === '' ? undefined : schema, bare)
  const stop = isoOf(d.seconds + 3).replace('.000Z', '.000123Z')
  const [hit, plan, innodb, noInnodb, rate, routine, sameLine] = d.flags
  const [, , , bytes = 0, tables = 0, pages = 0] = d.counts
  const used = innodb === true ? { InnoDB_IO_r_ops: pages, InnoDB_IO_r_bytes: bytes, InnoDB_IO_r_wait: 0.003183 } : {}
  const lines = [
    `# Time: ${stop}\n`,
    user.line,
    `# Schema: ${schema}  Last_errno: 1205  Killed: 0\n`,
    `# Query_time: ${decimal(d.query)}  Lock_time: ${decimal(d.lock)}  Rows_sent: ${d.counts[0]}  Rows_examined: ${d.counts[1]}  Rows_affected: 3`,
    `${sameLine === true ? '  ' : '\n# '}Bytes_sent: ${bytes}${sameLine === true ? '\n# ' : '  '}Tmp_tables: ${tables}  Tmp_disk_tables: 0  Tmp_table_sizes: 0\n`,
    routine === true ? '# Stored_routine: shop.sp a\n' : '',
    innodb === true ? '# InnoDB_trx_id: 12E4\n' : '',
    plan === true ? `# ${hit === true ? 'QC_Hit: No  ' : ''}Full_scan: Yes  Full_join: No  Tmp_table: No  Tmp_table_on_disk: No\n` : '',
    plan === true ? '# Filesort: No  Filesort_on_disk: No  Merge_passes: 0\n' : '',
    innodb === true
      ? `#   ${pairs(used, '  ')}\n#   InnoDB_rec_lock_wait: 0.000000  InnoDB_queue_wait: 0.000000\n#   InnoDB_pages_distinct: 7\n`
      : '',
    innodb !== true && noInnodb === true ? '# No InnoDB statistics available for this query\n' : '',
    rate === true ? '# Log_slow_rate_type: session  Log_slow_rate_limit: 10\n' : '',
  ]
  return {
    text: `${lines.join('')}${end.text}`,
    time: stop.replace('.000123Z', '.000Z'),
    fields: {
      ...user.fields,
      ...{ Thread_id: id, Schema: schema, Last_errno: 1205, Killed: 0, ...times(d), Rows_affected: 3, Bytes_sent: bytes },
      ...{ Tmp_tables: tables, Tmp_disk_tables: 0, Tmp_table_sizes: 0 },
      ...(routine === true ? { Stored_routine: 'shop.sp a' } : {}),
      ...(plan === true && hit === true ? { QC_Hit: false } : {}),
      ...(plan === true ? { Full_scan: true, Full_join: false, Tmp_table: false, Tmp_table_on_disk: false } : {}),
      ...(plan === true ? { Filesort: false, Filesort_on_disk: false, Merge_passes: 0 } : {}),
      ...(innodb === true
        ? { InnoDB_trx_id: '12E4', ...used, InnoDB_rec_lock_wait: 0, InnoDB_queue_wait: 0, InnoDB_pages_distinct: 7 }
        : {}),
      ...(rate === true ? { Log_slow_rate_type: 'session', Log_slow_rate_limit: 10 } : {}),
      ...(schema === '' ? {} : { Database: schema }),
      ...end.fields,
    },
    saysSchema: true,
  }
})

export const FAMILIES: Readonly<Record<string, fc.Arbitrary<TrueEntry>>> = {
  'MySQL 5.5': oldMysql(false),
  'MySQL 5.6': oldMysql(true),
  'Percona Server 5.7 and 8.0': laterPercona,
  'MySQL 5.7 and later': mysql(false, false),
  'MySQL with log_slow_extra': mysql(true, false),
  'MySQL with --log-short-format': mysql(false, true),
  MariaDB: mariadb,
  'Percona Server 5.5 and 5.6': percona,
}
