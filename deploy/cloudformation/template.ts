import type { Deployment } from '../deployment.ts'
import { alarmResources } from './alarms.ts'
import { failureResources } from './failures.ts'
import { functionResources } from './function.ts'
import { parametersOf } from './parameters.ts'
import { arnOf, type Json, ref } from './resource.ts'
import { triggerResources } from './triggers.ts'

const isGiven = (parameter: string): Json => ({ 'Fn::Not': [{ 'Fn::Equals': [ref(parameter), ''] }] })

/** The CloudFormation template of a deployment; `code` is the zip. */
export function templateOf(deployment: Deployment, code: Uint8Array): Json {
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: 'logferry: ferries database logs from CloudWatch Logs to their sinks.',
    Parameters: parametersOf(deployment, code),
    Conditions: {
      HasTopic: isGiven('AlarmTopicArn'),
      HasKey: isGiven('KmsKeyArn'),
      HasVpc: { 'Fn::Not': [{ 'Fn::Equals': [{ 'Fn::Join': ['', ref('SubnetIds')] }, ''] }] },
    },
    Resources: {
      ...functionResources(deployment),
      ...failureResources,
      ...triggerResources(deployment),
      ...alarmResources(deployment),
    },
    Outputs: {
      FunctionArn: { Value: arnOf('Function') },
      RoleArn: { Description: 'Domains and collections must let it in, too.', Value: arnOf('Role') },
      FailedEventsUrl: { Description: 'Events that are tried again.', Value: ref('FailedEvents') },
      DeadEventsUrl: { Description: 'Events that were given up.', Value: ref('DeadEvents') },
    },
  }
}
