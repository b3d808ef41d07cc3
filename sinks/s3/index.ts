import { defineSink } from '../../core/index.ts'
import { checkedOptions, s3Options } from './options.ts'
import { placeOf } from './place.ts'
import { sayFaults } from './say-faults.ts'
import { bucketStore, folderStore } from './store.ts'
import { writeObjects } from './write-objects.ts'

export default defineSink({
  name: 's3',
  summary:
    'Keeps records as gzip objects, one per log group, stream, hour and delivery. As the dead letter it keeps what other sinks refused; as memory, small facts.',
  options: s3Options,
  create: (written, context) => {
    const options = checkedOptions(written)
    const { format, partitions } = options
    const place = placeOf(options.url)
    const { create, ...store } = 'folder' in place ? folderStore(place.folder) : bucketStore(place, options, context)
    const say = sayFaults(context)
    return {
      ...store,
      batch: { records: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY, inFlight: 1 },
      bytes: true,
      keepsRefused: true,
      async write(records, { signal }) {
        const outcomes = await writeObjects(records, { format, partitions, create, signal })
        say(outcomes)
        return outcomes
      },
    }
  },
})
