import { defineSource } from '../../core/index.ts'
import { streamOf } from './identity.ts'
import { readFile } from './read.ts'
import type { FileReport, FileReports, FileTrigger } from './report.ts'

export type { FileProgress, FileReport, FileReports, FileTrigger, Problem } from './report.ts'

export default defineSource({
  name: 'file',
  summary: 'Reads log files, `.gz` or not, and stdin, once from start to end.',
  options: {
    paths: {
      type: 'array',
      items: { type: 'string', description: 'A path.' },
      description: 'The files to read; `-` is stdin.',
      default: [],
    },
    logGroup: { type: 'string', description: 'The log group that the entries count as: what routes match.' },
    logStream: {
      type: 'string',
      description: 'The log stream that they count as. Absent: the base name of the file as it was before rotation.',
      optional: true,
    },
    account: { type: 'string', description: 'The account that they count as.', optional: true },
    region: { type: 'string', description: 'The region that they count as.', optional: true },
    maxBytes: {
      type: 'integer',
      description: 'A longer entry becomes several events; only the first is parsed.',
      default: 4 * 1024 * 1024,
      minimum: 1024,
      maximum: 8 * 1024 * 1024,
    },
    tries: {
      type: 'integer',
      description: 'How often a delivery is sent before its file is given up; 0: until it is through.',
      default: 3,
      minimum: 0,
    },
    waitMs: {
      type: 'integer',
      description: 'The wait before it is sent a second time; then twice as long each time.',
      default: 1000,
      minimum: 1,
    },
  },
  create: ({ paths, logGroup, logStream, account, region, maxBytes, tries, waitMs }, { log }) => ({
    async read(trigger, pipeline, stop): Promise<FileReports> {
      const { paths: asked = paths, ...wishes } = (trigger ?? {}) as FileTrigger
      const files: FileReport[] = []
      for (const path of asked) {
        const origin = {
          source: 'file',
          logGroup,
          logStream: logStream ?? streamOf(path),
          ...(account === undefined ? {} : { account }),
          ...(region === undefined ? {} : { region }),
        }
        if (stop.aborted) files.push({ path, events: 0, bytes: 0, status: 'stopped' })
        else files.push(await readFile(path, { origin, maxBytes, tries, waitMs, log, ...wishes }, pipeline, stop))
      }
      return { files }
    },
  }),
})
