import path from 'node:path'
import { createHandler } from './create-handler.ts'
import type { Handler } from './handle.ts'

let run: Handler | undefined

/** The function itself: its config is `plugins.config.json` in LAMBDA_TASK_ROOT, else in the working directory, or what LOGFERRY_CONFIG names from there. */
export const handler: Handler = (event, context) => {
  run ??= createHandler({
    config: path.resolve(process.env['LAMBDA_TASK_ROOT'] ?? '.', process.env['LOGFERRY_CONFIG'] ?? 'plugins.config.json'),
  })
  return run(event, context)
}
