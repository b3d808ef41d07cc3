import type { Deployment } from '../deployment.ts'
import { type Json, type Resource, type Resources, ref, when } from './resource.ts'

interface Alarm {
  readonly says: string
  readonly namespace: string
  readonly metric: string
  readonly dimension: readonly [name: string, value: Json]
  readonly statistic: 'Sum' | 'Maximum'
  readonly periodSeconds: number
  readonly periods: number
  readonly above: Json
}

/** What someone should look at, each with what to look for. */
export function alarmResources({ name }: Deployment): Resources {
  const ofFunction = ['FunctionName', ref('Function')] as const
  const ofLogferry = ['Function', name] as const
  const queue = (id: string) => ['QueueName', { 'Fn::GetAtt': [id, 'QueueName'] }] as const
  const alarm = ({ says, namespace, metric, dimension: [Name, Value], statistic, periodSeconds, periods, above }: Alarm): Resource => ({
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      AlarmDescription: says,
      Namespace: namespace,
      MetricName: metric,
      Dimensions: [{ Name, Value }],
      Statistic: statistic,
      Period: periodSeconds,
      EvaluationPeriods: periods,
      ComparisonOperator: 'GreaterThanThreshold',
      Threshold: above,
      TreatMissingData: 'notBreaching',
      AlarmActions: when('HasTopic', [ref('AlarmTopicArn')]),
    },
  })
  const often = { periodSeconds: 300, above: 0, statistic: 'Sum' } as const
  return {
    ErrorsAlarm: alarm({
      ...often,
      says: 'Invocations fail for a quarter of an hour: a destination is down, or the config is wrong. Their messages say which.',
      namespace: 'AWS/Lambda',
      metric: 'Errors',
      dimension: ofFunction,
      periods: 3,
    }),
    RejectedAlarm: alarm({
      ...often,
      says: 'Records were refused, and are in the dead letter: see why, mend it, then logferry replay.',
      namespace: 'logferry',
      metric: 'EventsRejected',
      dimension: ofLogferry,
      periods: 1,
    }),
    LagAlarm: alarm({
      says: 'Events are old when they are read: the function is throttled, too slow, or an outage is being caught up.',
      namespace: 'logferry',
      metric: 'Lag',
      dimension: ofLogferry,
      statistic: 'Maximum',
      periodSeconds: 300,
      periods: 3,
      above: ref('LagMilliseconds'),
    }),
    FailedEventsAlarm: alarm({
      says: 'Events wait in the queue of failed events for more than an hour: an outage goes on.',
      namespace: 'AWS/SQS',
      metric: 'ApproximateAgeOfOldestMessage',
      dimension: queue('FailedEvents'),
      statistic: 'Maximum',
      periodSeconds: 300,
      periods: 1,
      above: 3600,
    }),
    DeadEventsAlarm: alarm({
      ...often,
      says: 'Events were given up. They lie in the queue of dead events for two weeks: logferry replay takes them.',
      namespace: 'AWS/SQS',
      metric: 'ApproximateNumberOfMessagesVisible',
      dimension: queue('DeadEvents'),
      statistic: 'Maximum',
      periods: 1,
    }),
    QuietAlarm: {
      Type: 'AWS::CloudWatch::Alarm',
      Properties: {
        AlarmDescription: 'No event has come for hours: is the log still exported, and the log group still subscribed?',
        Namespace: 'AWS/Lambda',
        MetricName: 'Invocations',
        Dimensions: [{ Name: 'FunctionName', Value: ref('Function') }],
        Statistic: 'Sum',
        Period: 3600,
        EvaluationPeriods: ref('QuietHours'),
        ComparisonOperator: 'LessThanThreshold',
        Threshold: 1,
        TreatMissingData: 'breaching',
        AlarmActions: when('HasTopic', [ref('AlarmTopicArn')]),
      },
    },
  }
}
