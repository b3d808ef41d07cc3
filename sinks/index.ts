import type { Plugin } from '../core/index.ts'
import opensearch from './opensearch/index.ts'
import s3 from './s3/index.ts'
import slack from './slack/index.ts'

export const sinks: readonly Plugin<'sink'>[] = [opensearch, s3, slack]
