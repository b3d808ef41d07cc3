import { vi } from 'vitest'
import { examplePicture } from '../../../core/testing/index.ts'
import { type Answerer, type Heard, type Loopback, loopback, type Reply } from '../../sinks/opensearch/loopback.ts'
import { faultOf } from '../../sinks/opensearch/signature.ts'

export const KEYS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' }

/** Of the environment there is nothing but these. */
export function stubKeys(more: Readonly<Record<string, string | undefined>> = {}): void {
  for (const name of Object.keys(process.env).filter((name) => name.startsWith('AWS_') && !name.includes('WARNING')))
    vi.stubEnv(name, undefined)
  const env = {
    AWS_ACCESS_KEY_ID: KEYS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: KEYS.secretAccessKey,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: '/nowhere',
    AWS_SHARED_CREDENTIALS_FILE: '/nowhere',
    HOME: '/nowhere',
    ...more,
  }
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value)
}

export const PICTURE: Reply = { body: { MetricWidgetImage: Buffer.from(examplePicture().png).toString('base64') } }

/** As the service writes it in this protocol (https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html#operation-error-serialization). */
export const failure = (status: number, type: string, message = 'in the words of CloudWatch'): Reply => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.0' },
  body: JSON.stringify({ __type: `com.amazonaws.cloudwatch#${type}`, message }),
})

/** CloudWatch on loopback: it checks protocol and signature before it answers so. */
export function cloudwatch(answer: Answerer = () => PICTURE, region = 'eu-central-1'): Promise<Loopback> {
  return loopback((heard, count) => {
    const fault = faultOf(heard, KEYS, { region, service: 'monitoring', now: Date.now() })
    if (fault !== undefined) return failure(403, 'InvalidSignatureException', fault)
    const { 'content-type': type, 'x-amz-target': target } = heard.headers
    const isKnown = type === 'application/x-amz-json-1.0' && target === 'GraniteServiceVersion20100801.GetMetricWidgetImage'
    return isKnown ? answer(heard, count) : failure(400, 'UnknownOperationException')
  })
}

/** The widget that was asked for. */
export const widgetIn = (heard: Heard | undefined): Readonly<Record<string, unknown>> =>
  JSON.parse(JSON.parse(heard?.body ?? '{}').MetricWidget)
