import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { LogEvent, Parser } from '../../core/index.ts'
import { parsers } from '../../parsers/index.ts'
import { eventOf, eventsIn, readAll } from './reading.ts'

const SAMPLES = new URL('../samples/', import.meta.url)

const linesOf = (file: URL): readonly unknown[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))

const optionsIn = (folder: URL): object => {
  const file = new URL('options.json', folder)
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
}

function eventsOf(folder: URL, parser: Parser): readonly LogEvent[] {
  const log = new URL('input.log', folder)
  if (existsSync(log)) return eventsIn(readFileSync(log), parser)
  return linesOf(new URL('events.jsonl', folder)).map((message) => eventOf(message as string))
}

describe.each(parsers.map((plugin) => [plugin.name, plugin] as const))('the %s parser', (name, plugin) => {
  const home = new URL(`${name}/`, SAMPLES)
  const cases = readdirSync(home, { withFileTypes: true }).filter((entry) => entry.isDirectory())

  test('has samples', () => {
    expect(cases.length).toBeGreaterThan(0)
  })

  test.each(cases.map((entry) => entry.name))('reads %s as expected', (sample) => {
    const folder = new URL(`${sample}/`, home)
    const parser = plugin.create(optionsIn(folder) as never, { id: name, now: () => 0, proxyFor: () => undefined, log: () => {} })

    const said = readAll(parser, eventsOf(folder, parser))

    expect(said).toEqual(linesOf(new URL('expected.jsonl', folder)))
  })
})
