import { type Finding, isLogferryError, type Outcome } from '../../core/index.ts'
import { type AskTerms, ask } from './ask.ts'
import type { Answer } from './request.ts'
import { type TargetOptions, targetOf } from './setup/target.ts'

/**
 * Whether the server is there, takes requests to `_bulk`, which version it is, and whether it has been set up. It writes nothing, so rights on
 * an index show at the first write only. A user who may do no more than write may ask neither for the version nor for templates: that is well.
 */
export async function checkServer(terms: AskTerms, options: TargetOptions, signal: AbortSignal): Promise<readonly Finding[]> {
  const bulk = await checkBulk(terms, signal)
  if (bulk.level === 'error') return [bulk]
  const get = (path: string) => terms.client.send({ method: 'GET', path }, signal)
  return [bulk, ...(await tried(() => checkVersion(get, terms))), ...(await tried(() => checkTemplate(get, options, terms)))]
}

/** No action at all: a server that would take some says that there are none. */
const NO_ACTION = Buffer.from('\n')

async function checkBulk(terms: AskTerms, signal: AbortSignal): Promise<Finding> {
  const answer = await ask(NO_ACTION, terms, signal)
  if (!('all' in answer))
    return {
      level: 'ok',
      code: 'LF_SINK_UNAVAILABLE',
      detail: `${terms.client.host} takes requests to _bulk; what this user may write shows at the first document`,
    }
  const { code = 'LF_SINK_UNAVAILABLE', detail = '' } = answer.all as Partial<Extract<Outcome, { status: 'retry' }>>
  return { level: 'error', code, detail: answer.remedy === undefined ? detail : `${detail}. ${answer.remedy.replace(/\.$/, '')}` }
}

type Get = (path: string) => Promise<Answer>

/** A connection that breaks off after all is a finding, too. */
async function tried(look: () => Promise<Finding>): Promise<readonly Finding[]> {
  try {
    return [await look()]
  } catch (thrown) {
    if (!isLogferryError(thrown)) throw thrown
    return [{ level: 'warning', code: thrown.code, detail: thrown.detail }]
  }
}

const isHidden = ({ status }: Answer) => status === 401 || status === 403

async function checkVersion(get: Get, { client }: AskTerms): Promise<Finding> {
  const answer = await get('/')
  if (isHidden(answer))
    return {
      level: 'ok',
      code: 'LF_SINK_DENIED',
      detail: `${client.host}: its version may not be asked for (\`cluster:monitor/main\`), which a writer need not`,
    }
  const { number, distribution } = versionIn(answer.body)
  if (typeof number !== 'string')
    return { level: 'ok', code: 'LF_SINK_UNFIT', detail: `${client.host} does not say its version, as Serverless does not` }
  const name = distribution === 'opensearch' ? 'OpenSearch' : 'Elasticsearch'
  const isKnown = distribution === 'opensearch' && /^[23]\./.test(number)
  const detail = `${client.host} is ${name} ${number}${isKnown ? '' : '; logferry is tested with OpenSearch 2 and 3: upgrade it, or try it with a copy of your logs first'}`
  return { level: isKnown ? 'ok' : 'warning', code: 'LF_SINK_UNFIT', detail }
}

function versionIn(body: Buffer): { readonly number?: unknown; readonly distribution?: unknown } {
  try {
    return Object(JSON.parse(body.toString()).version)
  } catch {
    return {} // Not JSON: it does not say.
  }
}

/** The template that `logferry setup` makes. */
async function checkTemplate(get: Get, options: TargetOptions, { client }: AskTerms): Promise<Finding> {
  const { name, isStream } = targetOf(options)
  const answer = await get(`/_index_template/${name}`)
  const about = `${client.host}: the index template ${name}`
  if (answer.status === 200) return { level: 'ok', code: 'LF_SINK_UNFIT', detail: `${about} is there` }
  if (isHidden(answer))
    return {
      level: 'ok',
      code: 'LF_SINK_DENIED',
      detail: `${about} may not be asked for (\`indices:admin/index_template/get\`), which a writer need not`,
    }
  if (answer.status !== 404)
    return { level: 'warning', code: 'LF_SINK_UNFIT', detail: `${about} cannot be asked for: HTTP ${answer.status}` }
  const why = isStream
    ? 'without one the server makes an ordinary index, no data stream'
    : 'without it fields may conflict, and are then kept in @salvaged'
  return {
    level: isStream ? 'error' : 'warning',
    code: 'LF_SINK_UNFIT',
    detail: `${about} is missing, and ${why}. Run \`logferry setup\`, or give a template of your own`,
  }
}
