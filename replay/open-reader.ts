import { statSync } from 'node:fs'
import { checkOptions } from '../core/config/check-options.ts'
import type { InstantiateTerms } from '../core/config/instantiate.ts'
import { mapSecrets } from '../core/config/secrets.ts'
import { hint } from '../core/config/suggest.ts'
import { LogferryError } from '../core/index.ts'
import type { Plan, SecretRef, SinkPlan } from '../core/plan.ts'
import s3 from '../sinks/s3/index.ts'
import { checkedOptions, type S3Options } from '../sinks/s3/options.ts'
import { type Place, placeOf } from '../sinks/s3/place.ts'
import { bucketReader } from './bucket-reader.ts'
import { fileReader, folderReader } from './folder-reader.ts'
import type { ObjectReader } from './reader.ts'

export interface OpenedReader {
  readonly reader: ObjectReader
  /** The sinks of the config that write there. */
  readonly sinks: readonly string[]
}

/**
 * What leads to objects: the name of an `s3` sink of the config, `s3://<bucket>/<prefix>`, `file:<folder>`, or the path of a folder or file.
 * A bucket that a sink of the config writes to is read by the options of that sink. Throws LF_USAGE for what is none of these.
 */
export function openReader(from: string, plan: Plan, world: InstantiateTerms, signal: AbortSignal): OpenedReader {
  const stores = Object.values(plan.sinks).filter(({ plugin }) => plugin.name === s3.name)
  const named = stores.find(({ id }) => id === from)
  if (named === undefined && plan.sinks[from] !== undefined) {
    throw new LogferryError('LF_USAGE', `the sink "${from}" keeps no objects; ${nameThem(stores)}`)
  }
  const isPath = named === undefined && !/^(?:s3|file):/.test(from)
  const place = placeOf(isPath ? `file:${from}` : String(named?.options['url'] ?? from))
  const sinks = stores.filter((sink) => isAt(placeOf(String(sink.options['url'])), place)).map(({ id }) => id)
  if (isPath) return { reader: pathReader(from, stores), sinks }
  if ('folder' in place) return { reader: folderReader(place.folder, named !== undefined), sinks }
  const like = named ?? stores.find(({ options }) => bucketOf(placeOf(String(options['url']))) === place.bucket)
  const options = mapSecrets(like?.options ?? checkOptions(s3, { url: from }), s3.options, (ref: SecretRef) =>
    ref.secret === 'value' ? async () => ref.value : () => world.secret(ref.ref),
  )
  return { reader: bucketReader(place, checkedOptions(options as S3Options), { id: from, ...world }, signal), sinks }
}

function pathReader(path: string, stores: readonly SinkPlan[]): ObjectReader {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (stats === undefined) {
    const names = stores.map(({ id }) => id)
    throw new LogferryError(
      'LF_USAGE',
      `"${path}" is neither a sink that keeps objects nor a file or folder${hint(path, names, 'such sinks are')}`,
    )
  }
  return stats.isDirectory() ? folderReader(path) : fileReader(path)
}

const nameThem = (stores: readonly SinkPlan[]) =>
  stores.length === 0 ? 'no sink of the config does' : `these do: ${stores.map(({ id }) => id).join(', ')}`

/** Whether one lies below the other. */
function isAt(a: Place, b: Place): boolean {
  const [one, other] = [a, b].map((place) => ('folder' in place ? `${place.folder}/` : `s3://${place.bucket}/${place.prefix}`)) as [
    string,
    string,
  ]
  return one.startsWith(other) || other.startsWith(one)
}

const bucketOf = (place: Place): string | undefined => ('bucket' in place ? place.bucket : undefined)
