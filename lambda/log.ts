import { AsyncLocalStorage } from 'node:async_hooks'

export type Level = 'INFO' | 'WARN' | 'ERROR'

/** Several invocations may run at once in one process. */
const requests = new AsyncLocalStorage<string>()

/** Runs `work` so that what is logged in it bears the id of its request. */
export const withRequest = <T>(requestId: string | undefined, work: () => Promise<T>): Promise<T> =>
  requestId === undefined ? work() : requests.run(requestId, work)

/**
 * One JSON object per line on stdout, in the form of Lambda's own JSON logs, so that its level filter works, too
 * (https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html). Counts, ids and codes; never bodies. Not by
 * `console.log`, which Lambda wraps once more.
 */
export function lambdaLog(message: string, facts: object = {}, level: Level = 'WARN'): void {
  const requestId = requests.getStore()
  const head = { timestamp: new Date().toISOString(), level, message, ...(requestId === undefined ? {} : { requestId }) }
  process.stdout.write(`${JSON.stringify({ ...head, ...facts })}\n`)
}
