import { LogferryError } from '../../../core/index.ts'
import { compileIndexName } from '../index-name.ts'

/** The names under which documents lie: the log's own, or those of ECS. */
export type Profile = 'classic' | 'ecs'

/** What of a sink's options says where its documents go, and what is in them. */
export interface TargetOptions {
  readonly index?: string
  readonly dataStream?: string
  readonly fields: Profile
}

/** Indices, or a data stream, that are set up alike. */
export interface Target {
  /** Of the template, the policy and the dashboards. */
  readonly name: string
  /** Of the indices: `cwl*`. */
  readonly pattern: string
  readonly profile: Profile
  readonly isStream: boolean
}

const PLACEHOLDER = /\{[^{}\n]+\}/

/** Throws LF_OPTION_INVALID for a name that begins with a placeholder: it could be that of any index, those of others, too. */
export function targetOf({ index, dataStream, fields }: TargetOptions): Target {
  const template = dataStream ?? index ?? 'cwl{logGroup}'
  const fixed = template.slice(0, PLACEHOLDER.exec(template)?.index)
  const { name, fault } = compileIndexName(fixed)(NO_RECORD, new Date(0).toISOString())
  if (fault !== undefined) {
    const option = dataStream === undefined ? 'index' : 'dataStream'
    throw new LogferryError('LF_OPTION_INVALID', `"${option}" must begin with a fixed text, such as slow-, to be set up (${fault})`)
  }
  return {
    name: `logferry-${name.replace(/[-_.]+$/, '')}`,
    pattern: fixed === template ? name : `${name}*`,
    profile: fields,
    isStream: dataStream !== undefined,
  }
}

const NO_RECORD = { id: '', time: 0, text: '', origin: { source: '', logGroup: '', logStream: '' }, fields: {} }
