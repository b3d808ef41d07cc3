import type { Deployment } from '../deployment.ts'
import { arnOf, fill, idOf, type Resource, type Resources, ref } from './resource.ts'

/** What calls the function: one subscription filter per log group, of the two that AWS allows; streams; buckets; schedules. */
export function triggerResources({ logGroups, streams, buckets, schedules }: Deployment): Resources {
  return {
    ...entries(logGroups.flatMap(subscription)),
    ...entries(streams.map((stream, i): Named => [`Stream${i + 1}`, streamMapping(stream)])),
    ...entries(buckets.map((bucket, i): Named => [`Bucket${i + 1}Permission`, bucketPermission(bucket)])),
    ...entries(Object.entries(schedules).flatMap(([snapshot, when]) => schedule(snapshot, when))),
  }
}

type Named = readonly [id: string, resource: Resource]
const entries = (named: readonly Named[]): Resources => Object.fromEntries(named)

const permission = (principal: string, more: Resource['Properties']): Resource => ({
  Type: 'AWS::Lambda::Permission',
  Properties: { FunctionName: ref('Function'), Action: 'lambda:InvokeFunction', Principal: principal, ...(more as object) },
})

function subscription(logGroup: string, i: number): readonly Named[] {
  const id = `Subscription${i + 1}`
  return [
    [
      `${id}Permission`,
      permission('logs.amazonaws.com', {
        SourceAccount: ref('AWS::AccountId'),
        SourceArn: fill(`arn:{partition}:logs:{region}:{account}:log-group:${logGroup}:*`),
      }),
    ],
    [
      id,
      {
        Type: 'AWS::Logs::SubscriptionFilter',
        DependsOn: `${id}Permission`,
        Properties: { LogGroupName: logGroup, FilterPattern: '', DestinationArn: arnOf('Function') },
      },
    ],
  ]
}

/** The notification itself is a property of the bucket, which is not ours: `aws s3api put-bucket-notification-configuration` sets it. */
const bucketPermission = (bucket: string): Resource =>
  permission('s3.amazonaws.com', { SourceAccount: ref('AWS::AccountId'), SourceArn: fill(`arn:{partition}:s3:::${bucket}`) })

const A_WEEK = 7 * 24 * 3600

/** A record that fails is parted from the others, tried for a week at most, and then named in the queue of dead events. */
const streamMapping = (stream: string): Resource => ({
  Type: 'AWS::Lambda::EventSourceMapping',
  Properties: {
    FunctionName: ref('Function'),
    EventSourceArn: stream,
    StartingPosition: 'TRIM_HORIZON',
    BatchSize: 100,
    MaximumBatchingWindowInSeconds: 5,
    BisectBatchOnFunctionError: true,
    MaximumRetryAttempts: 1000,
    MaximumRecordAgeInSeconds: A_WEEK,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    DestinationConfig: { OnFailure: { Destination: arnOf('DeadEvents') } },
  },
})

function schedule(snapshot: string, when: string): readonly Named[] {
  const id = `Snapshot${idOf(snapshot)}`
  // Sent again, it asks for the same minute, so that nothing is posted twice.
  const input = {
    InputPathsMap: { time: '$.time' },
    InputTemplate: `{"snapshot": ${JSON.stringify(snapshot)}, "time": <time>}`,
  }
  return [
    [
      id,
      {
        Type: 'AWS::Events::Rule',
        Properties: { ScheduleExpression: when, Targets: [{ Id: 'logferry', Arn: arnOf('Function'), InputTransformer: input }] },
      },
    ],
    [`${id}Permission`, permission('events.amazonaws.com', { SourceArn: arnOf(id) })],
  ]
}
