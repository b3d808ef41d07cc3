import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { LogferryError } from '../../../core/index.ts'
import { codeOf, diskError } from '../../embedded.ts'
import type { Part } from './part.ts'
import type { Found, Place } from './place.ts'

/** Parts as files, in the form in which their server takes them. */
export const folderPlace = (folder: string): Place => ({
  where: folder,
  async read(part) {
    const path = fileOf(folder, part)
    const text = await textOf(path)
    return text === undefined ? { state: 'absent' } : foundIn(text, part, path)
  },
  async write(part) {
    const path = fileOf(folder, part)
    try {
      await mkdir(folder, { recursive: true })
      await writeFile(`${path}.tmp`, formatted(part))
      await rename(`${path}.tmp`, path)
    } catch (thrown) {
      throw diskError(thrown, path)
    }
  },
})

const ENDINGS: Readonly<Record<Part['kind'], string>> = {
  'index template': 'index-template.json',
  'lifetime policy': 'lifetime-policy.json',
  dashboards: 'dashboards.ndjson',
}

export const fileOf = (folder: string, { kind, name }: Pick<Part, 'kind' | 'name'>): string => join(folder, `${name}.${ENDINGS[kind]}`)

const formatted = ({ body }: Part): string =>
  Array.isArray(body) ? body.map((item) => `${JSON.stringify(item)}\n`).join('') : `${JSON.stringify(body, undefined, 2)}\n`

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return undefined
    throw diskError(thrown, path)
  }
}

function foundIn(text: string, { kind }: Part, path: string): Found {
  try {
    const isList = kind === 'dashboards'
    const body: unknown = isList ? text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)])) : JSON.parse(text)
    return { state: 'present', body }
  } catch {
    throw new LogferryError('LF_SETUP_FAILED', `${path} is there, but is no JSON; remove it`)
  }
}
