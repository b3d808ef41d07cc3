import { LogferryError, type Options, type OptionsOf, type Secret } from '../../core/index.ts'
import { awsHostOf, type Service } from './aws-host.ts'

/** The options that say which server it is, and as whom. */
export const connectionOptions = {
  url: {
    type: 'string',
    description:
      '`https://<host>[:<port>]` of a domain, a Serverless collection or a server of your own. `file:<folder>`, from the folder of the config: one `.ndjson` file per batch, which `POST /_bulk` takes as it is; the other options of the connection do not matter then.',
  },
  auth: {
    type: 'string',
    enum: ['auto', 'sigv4', 'basic', 'none'],
    description:
      '`sigv4`: requests are signed with the AWS credentials of the process (the standard chain: variables, profile, role). `basic`: `user` and `password`. `auto`: `basic` if there is a `user`, else `sigv4` if the host is one of AWS, else `none`.',
    default: 'auto',
  },
  user: { type: 'string', description: 'For `basic`.', optional: true },
  password: { type: 'string', description: 'For `basic`.', writeOnly: true, optional: true },
  region: { type: 'string', description: 'For `sigv4`. Absent: as the host says.', optional: true },
  service: {
    type: 'string',
    enum: ['es', 'aoss'],
    description: 'For `sigv4`: `es` for a domain, `aoss` for Serverless. Absent: as the host says, else `es`.',
    optional: true,
  },
  ca: {
    type: 'string',
    format: 'path',
    description:
      'Certificate authority to trust in place of the public ones: its PEM text, or the path of a PEM file, from the folder of the config.',
    optional: true,
  },
} as const satisfies Options

export type ConnectionOptions = OptionsOf<typeof connectionOptions>

export type Auth =
  | { readonly kind: 'none' }
  | { readonly kind: 'basic'; readonly user: string; readonly password: Secret }
  | { readonly kind: 'sigv4'; readonly service: Service; readonly region: string }

/** Which server, and as whom: all that `openClient` needs. */
export interface Connection {
  /** Scheme, host and port. */
  readonly url: URL
  readonly auth: Auth
  readonly ca?: string
}

/** True for the address of a server, which may still be wrong; false for `file:` and all else. */
export const isServerUrl = (url: string): boolean => /^https?:/i.test(url)

/** Throws LF_OPTION_INVALID, with the option, for what does not fit together. */
export function connectionOf(options: ConnectionOptions): Connection {
  const { ca } = options
  const url = serverUrlOf(options.url)
  return { url, auth: authOf(url, options), ...(ca === undefined ? {} : { ca }) }
}

/** A url may hold a password, so it is never said. */
function serverUrlOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !isServerUrl(text)) throw invalid('url', 'must be https://<host>[:<port>], or file:<folder>')
  if (url.username !== '' || url.password !== '')
    throw invalid('url', 'must hold no user and password — give them as "user" and "password"')
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') {
    throw invalid('url', 'must end after the host and port — the index is said by "index"')
  }
  return url
}

function authOf(url: URL, { auth, user, password, region, service }: ConnectionOptions): Auth {
  const aws = awsHostOf(url.hostname)
  const kind = auth !== 'auto' ? auth : user !== undefined || password !== undefined ? 'basic' : aws === undefined ? 'none' : 'sigv4'
  if (kind !== 'basic') {
    if (user !== undefined) throw invalid('user', `is for "auth": "basic", and this is "${kind}"`)
    if (password !== undefined) throw invalid('password', `is for "auth": "basic", and this is "${kind}"`)
  }
  if (kind === 'none') return { kind }
  if (kind === 'basic') {
    if (user === undefined) throw invalid('user', 'is required for "auth": "basic"')
    if (password === undefined) throw invalid('password', 'is required for "auth": "basic"')
    if (user.includes(':')) throw invalid('user', 'must hold no colon: "basic" knows no such user')
    if (url.protocol === 'http:' && !isLoopback(url)) throw invalid('url', 'must be https://…, for a password would go in clear')
    return { kind, user, password }
  }
  if (url.protocol === 'http:') throw invalid('url', 'must be https://… for "auth": "sigv4"')
  const known = region ?? aws?.region
  if (known === undefined) throw invalid('region', 'is required for "auth": "sigv4": the host does not say it')
  return { kind, service: service ?? aws?.service ?? 'es', region: known }
}

/** True where nothing leaves the machine. */
export const isLoopback = ({ hostname }: URL): boolean => /^(?:.+\.)?localhost$|^127\.|^\[::1\]$/.test(hostname)

const invalid = (option: keyof ConnectionOptions, message: string) => new LogferryError('LF_OPTION_INVALID', message, { at: [option] })
