import { describe, expect, test } from 'vitest'
import { extractedFields } from '../../../core/pipeline/extracted.ts'
import { originFields } from '../../../core/pipeline/origin-fields.ts'
import { compileMatch } from '../../../core/pipeline/route.ts'

const origin = (logGroup: string, logStream = 's') => ({ source: 'cloudwatch', logGroup, logStream })

describe('the fields of an RDS origin', () => {
  test.each([
    ['/aws/rds/instance/prod-1/slowquery', 'prod-1', { Engine: 'mysql', Instance: 'prod-1' }],
    ['/aws/rds/cluster/shop/slowquery', 'shop-2', { Engine: 'mysql', Instance: 'shop-2', Cluster: 'shop' }],
    ['/aws/rds/cluster/shop/postgresql', 'shop-2.0', { Engine: 'postgresql', Instance: 'shop-2', Cluster: 'shop' }],
    ['/aws/rds/instance/prod-1/error', 'prod-1', { Instance: 'prod-1' }],
    ['/aws/rds/proxy/p', 'x', {}],
    ['/aws/lambda/f', 'x', {}],
  ])('%s', (logGroup, logStream, fields) => {
    expect(originFields(origin(logGroup, logStream))).toEqual(fields)
  })
})

test('what a filter pattern extracted is typed as the console-made function did', () => {
  expect(extractedFields({ a: '12', b: '1.5', c: 'x', d: '', e: '{"k":1}', f: '12 apples', g: ' 7' })).toEqual({
    a: 12,
    b: 1.5,
    c: 'x',
    $e: { k: 1 },
    e: '{"k":1}',
    f: '12 apples',
    g: 7,
  })
})

describe('a match', () => {
  test('wants all of its keys, each by one of its globs', () => {
    const matches = compileMatch({ logGroup: ['/aws/rds/**', 'x'], account: ['1*'] })

    expect(matches({ ...origin('/aws/rds/a/b'), account: '123' })).toBe(true)
    expect(matches({ ...origin('x'), account: '123' })).toBe(true)
    expect(matches({ ...origin('y'), account: '123' })).toBe(false)
    expect(matches({ ...origin('x'), account: '223' })).toBe(false)
  })

  test('is false where the origin lacks a key', () => {
    expect(compileMatch({ account: ['**'] })(origin('x'))).toBe(false)
  })
})
