import type { Plugin } from '../core/index.ts'
import chart from './chart/index.ts'

/** The renderers that ship with logferry. */
export const renderers: readonly Plugin<'renderer'>[] = [chart]
