import type { Plugin } from '../core/index.ts'
import drop from './drop.ts'
import keep from './keep.ts'
import rename from './rename.ts'
import sample from './sample.ts'

/** The transforms that ship with logferry. */
export const transforms: readonly Plugin<'transform'>[] = [drop, keep, rename, sample]
