import { arnOf, type Resources, ref, when } from './resource.ts'

const TWO_WEEKS = 14 * 24 * 3600
/** Above the longest invocation, six times over, as AWS advises for a queue that a function reads. */
const HIDDEN_SECONDS = 5400
/** So often a failed event is tried again, an hour and a half apart: an outage of a day heals by itself. */
const RECEIVES = 24

/**
 * Where an event goes that failed three times: into a queue which the function reads again and again, so that an outage of hours heals by
 * itself; then into one that only a person empties.
 */
export const failureResources: Resources = {
  FailedEvents: {
    Type: 'AWS::SQS::Queue',
    Properties: {
      MessageRetentionPeriod: TWO_WEEKS,
      VisibilityTimeout: HIDDEN_SECONDS,
      RedrivePolicy: { deadLetterTargetArn: arnOf('DeadEvents'), maxReceiveCount: RECEIVES },
      KmsMasterKeyId: when('HasKey', ref('KmsKeyArn')),
    },
  },
  DeadEvents: {
    Type: 'AWS::SQS::Queue',
    DeletionPolicy: 'Retain',
    UpdateReplacePolicy: 'Retain',
    Properties: { MessageRetentionPeriod: TWO_WEEKS, KmsMasterKeyId: when('HasKey', ref('KmsKeyArn')) },
  },
  OnFailure: {
    Type: 'AWS::Lambda::EventInvokeConfig',
    Properties: {
      FunctionName: ref('Function'),
      Qualifier: '$LATEST',
      MaximumRetryAttempts: 2,
      MaximumEventAgeInSeconds: 21600,
      DestinationConfig: { OnFailure: { Destination: arnOf('FailedEvents') } },
    },
  },
  FailedEventsMapping: {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: {
      FunctionName: ref('Function'),
      EventSourceArn: arnOf('FailedEvents'),
      BatchSize: 1,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 2 },
    },
  },
}
