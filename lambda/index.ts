/** What a Lambda function imports: `createHandler({ config, plugins })`. */
export { createHandler, type HandlerTerms } from './create-handler.ts'
export type { Handler, LambdaContext } from './handle.ts'
