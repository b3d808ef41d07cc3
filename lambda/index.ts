/** What a Lambda function imports: `createHandler({ config, plugins })`. */
export { createHandler, type Handler, type HandlerTerms, type LambdaContext } from './create-handler.ts'
