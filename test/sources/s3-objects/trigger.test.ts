import fc from 'fast-check'
import { expect, test } from 'vitest'
import { objectsMade } from '../../../sources/s3-objects/trigger.ts'

const record = (key: string, more: object = {}) => ({
  eventVersion: '2.1',
  eventSource: 'aws:s3',
  awsRegion: 'eu-west-1',
  eventName: 'ObjectCreated:Put',
  s3: { bucket: { name: 'logs' }, object: { key, size: 5 } },
  ...more,
})

test.each([
  [{ Records: [record('a/slow+log%2B1%20%ED%95%9C.gz')] }, [{ bucket: 'logs', key: 'a/slow log+1 한.gz', region: 'eu-west-1' }]],
  [{ Records: [record('a%2Fb')] }, [{ bucket: 'logs', key: 'a/b', region: 'eu-west-1' }]],
  [{ Records: [record('100%')] }, [{ bucket: 'logs', key: '100%', region: 'eu-west-1' }]],
  [{ Records: [record('a'), record('b', { eventName: 'ObjectRemoved:Delete' })] }, [{ bucket: 'logs', key: 'a', region: 'eu-west-1' }]],
  [{ Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: 'logs' }, []],
  [
    {
      source: 'aws.s3',
      'detail-type': 'Object Created',
      region: 'eu-west-1',
      detail: { bucket: { name: 'logs' }, object: { key: 'a+b%20' } },
    },
    [{ bucket: 'logs', key: 'a+b%20', region: 'eu-west-1' }],
  ],
  [{ source: 'aws.s3', 'detail-type': 'Object Deleted', detail: { bucket: { name: 'logs' }, object: { key: 'a' } } }, undefined],
  [{ Records: [{ eventSource: 'aws:kinesis' }] }, undefined],
  [{ Records: [] }, undefined],
])('%j', (trigger, made) => {
  expect(objectsMade(trigger)).toEqual(made)
})

test('whatever comes, it says yes or no', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.anything(), fc.record({ Records: fc.anything(), source: fc.constant('aws.s3') })),
      (trigger) => void objectsMade(trigger),
    ),
  )
})
