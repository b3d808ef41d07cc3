import { afterAll, beforeAll } from 'vitest'
import { type OpenSearch, startOpenSearch } from '../../servers/start-opensearch.mjs'

export interface Real {
  readonly url: string
  readonly server: OpenSearch
  /** The JSON that it answers to a request of its own. */
  ask(method: string, path: string, body?: object | string): Promise<{ readonly status: number; readonly json: Answered }>
  /** All documents of an index or pattern, each with its id. */
  documents(index: string): Promise<readonly Stored[]>
}

// biome-ignore lint/suspicious/noExplicitAny: what a server answers is looked at, test by test
export type Answered = any

export interface Stored {
  readonly _id: string
  readonly _index: string
  readonly _source: Readonly<Record<string, unknown>>
}

/** A real server for the tests of a file, from before the first to after the last. */
export function realServer(folder: string, settings: Parameters<typeof startOpenSearch>[1] = {}): Real {
  let server: OpenSearch | undefined
  beforeAll(async () => {
    server = await startOpenSearch(folder, settings)
  }, 270_000)
  afterAll(() => server?.remove())
  const running = () => {
    if (server === undefined) throw new Error('the server is not up')
    return server
  }
  const ask: Real['ask'] = async (method, path, body) => {
    const text = typeof body === 'object' ? JSON.stringify(body) : body
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(`${running().url}${path}`, { method, headers, ...(text === undefined ? {} : { body: text }) })
    return { status: response.status, json: JSON.parse((await response.text()) || 'null') }
  }
  return {
    get url() {
      return running().url
    },
    get server() {
      return running()
    },
    ask,
    async documents(index) {
      await ask('POST', `/${index}/_refresh`)
      const { json } = await ask('POST', `/${index}/_search?size=10000&ignore_unavailable=true`, { sort: ['_index', '_doc'] })
      return json.hits.hits
    },
  }
}
