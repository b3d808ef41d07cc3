/** One JSON object per line on stdout, as CloudWatch Logs Insights reads it. Counts, ids and codes; never bodies. */
export function lambdaLog(message: string, facts: object = {}): void {
  console.log(JSON.stringify({ time: new Date().toISOString(), message, ...facts }))
}
