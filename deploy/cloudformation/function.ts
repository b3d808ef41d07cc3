import type { Deployment } from '../deployment.ts'
import { parameterOf } from './parameters.ts'
import { arnOf, fill, type Json, type Resources, ref, when } from './resource.ts'

/** The function, its role, and its log. */
export function functionResources({ name, settings, rights, streams }: Deployment): Resources {
  const statement = (actions: readonly string[], resources: readonly Json[]): Json => ({
    Effect: 'Allow',
    Action: actions,
    Resource: resources,
  })
  const statements: readonly Json[] = [
    statement(['logs:CreateLogStream', 'logs:PutLogEvents'], [arnOf('Log')]),
    statement(['sqs:SendMessage', 'sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'], [arnOf('FailedEvents')]),
    ...(streams.length === 0
      ? []
      : [
          statement(['kinesis:GetRecords', 'kinesis:GetShardIterator', 'kinesis:DescribeStreamSummary', 'kinesis:ListShards'], streams),
          statement(['sqs:SendMessage'], [arnOf('DeadEvents')]),
        ]),
    ...rights.map(({ actions, resources }) => statement(actions, resources.map(fill))),
    when('HasKey', statement(['kms:Decrypt', 'kms:GenerateDataKey'], [ref('KmsKeyArn')])),
  ]
  return {
    Log: {
      Type: 'AWS::Logs::LogGroup',
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: { LogGroupName: `/aws/lambda/${name}`, RetentionInDays: ref('LogRetentionDays') },
    },
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
        },
        ManagedPolicyArns: when('HasVpc', [fill('arn:{partition}:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole')]),
        Policies: [{ PolicyName: 'logferry', PolicyDocument: { Version: '2012-10-17', Statement: statements } }],
      },
    },
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        FunctionName: name,
        Description: 'Ferries database logs to their sinks.',
        Runtime: 'nodejs22.x',
        Architectures: ['arm64'],
        Handler: 'index.handler',
        Code: { S3Bucket: ref('CodeBucket'), S3Key: ref('CodeKey') },
        Role: arnOf('Role'),
        MemorySize: ref('MemorySize'),
        Timeout: ref('TimeoutSeconds'),
        LoggingConfig: { LogFormat: 'JSON', LogGroup: ref('Log') },
        Environment: { Variables: Object.fromEntries(settings.map((setting) => [setting.name, ref(parameterOf(setting))])) },
        KmsKeyArn: when('HasKey', ref('KmsKeyArn')),
        VpcConfig: when('HasVpc', { SubnetIds: ref('SubnetIds'), SecurityGroupIds: ref('SecurityGroupIds') }),
      },
    },
  }
}
