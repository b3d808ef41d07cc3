import { join } from 'node:path'
import { defineSink, delivered, type Outcome, retry } from '../../core/index.ts'
import { createFile, diskOutcome, folderOf } from '../embedded.ts'
import { fileMemory } from './file-memory.ts'
import { gzipped } from './gzip.ts'
import { objectsOf } from './objects.ts'

export default defineSink({
  name: 's3',
  summary:
    'Keeps records as gzip objects, one per log group, stream, hour and delivery. As the dead letter it keeps what other sinks refused; as memory, small facts.',
  options: {
    url: {
      type: 'string',
      description: '`file:<folder>`, from the folder of the config: it writes the objects as files, each under its key.',
    },
    format: {
      type: 'string',
      enum: ['events', 'text'],
      description:
        '`events`: one JSON object per line (`.jsonl.gz`), for Athena, `jq` and a replay. `text`: the log itself, to the byte where the branch says `raw` (`.log.gz`), for `zcat` and `pt-query-digest`.',
      default: 'events',
    },
  },
  create: ({ url, format }) => {
    const folder = folderOf(url)
    return {
      batch: { records: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY, inFlight: 1 },
      bytes: true,
      memory: fileMemory(join(folder, '_logferry', 'memory')),
      async write(records, { signal }) {
        const { objects, refused } = objectsOf(records, format)
        const outcomes = new Map(refused)
        for (const some of inGroups(objects, AT_ONCE)) {
          await Promise.all(
            some.map(async ({ key, content, places }) => {
              const outcome = signal.aborted ? retry('LF_DEADLINE') : await putFile(join(folder, key), content)
              for (const place of places) outcomes.set(place, outcome)
            }),
          )
        }
        return records.map((_, place) => outcomes.get(place) as Outcome)
      },
    }
  },
})

/** Objects that are written side by side: the disk syncs them together. */
const AT_ONCE = 16

const inGroups = <T>(items: readonly T[], most: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(items.length / most) }, (_, i) => items.slice(i * most, (i + 1) * most))

async function putFile(path: string, content: Uint8Array): Promise<Outcome> {
  try {
    await createFile(path, () => gzipped(content))
    return delivered
  } catch (thrown) {
    return diskOutcome(thrown, path)
  }
}
