import { defineParser } from '../core/index.ts'

/** Ships the text as it is: a record without fields. */
export default defineParser({
  name: 'passthrough',
  summary: 'Ships the text as it is, without fields',
  options: {},
  create: () => ({ parse: () => [{ fields: {} }] }),
})
