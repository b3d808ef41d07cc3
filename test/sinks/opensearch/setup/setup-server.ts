import { type Answerer, type Loopback, loopback } from '../loopback.ts'

/** What an OpenSearch without plugins says to a path that it does not know. */
const NO_HANDLER = { status: 400, body: { error: 'no handler found for uri [/_plugins/_ism/policies/x] and method [GET]' } }

const failure = (status: number, type: string, reason: string) => ({
  status,
  body: { error: { root_cause: [{ type, reason }], type, reason }, status },
})

export interface SetupServer extends Loopback {
  /** By path. */
  readonly kept: Map<string, unknown>
}

/** Keeps templates, and policies if it `managesIndices`, and gives them back as OpenSearch does. `before` may answer in its place. */
export async function setupServer({
  managesIndices = true,
  before = () => undefined,
}: {
  readonly managesIndices?: boolean
  readonly before?: (method: string, path: string) => ReturnType<Answerer> | undefined
} = {}): Promise<SetupServer> {
  const kept = new Map<string, unknown>()
  const versions = new Map<string, number>()
  const answer: Answerer = ({ method, path, query, body }) => {
    const other = before(method, path)
    if (other !== undefined) return other
    const isPolicy = path.startsWith('/_plugins/_ism/policies/')
    if (isPolicy && !managesIndices) return NO_HANDLER
    if (!isPolicy && !path.startsWith('/_index_template/')) return NO_HANDLER
    const name = path.split('/').at(-1) ?? ''
    const version = versions.get(path) ?? 0
    if (method === 'PUT') {
      if (isPolicy && version > 0 && query['if_seq_no'] !== String(version)) {
        return failure(409, 'version_conflict_engine_exception', `[${name}]: version conflict, document already exists`)
      }
      kept.set(path, JSON.parse(body))
      versions.set(path, version + 1)
      return isPolicy ? { status: 201, body: { _id: name } } : { body: { acknowledged: true } }
    }
    const found = kept.get(path)
    if (!isPolicy) {
      if (found === undefined) return failure(404, 'resource_not_found_exception', `index template matching [${name}] not found`)
      return { body: { index_templates: [{ name, index_template: found }] } }
    }
    if (found === undefined) return failure(404, 'status_exception', 'Policy not found')
    return { body: { _id: name, _version: version, _seq_no: version, _primary_term: 1, policy: decorated(found, name) } }
  }
  return { ...(await loopback(answer)), kept }
}

/** With what Index State Management adds to a policy. */
function decorated(found: unknown, name: string): object {
  const { policy } = found as { policy: { states: { actions: object[] }[]; ism_template: object[] } }
  const retry = { count: 3, backoff: 'exponential', delay: '1m' }
  return {
    ...policy,
    policy_id: name,
    last_updated_time: 1_795_345_801_847,
    schema_version: 21,
    error_notification: null,
    states: policy.states.map((state) => ({ ...state, actions: state.actions.map((action) => ({ retry, ...action })) })),
    ism_template: policy.ism_template.map((template) => ({ ...template, last_updated_time: 1_795_345_801_847 })),
  }
}
