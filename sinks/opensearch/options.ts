import type { Options } from '../../core/index.ts'
import { connectionOptions } from './connection.ts'

const MEBIBYTE = 1024 ** 2

/** All that a config may say of the sink. */
export const sinkOptions = {
  ...connectionOptions,
  index: {
    type: 'string',
    description:
      'Name of the index, with `{Instance}` and other fields, `{logGroup}`, and the date as `{YYYY.MM.DD}`, `{YYYY-MM}` and the like. Absent: `cwl<log group>-{YYYY.MM.DD}`. It is put in lower case, with `-` for what may not stand in a name.',
    optional: true,
  },
  dataStream: {
    type: 'string',
    description:
      'Name of a data stream, in place of `index`; it may hold fields as that does. It needs an index template with `data_stream`, or the server makes an ordinary index of that name.',
    optional: true,
  },
  timeZone: {
    type: 'string',
    description: 'Zone of the date in a name: `UTC`, or one such as `Asia/Seoul`. `@timestamp` is UTC in any case.',
    default: 'UTC',
  },
  fields: {
    type: 'string',
    enum: ['classic', 'ecs'],
    description:
      'Names of the fields in a document: `classic`, those of the log and of the console-made function; `ecs`, those of ECS, Filebeat and OpenTelemetry.',
    default: 'classic',
  },
  ids: {
    type: 'boolean',
    description:
      '`true`: the id of the record is that of the document, so that it is there once however often it is sent. `false`: the server makes one, which the time series and vector collections of Serverless ask for; what is sent again may then be there twice.',
    default: true,
  },
  salvage: {
    type: 'boolean',
    description:
      '`true`: where the index refuses a field, the document is indexed without it, and `@salvaged` keeps its value, as JSON text. `false`: such a record goes to the dead letter.',
    default: true,
  },
  maxBytes: {
    type: 'integer',
    description:
      'The longest body of a request, in bytes, before it is compressed. The servers of AWS take 10 MiB or 100 MiB, by their size. A single document that is longer goes to the dead letter.',
    default: 5 * MEBIBYTE,
    minimum: 64 * 1024,
    maximum: 100 * MEBIBYTE,
  },
} as const satisfies Options
