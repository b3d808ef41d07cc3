import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { instanceOf } from '../../../core/testing/index.ts'
import s3 from '../../../sinks/s3/index.ts'
import { placeOf } from '../../../sinks/s3/place.ts'

describe('a url', () => {
  test.each([
    ['s3://logs', 'logs', ''],
    ['s3://logs/', 'logs', ''],
    ['s3://logs/a', 'logs', 'a/'],
    ['s3://my.logs-1/prod/db=shop/', 'my.logs-1', 'prod/db=shop/'],
    ['s3://logs//a//', 'logs', 'a/'],
  ])('%s leads to bucket "%s", prefix "%s"', (url, bucket, prefix) => {
    expect(placeOf(url)).toEqual({ bucket, prefix })
  })

  test('leads to a folder', () => {
    expect(placeOf('file:out')).toEqual({ folder: resolve('out') })
  })

  test.each([
    ['https://logs.s3.amazonaws.com/a', 'must be s3://<bucket>/<prefix>, or file:<folder>'],
    ['logs/a', 'must be s3://<bucket>/<prefix>, or file:<folder>'],
    ['s3://', 'must be s3://<bucket>/<prefix>, or file:<folder>'],
    ['s3:logs', 'must be s3://<bucket>/<prefix>, or file:<folder>'],
    ['s3://Logs/a', 'the name of a bucket is 3 to 63 of a-z, 0-9, "-" and "."'],
    ['s3://key:secret@logs/a', 'the name of a bucket is 3 to 63 of a-z, 0-9, "-" and "."'],
    ['s3://logs/a/../b', expect.stringContaining('parts of a prefix')],
    ['s3://logs/a//b', expect.stringContaining('parts of a prefix')],
    ['s3://logs/a?versionId=1', expect.stringContaining('parts of a prefix')],
    [`s3://logs/${'a'.repeat(101)}`, 'the prefix has 101 characters; 100 are the most'],
    ['file:', 'must be file:<folder>'],
  ])('%s is none', (url, detail) => {
    expect(() => placeOf(url)).toThrow(expect.objectContaining({ code: 'LF_OPTION_INVALID', at: ['url'], detail }))
  })
})

describe('options', () => {
  const make = (options: object) => () => instanceOf(s3, { url: 's3://logs', ...options })

  test.each([
    [{ endpoint: 'minio:9000' }, ['endpoint'], 'must be https://<host>[:<port>]'],
    [{ endpoint: 'https://me:secret@minio' }, ['endpoint'], 'must be https://<host>[:<port>]'],
    [{ accessKeyId: 'AKIA' }, ['secretAccessKey'], 'is missing: `accessKeyId` is there'],
    [{ expectedBucketOwner: '1234' }, ['expectedBucketOwner'], 'must be the 12 digits of an account'],
    [{ kmsKeyId: 'alias/logs', encryption: 'AES256' }, ['kmsKeyId'], 'is for "encryption": "aws:kms"'],
    [{ tags: { team: { name: 'dba' } } }, ['tags', 'team'], 'must be a text of 256 characters at most, under a name of 1 to 128'],
    [{ tags: Object.fromEntries(Array.from({ length: 11 }, (_, i) => [i, 'x'])) }, ['tags'], 'has 11 tags; 10 are the most'],
  ])('%o do not fit', (options, at, detail) => {
    expect(make(options)).toThrow(expect.objectContaining({ code: 'LF_OPTION_INVALID', at, detail }))
    expect(make({ ...options, url: 'file:/out' })).toThrow(expect.objectContaining({ at }))
  })

  test.each([
    [{ endpoint: '', region: '', accessKeyId: '', secretAccessKey: '', expectedBucketOwner: '', kmsKeyId: '' }],
    [{ encryption: 'aws:kms', kmsKeyId: 'alias/logs', tags: { team: 'dba', cost: 12 } }],
    [{ url: 'file:/out', region: 'eu-west-1', storageClass: 'GLACIER_IR' }],
  ])('%o do', (options) => {
    expect(make(options)).not.toThrow()
  })
})
