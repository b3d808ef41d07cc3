import type { Plugin } from '../core/index.ts'

/** The renderers that ship with logferry. None does yet; a config can bring its own. */
export const renderers: readonly Plugin<'renderer'>[] = []
