import type { Plugin } from '../core/index.ts'
import drop from './drop.ts'
import fingerprint from './fingerprint.ts'
import keep from './keep.ts'
import redact from './redact/index.ts'
import rename from './rename.ts'
import sample from './sample.ts'

/** The transforms that ship with logferry. */
export const transforms: readonly Plugin<'transform'>[] = [drop, fingerprint, keep, redact, rename, sample]
