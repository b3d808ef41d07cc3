import type { WebClient } from '@slack/web-api'
import type { Fault } from './desk.ts'
import type { Fetch } from './open-fetch.ts'

/** Asks Slack within a signal. What it throws becomes a fault. */
export type Call = <T>(signal: AbortSignal, work: (client: WebClient, fetch: Fetch) => Promise<T>) => Promise<T | Fault>
