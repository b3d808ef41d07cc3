/** The front door: all that a plugin may import. */

export type { Condition } from './condition.ts'
export { compileCondition } from './condition.ts'
export type { ErrorCode, Path } from './errors.ts'
export { ERRORS, isLogferryError, LogferryError, messageOf } from './errors.ts'
export { fieldOf } from './field.ts'
export { compileGlob } from './glob.ts'
export { isObject } from './is-object.ts'
export type { Bytes, Fields, LogEvent, LogRecord, Origin, Outcome, Parsed, Picture, Reading, Value } from './model.ts'
export type { Option, Options, OptionsOf, Secret } from './options.ts'
export { delivered, dropped, rejected, retry, worst } from './outcome.ts'
export type {
  About,
  Context,
  Fact,
  Finding,
  Job,
  Kind,
  Kinds,
  Memory,
  Parser,
  Pipeline,
  Plugin,
  Renderer,
  Sink,
  Source,
  Spec,
  Transform,
} from './plugin.ts'
export { defineParser, defineRenderer, defineSink, defineSource, defineTransform } from './plugin.ts'
export { compileTemplate } from './template.ts'
export { decodeText, encodeText, wellFormed } from './text.ts'
export { LONGEST_TIMER_MS } from './timer.ts'
export { isTimestamp } from './timestamp.ts'
