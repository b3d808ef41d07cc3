import {
  defineParser,
  defineRenderer,
  defineSink,
  defineSource,
  defineTransform,
  delivered,
  LogferryError,
  type Plugin,
} from '../../../core/index.ts'

const parser = defineParser({
  name: 'lines',
  summary: 'Reads lines.',
  options: { minMs: { type: 'number', description: 'Faster ones are left out.', default: 0, minimum: 0 } },
  fields: { Query_time: 'Seconds.', User: 'Who.' },
  create: () => ({ parse: () => [] }),
})

const silent = defineParser({ name: 'silent', summary: 'Says nothing of its fields.', options: {}, create: () => ({ parse: () => [] }) })

const transform = defineTransform({
  name: 'keep',
  summary: 'Keeps some.',
  options: { when: { type: 'object', additionalProperties: true, format: 'condition', description: 'Which.' } },
  fields: {},
  create: () => ({ transform: (record) => record }),
})

const naming = defineTransform({
  name: 'naming',
  summary: 'Gives names.',
  options: {},
  fields: { Name: 'Its name.' },
  create: () => ({ transform: (record) => record }),
})

const search = defineSink({
  name: 'opensearch',
  summary: 'Writes documents.',
  options: {
    url: { type: 'string', description: 'Where it is.' },
    format: { type: 'string', description: 'How.', enum: ['classic', 'ecs'], default: 'classic' },
    ids: { type: 'boolean', description: 'With ids.', default: true },
    maxBytes: { type: 'integer', description: 'Most bytes.', default: 1000, minimum: 1, maximum: 5000 },
    index: { type: 'string', description: 'The index.', optional: true },
    password: { type: 'string', description: 'The password.', writeOnly: true, optional: true },
    tags: { type: 'array', items: { type: 'string', description: 'A tag.' }, description: 'Tags.', default: [] },
    tls: {
      type: 'object',
      description: 'How to trust it.',
      properties: {
        verify: { type: 'boolean', description: 'Whether.', default: true },
        key: { type: 'string', description: 'The key.', writeOnly: true, optional: true },
      },
    },
  },
  create: ({ url, tags }) => {
    const bad = tags.indexOf('bad')
    if (bad >= 0) throw new LogferryError('LF_OPTION_INVALID', 'this tag is taken', { at: ['tags', bad] })
    if (url === 'boom') throw new Error('no such place')
    return { write: async (records) => records.map(() => delivered) }
  },
})

const memory = { get: async () => undefined, put: async () => true, delete: async () => true }
const archive = defineSink({
  name: 's3',
  summary: 'Keeps objects.',
  options: { url: { type: 'string', description: 'Where to.' } },
  create: () => ({ write: async (records) => records.map(() => delivered), keepsRefused: true, memory }),
})

const chat = defineSink({
  name: 'slack',
  summary: 'Posts messages.',
  options: {
    url: { type: 'string', description: 'Where to.', default: 'file:./out' },
    token: { type: 'string', description: 'The token.', writeOnly: true },
    channel: { type: 'string', description: 'The channel.', pattern: '^#' },
  },
  create: () => ({ write: async (records) => records.map(() => delivered), idempotent: false }),
})

const chart = defineRenderer({
  name: 'chart',
  summary: 'Draws.',
  options: {},
  create: () => ({ render: async () => ({ title: '', png: new Uint8Array() }) }),
})

const queue = defineSource({
  name: 'queue',
  summary: 'Pulls.',
  options: {
    paths: { type: 'array', items: { type: 'string', description: 'A path.', format: 'path' }, description: 'Paths.', default: [] },
    tls: {
      type: 'object',
      description: 'How.',
      properties: { ca: { type: 'string', description: 'CA.', format: 'path', optional: true } },
    },
  },
  create: () => ({ read: async () => undefined }),
})

const trigger = defineSource({
  name: 'trigger',
  summary: 'Is called.',
  options: {},
  create: () => ({ accepts: () => true, read: async () => undefined }),
})

/** One or two plugins of each kind, with every type of option. */
export const examplePlugins: readonly Plugin[] = [parser, silent, transform, naming, search, archive, chat, chart, queue, trigger]

/** The smallest config that names no nonsense. */
export const smallConfig = {
  routes: [{ match: { logGroup: '**' }, parser: 'lines', to: ['search'] }],
  sinks: { search: { use: 'opensearch', options: { url: 'https://example.com' } } },
  deadLetter: false,
} as const
