import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { instanceOf } from '../../../core/testing/index.ts'
import { bulkBody } from '../../../sinks/opensearch/bulk-body.ts'
import opensearch from '../../../sinks/opensearch/index.ts'
import { compileIndexName } from '../../../sinks/opensearch/index-name.ts'
import { filesIn, only, parseLines, recordOf, tempFolder, write } from '../sink.ts'

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

test('takes batches that make bodies of about a mebibyte, two at a time, wherever it writes', () => {
  const batch = { records: 1000, bytes: 524_288, inFlight: 2 }

  expect(instanceOf(opensearch, { url: 'file:/out' }).batch).toEqual(batch)
  expect(instanceOf(opensearch, { url: 'https://search.example.com' }).batch).toEqual(batch)
})

test('a folder is checked, and nothing is made there', async () => {
  const folder = join(tempFolder(), 'not', 'there')
  const { check } = instanceOf(opensearch, { url: `file:${folder}` })

  expect(await check?.(new AbortController().signal)).toEqual([{ level: 'ok', code: 'LF_DISK_DENIED', detail: `${folder} can be written` }])
  expect(existsSync(folder)).toBe(false)
})

test('a batch whose body is longer than `maxBytes` is halved, and a record that is longer is rejected', async () => {
  const folder = tempFolder()
  const sink = instanceOf(opensearch, { url: `file:${folder}`, maxBytes: 65_536 })
  const long = recordOf({ text: 'x'.repeat(66_000) })

  await expect(write(sink, [long, recordOf({ id: 'b' })])).rejects.toMatchObject({ code: 'LF_SINK_TOO_LARGE' })
  expect(await write(sink, [long])).toMatchObject([{ status: 'rejected', code: 'LF_SINK_TOO_LARGE' }])
  expect(filesIn(folder)).toEqual([])
})

test('under the names of ECS it is another body', async () => {
  const folder = tempFolder()

  await write(instanceOf(opensearch, { url: `file:${folder}`, fields: 'ecs' }), [recordOf()])

  const [, document] = parseLines(readFileSync(join(folder, only(filesIn(folder)))))
  expect(document).toMatchObject({ '@timestamp': '2026-11-22T11:10:01.847Z', event: { id: recordOf().id }, host: { name: 'shop-1' } })
})
