/**
 * The process that Lambda starts for a function, as its Runtime API wants it (https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html).
 * Its handler is `index.mjs` in the task's folder.
 */
import path from 'node:path'
import { pathToFileURL } from 'node:url'

const { AWS_LAMBDA_RUNTIME_API, LAMBDA_TASK_ROOT, AWS_LAMBDA_FUNCTION_NAME, AWS_LAMBDA_LOG_GROUP_NAME } = process.env
const api = `http://${AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime`
const post = (where, value) => fetch(`${api}/${where}`, { method: 'POST', body: JSON.stringify(value) ?? 'null' })
const errorOf = (thrown) => ({ errorType: thrown?.name ?? 'Error', errorMessage: thrown?.message ?? String(thrown), trace: [] })

let handler
try {
  ;({ handler } = await import(pathToFileURL(path.join(LAMBDA_TASK_ROOT, 'index.mjs')).href))
  if (handler.length > 2) throw Object.assign(new Error('a handler with callbacks'), { name: 'Runtime.CallbackHandlerDeprecated' })
} catch (thrown) {
  await post('init/error', errorOf(thrown))
  process.exit(1)
}
for (;;) {
  const next = await fetch(`${api}/invocation/next`)
  const id = next.headers.get('lambda-runtime-aws-request-id')
  const deadline = Number(next.headers.get('lambda-runtime-deadline-ms'))
  const context = {
    awsRequestId: id,
    functionName: AWS_LAMBDA_FUNCTION_NAME,
    logGroupName: AWS_LAMBDA_LOG_GROUP_NAME,
    getRemainingTimeInMillis: () => deadline - Date.now(),
  }
  try {
    await post(`invocation/${id}/response`, await handler(await next.json(), context))
  } catch (thrown) {
    await post(`invocation/${id}/error`, errorOf(thrown))
  }
}
