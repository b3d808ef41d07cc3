import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Pipeline, Source } from '../../../core/index.ts'
import { fakeContext } from '../../../core/testing/index.ts'
import file, { type FileReport, type FileReports, type FileTrigger } from '../../../sources/file/index.ts'

/** A folder that goes when the test has finished, and a way to put files into it. */
export function tempFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'logferry-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const write = (name: string, content: string | Uint8Array): string => {
    const path = join(folder, name)
    writeFileSync(path, content)
    return path
  }
  return { folder, write }
}

const DEFAULTS = { paths: [], logGroup: 'g', maxBytes: 4 * 1024 * 1024, tries: 3, waitMs: 1 }

/** A file source with these options, and what it logged. */
export function fileSource(options: object = {}) {
  const context = fakeContext('file')
  const source: Source = file.create({ ...DEFAULTS, ...options } as never, context)
  return {
    logged: context.logged,
    async read(pipeline: Pipeline, trigger?: FileTrigger, stop = new AbortController().signal): Promise<readonly FileReport[]> {
      return ((await source.read(trigger, pipeline, stop)) as FileReports).files
    },
  }
}

/** The only one of a list. */
export function only<T>(list: readonly T[]): T {
  if (list.length !== 1) throw new Error(`${list.length} in place of one`)
  return list[0] as T
}

/** More than two slices: 5,000, 5,000 and 1,250 lines. */
export const manyLines = Array.from({ length: 11_250 }, (_, i) => `line ${i}\n`).join('')
