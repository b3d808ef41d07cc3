import fc from 'fast-check'
import type { Fields } from '../../../core/index.ts'

/** One event as a server writes it to stderr, and what a parser must say of it. */
export interface TrueEvent {
  readonly text: string
  readonly time: string
  readonly fields: Fields
}

/** Lines that look like the log, and are text here. */
export const LOOK_ALIKES: readonly string[] = [
  '2001-09-09 01:46:40 UTC:[local]:postgres@shop:[27141]:LOG:  duration: 0.240 ms  statement: SELECT 1\n',
  '2001-09-09 01:46:40.000 UTC [27141] ERROR:  boom\n2001-09-09 01:46:40.000 UTC [27141] STATEMENT:  SELECT boom()\n',
  '2001-09-09 01:46:40.000 UTC:[local]:a@b:[1]:7:00000:2001-09-09 01:46:40 UTC:84/0:0:6b02d088.6a62:appLOG:  x\n',
  '2001-09-09 01:46:40.000 UTC,"postgres","shop",27141,"[local]",6b02d07b.6a05,1,"",2001-09-09 01:46:40 UTC,,0,LOG,00000,"x",,,,,,,,,"","x",,0\n',
  '{"timestamp":"2001-09-09 01:46:40.000 UTC","pid":1,"error_severity":"LOG","message":"x"}\n',
  'DETAIL:  parameters: $1 = ',
  ':[1]:LOG:  ',
  'LOG:  ',
]

const text = fc
  .array(
    fc.oneof(
      fc.constantFrom('\n', '\n\t', '\t', '\r\n', ' ', ': ', ',', '"', '""', "'", 'é', '𝄞', '\udcff', 'SELECT ', 'x', '\\', '\u0001'),
      fc.constantFrom(...LOOK_ALIKES),
      fc.constantFrom(...LOOK_ALIKES).map((line) => `\n${line}`),
    ),
    { maxLength: 6 },
  )
  .map((parts) => parts.join(''))

/** Of a user or a database. What would be a prefix and a label itself cannot be told from them. */
const name = fc.oneof(
  fc.constantFrom('app', 'first last', 'a:b', 'x:[1]:LOG:', 'Ünï', 'new\nline', 'tab\tname', "it's", '[unknown', 'LOG:  x', 'q"uote', ','),
  fc.string({ unit: fc.constantFrom('a', ':', '[', ']', ' ', '-', '7'), minLength: 1, maxLength: 12 }).map((middle) => `x${middle}x`),
)
const micros = fc.nat(99_999_999)
const pid = fc.integer({ min: 100, max: 32_768 })

interface Message {
  readonly label: string
  readonly message: string
  readonly fields: Fields
}

const ms = (value: number) => (value / 1000).toFixed(3)

const duration = fc.tuple(micros, text).map(([time, sql]): Message => {
  const message = `duration: ${ms(time)} ms  statement: ${sql}`
  return { label: 'LOG', message, fields: { Kind: 'duration', Phase: 'statement', Query_time: time / 1e6, Query: sql } }
})
const phase = fc
  .tuple(micros, fc.constantFrom('parse', 'bind', 'execute'), fc.constantFrom('<unnamed>', 'S_1', 'st: "1"\n x', 'get item'), text)
  .map(([time, Phase, statement, sql]): Message => {
    const Query = `SELECT ${sql}`
    const named = statement === '<unnamed>' ? {} : { Statement_name: statement }
    const message = `duration: ${ms(time)} ms  ${Phase} ${statement}: ${Query}`
    return { label: 'LOG', message, fields: { Kind: 'duration', Phase, Query_time: time / 1e6, Query, ...named } }
  })
const plan = fc.tuple(micros, text).map(([time, sql]): Message => {
  const Plan = `{\n  "Query Text": ${JSON.stringify(`SELECT ${sql}`)},\n  "Plan": {}\n}`
  const fields = { Kind: 'plan', Query_time: time / 1e6, Plan, Query: `SELECT ${sql}` }
  return { label: 'LOG', message: `duration: ${ms(time)} ms  plan:\n${Plan}`, fields }
})
const error = fc
  .tuple(fc.constantFrom('ERROR', 'FATAL', 'PANIC'), text)
  .map(([label, tail]): Message => ({ label, message: `m${tail}`, fields: { Kind: 'error' } }))
const other = fc
  .tuple(fc.constantFrom('LOG', 'WARNING', 'NOTICE', 'INFO', 'DEBUG'), text)
  .map(([label, tail]): Message => ({ label, message: `m${tail}`, fields: { Kind: 'message' } }))

const parts = fc.record({ detail: text, hint: text, internal_query: text, context: text, statement: text }, { requiredKeys: [] })
const LABELS: Readonly<Record<string, string>> = {
  detail: 'DETAIL',
  hint: 'HINT',
  internal_query: 'QUERY',
  context: 'CONTEXT',
  statement: 'STATEMENT',
}

