import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compileIndexName } from '../../../sinks/opensearch/index-name.ts'
import { recordOf } from '../sink.ts'

const ISO = '2026-11-22T11:10:01.847Z'
const nameBy = (template: string | undefined, more: Parameters<typeof recordOf>[0] = {}) => compileIndexName(template)(recordOf(more), ISO)
const ofGroup = (logGroup: string) => ({ origin: { source: 'f', logGroup, logStream: 's' } })

describe('the name of an index', () => {
  test.each([
    ['/aws/rds/instance/prod-1/slowquery', 'cwl-aws-rds-instance-prod-1-slowquery-2026.11.22'],
    ['/aws/RDS/Cluster/Prod', 'cwl-aws-rds-cluster-prod-2026.11.22'],
    ['API-Gateway-Execution-Logs_x/prod', 'cwlapi-gateway-execution-logs_x-prod-2026.11.22'],
    ['a#b c,d:e"f', 'cwla-b-c-d-e-f-2026.11.22'],
    ['', 'cwl-2026.11.22'],
  ])('of log group %s is that of the console-made function, made valid', (logGroup, name) => {
    expect(nameBy(undefined, ofGroup(logGroup))).toEqual({ name })
  })

  test('follows the log group, not a field of that name', () => {
    expect(nameBy(undefined, { fields: { logGroup: 'other' } })).toEqual({ name: 'cwl-aws-rds-instance-shop-1-slowquery-2026.11.22' })
  })

  test('changes with log group and day, and comes back', () => {
    const nameOf = compileIndexName()
    const at = (logGroup: string, iso: string) => nameOf(recordOf({ ...ofGroup(logGroup), time: Date.parse(iso) }), iso).name

    const names = [at('a', ISO), at('b', ISO), at('b', '2026-11-23T00:00:00.000Z'), at('a', ISO)]

    expect(names).toEqual(['cwla-2026.11.22', 'cwlb-2026.11.22', 'cwlb-2026.11.23', 'cwla-2026.11.22'])
  })

  test.each([
    ['slow-{Instance}-{YYYY.MM.DD}', 'slow-shop-1-2026.11.22'],
    ['slow-{YYYY.MM}', 'slow-2026.11'],
    ['slow-{YYYY-MM-DD}-{YYYYMM}-{YYYY}', 'slow-2026-11-22-202611-2026'],
    ['Slow{logGroup}', 'slow-aws-rds-instance-shop-1-slowquery'],
    ['slow-{Nothing}', 'slow-unknown'],
    ['slow-{Query}', 'slow-select-1'],
    ['slow', 'slow'],
  ])('by the template %s', (template, name) => {
    expect(nameBy(template)).toEqual({ name })
  })

  test('by a template changes with the day', () => {
    const nameOf = compileIndexName('slow-{YYYY.MM.DD}')

    expect([ISO, '2026-11-23T00:00:00.000Z', ISO].map((iso) => nameOf(recordOf(), iso).name)).toEqual([
      'slow-2026.11.22',
      'slow-2026.11.23',
      'slow-2026.11.22',
    ])
  })

  test.each([
    ['-a', 'the name of the index starts with "-"'],
    ['_a', 'the name of the index starts with "_"'],
    ['+a', 'the name of the index starts with "+"'],
    ['.kibana', 'the name of the index starts with "."'],
    ['{Instance}', 'the name of the index has 300 bytes, and 255 is the most'],
  ])('%s is none', (template, fault) => {
    expect(nameBy(template, { fields: { Instance: 'x'.repeat(300) } })).toMatchObject({ fault })
  })

  test('is one that the server takes, or has a fault, whatever stands in a field', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string()), (Instance) => {
        const { name, fault } = nameBy('{Instance}', { fields: { Instance } })

        if (fault !== undefined) return
        expect(name).toBe(name.toLowerCase())
        expect(name).not.toMatch(/[\\/*?"<>| ,#:\x00-\x1f]|^[-_+.]/)
        expect(name.isWellFormed()).toBe(true)
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255)
        expect(name).not.toBe('')
      }),
    )
  })
})
