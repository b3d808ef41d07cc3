import { createHash } from 'node:crypto'
import type { Deployment, Setting } from '../deployment.ts'
import { idOf, type Json } from './resource.ts'

/** The parameter that gives a setting its value; `SLACK_BOT_TOKEN` becomes `SlackBotToken`. */
export const parameterOf = ({ name }: Setting): string =>
  idOf(name.includes('_') || name === name.toUpperCase() ? name.toLowerCase().replaceAll('_', ' ') : name)

/** What a person says when the template is deployed. */
export function parametersOf({ name, settings }: Deployment, code: Uint8Array): Readonly<Record<string, Json>> {
  const hash = createHash('sha256').update(code).digest('hex').slice(0, 16)
  const text = (description: string, more: Readonly<Record<string, Json>> = {}): Json => ({
    Type: 'String',
    Description: description,
    ...more,
  })
  const number = (description: string, value: number, more: Readonly<Record<string, Json>> = {}): Json => ({
    Type: 'Number',
    Description: description,
    Default: value,
    ...more,
  })
  return {
    CodeBucket: text('The bucket that the zip lies in, in this region.'),
    CodeKey: text('The key of the zip in it. It has a hash of the zip, so that a new one is noticed.', { Default: `${name}-${hash}.zip` }),
    ...Object.fromEntries(settings.map((setting) => [parameterOf(setting), settingParameter(setting)])),
    MemorySize: number('Memory of the function, in MB; its CPU grows with it.', 512, { MinValue: 128, MaxValue: 10240 }),
    TimeoutSeconds: number('How long one invocation may take.', 120, { MinValue: 10, MaxValue: 900 }),
    LogRetentionDays: number('How long the own log of the function is kept.', 30),
    AlarmTopicArn: text('The SNS topic that alarms go to. Empty: they only change their state.', { Default: '' }),
    QuietHours: number('An alarm goes off when no event has come for so many hours.', 6, { MinValue: 1, MaxValue: 24 }),
    LagMilliseconds: number('An alarm goes off when events are older than this when they are read.', 900_000, { MinValue: 1000 }),
    KmsKeyArn: text("A key of your own for the function's variables and its queues. Empty: keys of AWS.", { Default: '' }),
    SubnetIds: { Type: 'CommaDelimitedList', Description: 'Subnets, where the destinations are in a VPC. Empty: no VPC.', Default: '' },
    SecurityGroupIds: { Type: 'CommaDelimitedList', Description: 'Security groups in that VPC.', Default: '' },
  }
}

function settingParameter({ name, value, isSecret }: Setting): Json {
  const secret = isSecret ? ' A secret: better a reference to a store, such as ${ssm:/path}, in the config.' : ''
  return {
    Type: 'String',
    Description: `The variable ${name} of the function.${secret}`,
    ...(isSecret ? { NoEcho: true } : { Default: value ?? '' }),
  }
}
