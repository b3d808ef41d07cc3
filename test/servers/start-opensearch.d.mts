export interface OpenSearch {
  readonly url: string
  /** Of the process that is the server now. */
  pid(): number
  /** Resolves once it is gone. */
  kill(signal?: NodeJS.Signals): Promise<void>
  /** Again at the same place, with what it has stored. */
  start(): Promise<void>
  /** Kills it, and removes what it has stored. */
  remove(): Promise<void>
}

export function startOpenSearch(
  folder: string,
  settings?: Readonly<Record<string, string | number | boolean>>,
  javaOpts?: string,
): Promise<OpenSearch>
