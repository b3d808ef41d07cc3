import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { instanceOf } from '../../../core/testing/index.ts'
import { bulkBody } from '../../../sinks/opensearch/bulk-body.ts'
import opensearch from '../../../sinks/opensearch/index.ts'
import { compileIndexName } from '../../../sinks/opensearch/index-name.ts'
import { filesIn, only, recordOf, tempFolder, write } from '../sink.ts'

describe('a batch', () => {
  test('is the very body of a _bulk request, in a file named by its first time and its content', async () => {
    const folder = tempFolder()
    const records = [recordOf(), recordOf({ id: 'b' })]

    const outcomes = await write(instanceOf(opensearch, { url: `file:${folder}` }), records)

    expect(outcomes).toEqual([{ status: 'delivered' }, { status: 'delivered' }])
    const file = only(filesIn(folder))
    expect(file).toMatch(/^2026-11-22T11\.10\.01\.847Z-[0-9a-f]{32}\.ndjson$/)
    expect(readFileSync(join(folder, file))).toEqual(bulkBody(records, compileIndexName()).body)
  })

  test('written twice is one file, another batch another', async () => {
    const folder = tempFolder()
    const sink = instanceOf(opensearch, { url: `file:${folder}` })

    await write(sink, [recordOf()])
    await write(sink, [recordOf()])
    await write(sink, [recordOf(), recordOf({ id: 'b' })])

    expect(filesIn(folder)).toHaveLength(2)
  })

  test('of records that are all refused is no file', async () => {
    const folder = tempFolder()

    const outcomes = await write(instanceOf(opensearch, { url: `file:${folder}` }), [recordOf({ id: '' })])

    expect(outcomes).toMatchObject([{ status: 'rejected', code: 'LF_SINK_NAME_INVALID' }])
    expect(filesIn(folder)).toEqual([])
  })

  test('with a refused record has the others, each with its own outcome', async () => {
    const folder = tempFolder()
    const records = [recordOf({ time: Number.NaN }), recordOf(), recordOf({ id: '' }), recordOf({ id: 'b' })]

    const outcomes = await write(instanceOf(opensearch, { url: `file:${folder}` }), records)

    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'delivered', 'rejected', 'delivered'])
    expect(readFileSync(join(folder, only(filesIn(folder))), 'utf8').split('\n')).toHaveLength(5)
  })

  test('goes to the index that the template names', async () => {
    const folder = tempFolder()

    await write(instanceOf(opensearch, { url: `file:${folder}`, index: 'slow-{Instance}-{YYYY.MM}' }), [recordOf()])

    expect(readFileSync(join(folder, only(filesIn(folder))), 'utf8')).toContain('{"create":{"_index":"slow-shop-1-2026.11",')
  })
})

test('an empty template is a fault of the option', () => {
  expect(() => instanceOf(opensearch, { url: 'file:/out', index: '' })).toThrow(
    expect.objectContaining({ code: 'LF_OPTION_INVALID', at: ['index'] }),
  )
})

test('takes its batches as the core cuts them where nothing is said', () => {
  expect(instanceOf(opensearch, { url: 'file:/out' }).batch).toBeUndefined()
})
