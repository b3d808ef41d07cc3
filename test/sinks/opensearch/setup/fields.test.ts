import { isIP } from 'node:net'
import { describe, expect, test } from 'vitest'
import { originFields } from '../../../../core/pipeline/origin-fields.ts'
import { parsers } from '../../../../parsers/index.ts'
import { ecsFields } from '../../../../sinks/opensearch/ecs.ts'
import { CLASSIC_MEMBERS, FIELDS } from '../../../../sinks/opensearch/setup/classic-fields.ts'
import { ECS_MEMBERS } from '../../../../sinks/opensearch/setup/ecs-fields.ts'
import { membersOf } from '../../../../sinks/opensearch/setup/index-template.ts'
import { transforms } from '../../../../transforms/index.ts'
import { ORIGIN, sampleRecords } from './sample-records.ts'

const records = sampleRecords()

/** What a server finds in a field of that type. */
const FITS: Readonly<Record<string, (value: unknown) => boolean>> = {
  double: (value) => typeof value === 'number',
  long: (value) => Number.isSafeInteger(value),
  boolean: (value) => typeof value === 'boolean',
  date: (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value)),
  ip: (value) => isIP(String(value)) > 0,
  keyword: (value) => [value].flat().every((item) => ['string', 'number'].includes(typeof item)),
  text: (value) => typeof value === 'string',
}

describe('the fields of the template', () => {
  test('are those that the core, the parsers and the transforms say they make, and no others', () => {
    const described = [...parsers, ...transforms].flatMap(({ fields }) => Object.keys(fields ?? {}))
    const ofCore = [...Object.keys(originFields(ORIGIN)), 'Parse_error', 'Truncated']

    expect(Object.keys(FIELDS).sort()).toEqual([...new Set([...described, ...ofCore])].sort())
  })

  test('hold what the samples have in them, each header by its type', () => {
    const misfits = records.flatMap(({ fields }) =>
      Object.entries(fields).filter(([name, value]) => FIELDS[name] !== undefined && FITS[FIELDS[name]?.type ?? '']?.(value) !== true),
    )

    // Where an event or a thread of the server ran: these stay in the document, and are not found by it.
    expect(misfits.filter(([name, value]) => name !== 'IP' || !['%', 'localhost'].includes(String(value)))).toEqual([])
    expect(records.length).toBeGreaterThan(250)
    const seen = new Set(records.flatMap(({ fields }) => Object.keys(fields)))
    const unseen = Object.keys(FIELDS).filter((name) => !seen.has(name))
    expect(unseen.sort()).toEqual(
      'Index_scans Pages_remain Pages_removed Parse_error Tuples_dead Tuples_remain Tuples_removed backtrace leader_pid local_host'.split(
        ' ',
      ),
    )
  })

  test('are numbers where headers are counted or measured, flags where they say yes or no, and names where digits are an id', () => {
    const typeOf = (name: string) => FIELDS[name]?.type

    expect(['Query_time', 'Rows_examined', 'Bytes_sent', 'InnoDB_IO_r_wait', 'Thread_id', 'Errno'].map(typeOf)).toEqual(
      Array(6).fill('double'),
    )
    expect(['Full_scan', 'QC_hit', 'Truncated'].map(typeOf)).toEqual(Array(3).fill('boolean'))
    expect(['last_insert_id', 'insert_id', 'InnoDB_trx_id', 'Query_id', 'Schema'].map(typeOf)).toEqual(Array(5).fill('keyword'))
    expect(['Start', 'End', 'IP'].map(typeOf)).toEqual(['date', 'date', 'ip'])
  })

  test('leave what was salvaged, and the whole text, out of the index', () => {
    for (const members of [CLASSIC_MEMBERS, ECS_MEMBERS]) expect(members['@salvaged']).toMatchObject({ type: 'text', index: false })
    expect(CLASSIC_MEMBERS['@message']).toMatchObject({ index: false })
    expect(ECS_MEMBERS['event.original']).toMatchObject({ index: false })
  })
})

describe('the members of a document with the names of ECS', () => {
  test('have a type in the template, but for headers that are in no list, and fit it', () => {
    const members = records.flatMap((record) => Object.entries(ecsFields(record)))

    const unknown = new Set(members.map(([path]) => path).filter((path) => ECS_MEMBERS[path] === undefined))
    const misfits = members.filter(([path, value]) => FITS[ECS_MEMBERS[path]?.type ?? 'text']?.(value) !== true)

    expect([...unknown].sort()).toEqual(['mysql.slowlog.a_new_one', 'mysql.slowlog.another'])
    expect(misfits).toEqual([])
  })

  test('are found below no other member, in either template', () => {
    for (const profile of ['classic', 'ecs'] as const) {
      const paths = Object.keys(membersOf(profile))

      expect(paths.filter((path) => paths.some((other) => path.startsWith(`${other}.`)))).toEqual([])
    }
  })
})
