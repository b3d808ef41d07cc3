import { describe, expect, test } from 'vitest'
import { compileIndexName } from '../../../../sinks/opensearch/index-name.ts'
import { targetOf } from '../../../../sinks/opensearch/setup/target.ts'
import { recordOf, TIME } from '../../sink.ts'

describe('what a sink writes to', () => {
  test.each([
    [{}, 'cwl*', 'logferry-cwl'],
    [{ index: 'slow' }, 'slow', 'logferry-slow'],
    [{ index: 'slow-{Instance}-{YYYY.MM.DD}' }, 'slow-*', 'logferry-slow'],
    [{ index: 'Slow Log-{YYYY}' }, 'slow-log-*', 'logferry-slow-log'],
    [{ index: 'slow_{logGroup}' }, 'slow_*', 'logferry-slow'],
    [{ dataStream: 'logs-mysql.slowlog-default' }, 'logs-mysql.slowlog-default', 'logferry-logs-mysql.slowlog-default'],
    [{ dataStream: 'logs-mysql.slowlog-{Instance}' }, 'logs-mysql.slowlog-*', 'logferry-logs-mysql.slowlog'],
  ])('%j has the pattern %s', (options, pattern, name) => {
    const target = targetOf({ ...options, fields: 'classic' })

    expect(target).toEqual({ name, pattern, profile: 'classic', isStream: 'dataStream' in options })
  })

  test.each([undefined, 'slow', 'Slow Log-{Instance}-{YYYY.MM.DD}', 'a{b}c'])('by %s is what its indices match', (index) => {
    const { pattern } = targetOf({ ...(index && { index }), fields: 'ecs' })

    const { name } = compileIndexName(index)(recordOf(), new Date(TIME).toISOString())

    const prefix = pattern.replace(/\*$/, '')
    expect(pattern.endsWith('*') ? name.startsWith(prefix) : name === pattern).toBe(true)
  })

  test.each([
    [{ index: '{Instance}-slow' }, '"index" must begin with a fixed text, such as slow-, to be set up (the name of the index is empty)'],
    [{ dataStream: '{x}' }, '"dataStream" must begin with a fixed text, such as slow-, to be set up (the name of the index is empty)'],
    [{ index: '.{x}' }, '"index" must begin with a fixed text, such as slow-, to be set up (the name of the index starts with ".")'],
  ])('is none of all indices of a server: %j', (options, message) => {
    expect(() => targetOf({ ...options, fields: 'classic' })).toThrow(message)
  })
})