/** What a process writes before each line. */
interface Session {
  readonly prefix: string
  readonly time: string
  readonly fields: Fields
}

/** 2023 and later, when the look-alikes are long past. */
const instant = fc.integer({ min: 1_700_000_000, max: 1_900_000_000 }).map((seconds) => new Date(seconds * 1000).toISOString())
const stamp = (iso: string) => `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`
const stampMs = (iso: string) => `${iso.slice(0, 10)} ${iso.slice(11, 23)} UTC`
const host = fc.constantFrom('[local]', '10.0.0.7', '::1', 'fe80::1%eth0', 'web-1.example.com')

function hostFields(remote_host: string): Fields {
  if (remote_host === '[local]') return { remote_host }
  return remote_host.startsWith('web') ? { remote_host, Host: remote_host } : { remote_host, IP: remote_host }
}

const remote = fc
  .tuple(host, fc.integer({ min: 1024, max: 65_535 }))
  .map(([address, port]) =>
    address === '[local]'
      ? { text: address, fields: hostFields(address) }
      : { text: `${address}(${port})`, fields: { ...hostFields(address), remote_port: port } },
  )

const rds = fc.tuple(instant, remote, name, name, pid).map(([time, from, user, dbname, process]): Session => {
  const fields = { timestamp: stamp(time), ...from.fields, user, dbname, User: user, Database: dbname, pid: process }
  return { prefix: `${stamp(time)}:${from.text}:${user}@${dbname}:[${process}]:`, time, fields }
})
const background = fc.tuple(instant, pid).map(
  ([time, process]): Session => ({
    prefix: `${stamp(time)}::@:[${process}]:`,
    time,
    fields: { timestamp: stamp(time), pid: process },
  }),
)
const second = fc
  .tuple(instant, remote, name, name, pid, fc.constantFrom('', 'app', 'my app v1.2', 'LOG:  fake', 'psql (15)'))
  .map(([time, from, user, dbname, process, application_name]): Session => {
    const session = `6b02d088.${process.toString(16)}`
    const fields = {
      ...{ timestamp: stampMs(time), ...from.fields, user, dbname, User: user, Database: dbname, pid: process, line_num: 7 },
      ...{ state_code: '00000', session_start: stamp(time), vxid: '84/0', txid: 0, session_id: session },
      ...(application_name === '' ? {} : { application_name }),
    }
    const prefix = `${stampMs(time)}:${from.text}:${user}@${dbname}:[${process}]:7:00000:${stamp(time)}:84/0:0:${session}:${application_name}`
    return { prefix, time, fields }
  })
const plain = fc.tuple(instant, pid).map(
  ([time, process]): Session => ({
    prefix: `${stampMs(time)} [${process}] `,
    time,
    fields: { timestamp: stampMs(time), pid: process },
  }),
)

const line = (prefix: string, label: string, value: string) => `${prefix}${label}:  ${value.replaceAll('\n', '\n\t')}\n`

const eventOf = (session: fc.Arbitrary<Session>, message: fc.Arbitrary<Message>) =>
  fc.tuple(session, message, parts).map(([{ prefix, time, fields }, said, pieces]): TrueEvent => {
    const given = Object.entries(LABELS).flatMap(([key, label]) => {
      const value = pieces[key as keyof typeof pieces]
      return value === undefined || value === '' ? [] : [[key, label, value] as const]
    })
    const Query = pieces.statement === undefined || pieces.statement === '' ? {} : { Query: pieces.statement }
    return {
      text: [line(prefix, said.label, said.message), ...given.map(([, label, value]) => line(prefix, label, value))].join(''),
      time,
      fields: {
        ...{ Engine: 'postgresql', ...fields, error_severity: said.label, message: said.message },
        ...Object.fromEntries(given.map(([key, , value]) => [key, value])),
        ...Query,
        ...said.fields,
      },
    }
  })

const anyMessage = fc.oneof(duration, phase, plan, error, other)
/** A label that touches a word near the beginning of a piece: it might follow the name of an application that begins like a label. */
const TOUCHED = /(?:HINT|DETAIL|QUERY|CONTEXT|STATEMENT): {2}.{0,63}\w(?:LOG|ERROR|DETAIL): {2}/
/** Where the label follows a name, only what the server says of itself tells which label is the last. */
const known = fc.oneof(duration, phase, plan)

export const PREFIXES: Readonly<Record<string, fc.Arbitrary<TrueEvent>>> = {
  'the prefix of RDS': eventOf(fc.oneof({ weight: 4, arbitrary: rds }, background), anyMessage),
  'the second prefix of RDS': eventOf(second, known).filter(({ text: event }) => !TOUCHED.test(event)),
  'the default prefix': eventOf(plain, anyMessage),
}
