import { type Context, defineSink, LogferryError, type OptionsOf, type Sink } from '../../core/index.ts'
import { checkFolder } from '../check-folder.ts'
import { folderOf } from '../embedded.ts'
import type { BodyTerms } from './bulk-body.ts'
import { checkServer } from './check-server.ts'
import { classicDocuments } from './classic-document.ts'
import { openClient } from './client.ts'
import { connectionOf } from './connection.ts'
import { ecsDocuments } from './ecs-document.ts'
import { compileIndexName } from './index-name.ts'
import { sinkOptions } from './options.ts'
import { type WriteTerms, write } from './write.ts'
import { writeFile } from './write-file.ts'

export default defineSink({
  name: 'opensearch',
  summary:
    'Indexes each record as a document, by id, so that none is there twice. Into a folder it writes the `_bulk` bodies it would send.',
  options: sinkOptions,
  create: (options, context) => {
    const { url, index, dataStream, timeZone } = options
    if (index === '') throw invalid('index', 'must not be empty')
    if (dataStream === '') throw invalid('dataStream', 'must not be empty')
    if (index !== undefined && dataStream !== undefined) throw invalid('dataStream', 'and "index" exclude each other — remove one')
    const terms: BodyTerms = {
      ...options,
      indexNameOf: compileIndexName(dataStream ?? index, timeZone),
      documents: options.fields === 'ecs' ? ecsDocuments() : classicDocuments(),
    }
    return url.startsWith('file:') ? folderSink(folderOf(url), terms) : serverSink(options, terms, context)
  },
})

/** Bodies of about 1 MiB, for the fields of a record are about as long as its text. */
const BATCH = { records: 1000, bytes: 512 * 1024, inFlight: 2 }

const folderSink = (folder: string, terms: BodyTerms): Sink => ({
  batch: BATCH,
  write: (records) => writeFile(folder, records, terms),
  check: () => checkFolder(folder),
})

function serverSink(options: OptionsOf<typeof sinkOptions>, body: BodyTerms, context: Context): Sink {
  const connection = connectionOf(options)
  const client = openClient(connection, context)
  const asks = { client, auth: connection.auth, now: context.now }
  const terms: WriteTerms = { ...body, ...asks, say: onceEach(context) }
  return {
    batch: BATCH,
    write: (records, job) => write(records, job, terms),
    check: (signal) => checkServer(asks, options, signal),
    async close() {
      client.close()
    },
  }
}

/** So many different things; then it is silent, for a log must not grow with what it tells of. */
const MOST_SAID = 1000

/** Says each thing once. */
function onceEach({ id, log }: Context): (key: string, message: string, facts: Readonly<Record<string, string>>) => void {
  const said = new Set<string>()
  return (key, message, facts) => {
    if (said.has(key) || said.size >= MOST_SAID) return
    said.add(key)
    log(message, { sink: id, ...facts })
  }
}

const invalid = (option: string, message: string) => new LogferryError('LF_OPTION_INVALID', message, { at: [option] })
