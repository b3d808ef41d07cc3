import { join } from 'node:path'
import { defineSink, delivered, LogferryError, type Outcome } from '../../core/index.ts'
import { contentHash } from '../content-hash.ts'
import { createFile, diskOutcome, folderOf, timeInName } from '../embedded.ts'
import { isoTime } from '../iso-time.ts'
import { bulkBody } from './bulk-body.ts'
import { compileIndexName } from './index-name.ts'

export default defineSink({
  name: 'opensearch',
  summary:
    'Indexes each record as a document, by id, so that none is there twice. Into a folder it writes the `_bulk` bodies it would send.',
  options: {
    url: {
      type: 'string',
      description: '`file:<folder>`, from the folder of the config: one `.ndjson` file per batch, which `POST /_bulk` takes as it is.',
    },
    index: {
      type: 'string',
      description:
        'Name of the index, with `{Instance}` and other fields, `{logGroup}`, and the UTC date as `{YYYY.MM.DD}`, `{YYYY-MM}` and the like. Absent: `cwl<log group>-{YYYY.MM.DD}`. It is put in lower case, with `-` for what may not stand in a name.',
      optional: true,
    },
  },
  create: ({ url, index }) => {
    const folder = folderOf(url)
    if (index === '') throw new LogferryError('LF_OPTION_INVALID', 'must not be empty', { at: ['index'] })
    const indexNameOf = compileIndexName(index)
    return {
      async write(records) {
        const { body, refused } = bulkBody(records, indexNameOf)
        const first = records.find((_, i) => !refused.has(i))
        const outcome = first === undefined ? delivered : await writeBody(folder, first.time, body)
        return records.map((_, i) => refused.get(i) ?? outcome)
      },
    }
  },
})

/** Named by its content: the same batch is the same file. */
async function writeBody(folder: string, time: number, body: Buffer): Promise<Outcome> {
  const path = join(folder, `${timeInName(isoTime(time) ?? '')}-${contentHash(body)}.ndjson`)
  try {
    await createFile(path, () => body)
    return delivered
  } catch (thrown) {
    return diskOutcome(thrown, path)
  }
}
