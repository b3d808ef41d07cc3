import { expect, test } from 'vitest'
import { whereTo } from '../../cli/destinations.ts'

test.each([
  ['https://search.example.com:9200', 'https://search.example.com:9200'],
  ['https://admin:p@ss@search.example.com', 'https://***@search.example.com'],
  ['https://search.example.com/?sig=abc', 'https://search.example.com/?***'],
  ['https://hooks.slack.com/services/T1/B1/abc', 'https://hooks.slack.com/***'],
  ['s3://bucket/prefix', 's3://bucket/prefix'],
  [`file:${process.cwd()}/out/a@b`, './out/a@b'],
])('that a sink writes to %s is said as %s', (url, said) => {
  expect(whereTo({ url })).toBe(said)
})

test('a webhook, whose url is a secret, is said as such', () => {
  expect(whereTo({ url: '', webhook: { secret: 'value', value: 'https://hooks.slack.com/services/T1/B1/abc' } })).toBe(
    'an incoming webhook',
  )
})
