import { isObject } from '../core/index.ts'

/** Deeper than any: a record of Lambda, in a message of SNS, in one of SQS, in a list. */
const MOST_LEVELS = 6

/**
 * The events that a failed function got, out of what holds them: the record of an on-failure destination (`requestPayload`,
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html), messages of SQS as Lambda or `aws sqs receive-message`
 * gives them, and of SNS. What holds none is an event itself.
 */
export function triggersIn(document: unknown, level = 0): readonly unknown[] {
  const inner = level === MOST_LEVELS ? undefined : innerOf(document)
  return inner === undefined ? [document] : inner.flatMap((one) => triggersIn(one, level + 1))
}

function innerOf(document: unknown): readonly unknown[] | undefined {
  if (Array.isArray(document)) return document
  if (!isObject(document)) return undefined
  const { requestContext, requestPayload, Records, Messages, Body, Type, Message } = document
  if (isObject(requestContext) && requestPayload !== undefined) return [requestPayload]
  if (Array.isArray(Messages)) return Messages
  if (typeof Body === 'string') return [textOf(Body)]
  if (Type === 'Notification' && typeof Message === 'string') return [textOf(Message)]
  if (!Array.isArray(Records)) return undefined
  const bodies = Records.map((record: unknown) => (isObject(record) ? bodyOf(record) : undefined))
  return bodies.every((body) => typeof body === 'string') ? bodies.map(textOf) : undefined
}

const bodyOf = ({ body, Sns }: Readonly<Record<string, unknown>>): unknown => body ?? (isObject(Sns) ? Sns['Message'] : undefined)

/** A body that is not JSON stays a text, which no source takes. */
function textOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
