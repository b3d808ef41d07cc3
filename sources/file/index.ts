import { defineSource, LONGEST_TIMER_MS, type Origin } from '../../core/index.ts'
import { followFile } from './follow.ts'
import { streamOf } from './identity.ts'
import { readFile } from './read.ts'
import type { FileReport, FileReports, FileTrigger } from './report.ts'

export type { FileProgress, FileReport, FileReports, FileTrigger, Problem } from './report.ts'

export default defineSource({
  name: 'file',
  summary: 'Reads log files, `.gz` or not, and stdin, once from start to end; or follows files as they grow and are rotated.',
  options: {
    paths: {
      type: 'array',
      items: { type: 'string', format: 'path', description: 'A path.' },
      description: 'The files to read, by paths from the folder of the config; `-` is stdin.',
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
      description: 'How often a delivery is sent before its file is given up; 0: until it is through, as always when files are followed.',
      default: 3,
      minimum: 0,
    },
    waitMs: {
      type: 'integer',
      description: 'The wait before it is sent a second time; then twice as long each time.',
      default: 1000,
      minimum: 1,
    },
    follow: {
      type: 'boolean',
      description: 'Whether to wait for more at the end of a file, through rotation and truncation, until stopped.',
      default: false,
    },
    pollMs: {
      type: 'integer',
      description:
        'How often a followed file is looked at; what a look finds is one delivery, so longer makes fewer and larger objects. Of another, how long an end must stay as it is that is not that of a line.',
      default: 1000,
      minimum: 1,
      maximum: LONGEST_TIMER_MS,
    },
    idleMs: {
      type: 'integer',
      description:
        'Deliver the last entry of a followed file when nothing was added to it for so long. Absent: it waits for the next one, as it may not be whole.',
      minimum: 1,
      maximum: LONGEST_TIMER_MS,
      optional: true,
    },
  },
  create: (options, { log }) => ({
    async read(trigger, pipeline, stop): Promise<FileReports> {
      const { paths = options.paths, follow = options.follow, ...wishes } = (trigger ?? {}) as FileTrigger
      const termsOf = (path: string) => ({ ...options, origin: originOf(path, options), log, ...wishes })
      if (follow) return { files: await Promise.all(paths.map((path) => followFile(path, termsOf(path), pipeline, stop))) }
      const files: FileReport[] = []
      for (const path of paths) {
        if (stop.aborted) files.push({ path, events: 0, bytes: 0, status: 'stopped' })
        else files.push(await readFile(path, termsOf(path), pipeline, stop))
      }
      return { files }
    },
  }),
})

type Named = Pick<Origin, 'logGroup'> & Partial<Pick<Origin, 'logStream' | 'account' | 'region'>>

function originOf(path: string, { logGroup, logStream, account, region }: Named): Origin {
  return {
    source: 'file',
    logGroup,
    logStream: logStream ?? streamOf(path),
    ...(account === undefined ? {} : { account }),
    ...(region === undefined ? {} : { region }),
  }
}
