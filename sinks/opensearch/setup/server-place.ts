import { isObject, LogferryError } from '../../../core/index.ts'
import type { Client } from '../client.ts'
import type { Request } from '../request.ts'
import type { Part } from './part.ts'
import type { Found, Place } from './place.ts'

/** Longer than a busy cluster takes to agree on a template. */
const PATIENCE_MS = 60_000

/** Templates and policies on a server, by its API. */
export function serverPlace(client: Client): Place {
  const call = async (request: Request): Promise<Reply> => {
    const { status, body } = await client.send(request, AbortSignal.timeout(PATIENCE_MS))
    return { status, json: jsonOf(body) }
  }
  return {
    where: client.host,
    async read(part) {
      const path = pathOf(part)
      const reply = await call({ method: 'GET', path })
      return part.kind === 'lifetime policy' ? foundPolicy(part, reply, client.host) : foundTemplate(reply, `${client.host}: GET ${path}`)
    },
    async write(part, found) {
      const path = pathOf(part)
      const query = found.state === 'present' ? (found.version ?? {}) : {}
      const reply = await call({ method: 'PUT', path, query, body: Buffer.from(JSON.stringify(part.body)) })
      if (!isDone(reply)) throw refusal(reply, `${client.host}: PUT ${path}`)
    },
  }
}

interface Reply {
  readonly status: number
  readonly json: unknown
}

const isDone = ({ status }: Reply) => status === 200 || status === 201

export const pathOf = ({ kind, name }: Pick<Part, 'kind' | 'name'>): string =>
  `${kind === 'lifetime policy' ? '/_plugins/_ism/policies' : '/_index_template'}/${encodeURIComponent(name)}`

function foundTemplate(reply: Reply, what: string): Found {
  if (reply.status === 404) return { state: 'absent' }
  const { index_templates: list } = Object(reply.json) as { readonly index_templates?: readonly { readonly index_template?: unknown }[] }
  const body = Array.isArray(list) ? list[0]?.index_template : undefined
  if (!isDone(reply) || body === undefined) throw refusal(reply, what)
  return { state: 'present', body }
}

/** There is none of that name; there is none at all. */
const NO_POLICY: readonly unknown[] = ['status_exception', 'index_not_found_exception']

const OTHER_WAYS = 'On Serverless, make a data lifecycle policy; elsewhere, delete old indices by a job of your own'

/** A server without Index State Management does not know the path; which status it answers then depends on who it is. */
function foundPolicy({ body: wanted, name }: Part, reply: Reply, host: string): Found {
  const { policy, _seq_no, _primary_term, error } = Object(reply.json) as Readonly<Record<string, unknown>>
  if (isDone(reply) && policy !== undefined) {
    const version = { if_seq_no: String(_seq_no), if_primary_term: String(_primary_term) }
    return { state: 'present', body: projected({ policy }, wanted), version }
  }
  const { type } = Object(error) as { readonly type?: unknown }
  if (reply.status === 404 && NO_POLICY.includes(type)) return { state: 'absent' }
  if ([400, 404, 405].includes(reply.status)) return { state: 'unable', why: `${host} has no Index State Management. ${OTHER_WAYS}` }
  throw refusal(reply, `${host}: the lifetime policy ${name}`)
}

/**
 * A policy comes back with members that the server adds, others in each version (times, defaults, `null`): only members that are wanted
 * count, but all elements of a list do.
 */
function projected(value: unknown, wanted: unknown): unknown {
  if (Array.isArray(value) && Array.isArray(wanted)) return value.map((item, i) => projected(item, wanted[i]))
  if (!isObject(value) || !isObject(wanted)) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) => (name in wanted ? [[name, projected(inner, wanted[name])]] : [])),
  )
}

/** A person's setup holds no log's data, so what the server says of it may be said. */
function refusal({ status, json }: Reply, what: string): LogferryError {
  const { error, message, Message } = Object(json) as Readonly<Record<string, unknown>>
  const { reason } = Object(error) as { readonly reason?: unknown }
  const said = [reason, error, message, Message].find((text) => typeof text === 'string') ?? 'no reason given'
  const code = status === 401 || status === 403 ? 'LF_SINK_DENIED' : 'LF_SETUP_FAILED'
  return new LogferryError(code, `${what}: HTTP ${status}, ${String(said).replaceAll(/\s+/g, ' ').slice(0, 500)}`)
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString())
  } catch {
    return undefined // It is told by its status.
  }
}
