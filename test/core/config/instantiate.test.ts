import { describe, expect, test } from 'vitest'
import { checkInstance } from '../../../core/config/check-instance.ts'
import { checkOptions } from '../../../core/config/check-options.ts'
import { type InstantiateTerms, instantiate } from '../../../core/config/instantiate.ts'
import { type Context, defineSink, isLogferryError, LogferryError, type Plugin, type Sink } from '../../../core/index.ts'
import { examplePlugins } from './example-plugins.ts'

const TERMS: InstantiateTerms = {
  now: () => 42,
  proxyFor: (url) => `proxy of ${url}`,
  log: () => undefined,
  secret: async (ref) => `<${ref}>`,
}
const write: Sink['write'] = async () => []
const description = 'An option.'

interface Given {
  readonly free: { readonly a: unknown }
  token(): unknown
  readonly tokens: readonly [() => unknown]
  readonly auth: { key(): unknown }
}

test('an instance gets frozen options, secrets as functions, and a context', async () => {
  const given: { options: unknown; context: Context }[] = []
  const plugin = defineSink({
    name: 'spy',
    summary: 'Looks.',
    options: {
      free: { type: 'object', additionalProperties: true, description },
      token: { type: 'string', description, writeOnly: true },
      tokens: { type: 'array', description, items: { type: 'string', description, writeOnly: true } },
      auth: { type: 'object', description, properties: { key: { type: 'string', description, writeOnly: true } } },
    },
    create: (options, context) => {
      given.push({ options, context })
      return { write }
    },
  })
  const secret = { secret: 'value', value: 'abc' }

  instantiate(
    {
      id: 'here',
      plugin,
      options: { free: { a: secret }, token: secret, tokens: [secret], auth: { key: { secret: 'store', ref: 'ssm:/x' } } },
    },
    TERMS,
  )

  const [{ options, context } = { options: undefined, context: undefined }] = given
  const { free, token, tokens, auth } = options as Given
  expect(free.a).toEqual(secret)
  expect(await Promise.all([token(), tokens[0](), auth.key()])).toEqual(['abc', 'abc', '<ssm:/x>'])
  expect([options, free, free.a, tokens, auth].every(Object.isFrozen)).toBe(true)
  expect(context).toMatchObject({ id: 'here', now: TERMS.now, proxyFor: TERMS.proxyFor, log: TERMS.log })
  expect(context).not.toHaveProperty('secret')
})

describe('what create throws', () => {
  const thrownBy = (thrown: unknown): unknown => {
    const create = () => {
      throw thrown
    }
    const plugin = defineSink({ name: 'bad', summary: 'Breaks.', options: {}, create })
    try {
      return instantiate({ id: 'here', plugin, options: {} }, TERMS)
    } catch (caught) {
      return caught
    }
  }

  test('stays as it is if it has a code', () => {
    const error = new LogferryError('LF_OPTION_INVALID', 'not yet', { at: ['url'] })

    expect(thrownBy(error)).toBe(error)
  })

  test.each([
    [new TypeError('x is undefined'), 'x is undefined'],
    ['just a text', 'just a text'],
  ])('else gets one: %s', (cause, message) => {
    const error = thrownBy(cause)

    expect(error).toMatchObject({ code: 'LF_PLUGIN_CREATE', detail: `the sink plugin "bad" failed while it was set up: ${message}`, cause })
    expect(isLogferryError(error)).toBe(true)
  })
})

test.each([
  ['parser', undefined, 'create must return an object with parse'],
  ['transform', { transform: 1 }, 'create returned an object without the method transform'],
  ['parser', { parse() {}, split: 1 }, 'split must be a method, where it is there'],
  ['sink', { write, memory: { get() {} } }, 'memory must have the methods get, put, delete'],
  ...[{ records: 0 }, { bytes: 0.5 }, { inFlight: 1.5 }, { records: Number.NaN }, { inFlight: '2' }, { bytes: undefined }].map(
    (batch) => ['sink', { write, batch }, 'batch must hold whole numbers from 1, or Infinity: records, bytes, inFlight'] as const,
  ),
  ['sink', { write, batch: { records: Number.POSITIVE_INFINITY } }, undefined],
  ['source', { read() {} }, undefined],
  ['renderer', { render() {} }, undefined],
] as const)('an instance of a %s: %j', (kind, instance, fault) => {
  expect(checkInstance(kind, instance)).toBe(fault)
})

describe('options that no config names', () => {
  const plugin = examplePlugins.find(({ name }) => name === 'slack') as Plugin

  test('get their defaults, and secrets as a plan holds them', () => {
    expect(checkOptions(plugin, { token: 't', channel: '#a' })).toEqual({
      url: 'file:./out',
      token: { secret: 'value', value: 't' },
      channel: '#a',
    })
  })

  test('are refused with all that is wrong', () => {
    expect(() => checkOptions(plugin, { channel: 'a', colour: 'red' })).toThrow(
      'LF_OPTION_INVALID the sink "slack": the option "token" is missing. The token.; unknown option "colour" — allowed are: url, token, channel; "channel" must be a text that matches ^#',
    )
  })
})
