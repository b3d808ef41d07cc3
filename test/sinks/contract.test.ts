import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { exampleRecord, sinkSuite } from '../../core/testing/index.ts'
import { sinks } from '../../sinks/index.ts'
import { filesIn } from './sink.ts'

const MORE: Readonly<Record<string, { readonly options?: object; readonly refused?: ReturnType<typeof exampleRecord> }>> = {
  opensearch: { refused: exampleRecord({ id: 'x'.repeat(513) }) },
  s3: { refused: exampleRecord({ id: 'refused', time: 8.64e15 }) },
  slack: { options: { channel: '#alerts' } },
}

describe.each(sinks)('$name', (plugin) => {
  const { options, refused } = MORE[plugin.name] ?? {}
  const open = () => {
    const folder = mkdtempSync(join(tmpdir(), 'logferry-sink-'))
    return {
      options: { url: `file:${folder}`, ...options },
      close: () => rmSync(folder, { recursive: true }),
      stored: () => filesIn(folder).map((file) => [file, readFileSync(join(folder, file), 'base64')]),
    }
  }

  for (const { name, run } of sinkSuite({ plugin, open, ...(refused === undefined ? {} : { refused }) })) test(name, run)
})

test('there is a sink for search, one for the archive and one for alerts', () => {
  expect(sinks.map(({ name }) => name)).toEqual(['opensearch', 's3', 'slack'])
})
