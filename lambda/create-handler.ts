import { builtins } from './builtins.ts'
import { type Handler, type HandleTerms, handle } from './handle.ts'

export type HandlerTerms = Omit<HandleTerms, 'builtins'>

/** A handler that knows every plugin of logferry. */
export const createHandler = (terms: HandlerTerms): Handler => handle({ ...terms, builtins })
