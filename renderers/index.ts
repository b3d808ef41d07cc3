import type { Plugin } from '../core/index.ts'
import chart from './chart/index.ts'
import cloudwatchWidget from './cloudwatch-widget/index.ts'

/** The renderers that ship with logferry. */
export const renderers: readonly Plugin<'renderer'>[] = [cloudwatchWidget, chart]
