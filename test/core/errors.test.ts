import { expect, test } from 'vitest'
import { ERRORS, isLogferryError, LogferryError, messageOf } from '../../core/index.ts'

test('an error says its code, its detail, where, and why', () => {
  const cause = new Error('ENOSPC')

  const error = new LogferryError('LF_DISK_FULL', '/out is full', { cause, at: ['url'] })

  expect(error).toMatchObject({
    name: 'LogferryError',
    message: 'LF_DISK_FULL /out is full',
    code: 'LF_DISK_FULL',
    detail: '/out is full',
    cause,
    at: ['url'],
  })
  expect(error).toBeInstanceOf(Error)
})

test('without a cause it has none', () => {
  expect(new LogferryError('LF_DEADLINE', 'late')).not.toHaveProperty('cause')
})

test('it is known in another copy of the package, and nothing else is taken for it', () => {
  const elsewhere = Object.assign(new Error('x'), { [Symbol.for('logferry.error')]: true })

  expect([new LogferryError('LF_DEADLINE', 'late'), elsewhere].every(isLogferryError)).toBe(true)
  expect([new Error('LF_DEADLINE'), { code: 'LF_DEADLINE' }, null, undefined, 'LF_DEADLINE'].some(isLogferryError)).toBe(false)
})

test('the table is sorted, and says in sentences what happened and what to do', () => {
  const codes = Object.keys(ERRORS).map((code) => code.replaceAll('_', ' '))

  expect(codes).toEqual(codes.toSorted())
  for (const [code, { says, next }] of Object.entries(ERRORS)) {
    expect(code).toMatch(/^LF_[A-Z0-9]+(_[A-Z0-9]+)*$/)
    expect([says, next].every((text) => /^\S.*[.}]$/.test(text))).toBe(true)
  }
})

test.each([
  [new LogferryError('LF_DEADLINE', 'late'), 'late'],
  [new Error('two\n  lines '), 'two lines'],
  [new Error(''), 'no message'],
  ['text', 'text'],
  [undefined, 'undefined'],
  [{ toString: (): string => 'said' }, 'said'],
])('%o says %j', (thrown, message) => {
  expect(messageOf(thrown)).toBe(message)
})
