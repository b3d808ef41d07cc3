import type { Plugin } from '../core/index.ts'
import { parsers } from '../parsers/index.ts'
import { renderers } from '../renderers/index.ts'
import { sinks } from '../sinks/index.ts'
import { sources } from '../sources/index.ts'
import { transforms } from '../transforms/index.ts'

/** Every plugin that ships with logferry. */
export const builtins: readonly Plugin[] = [...sources, ...parsers, ...transforms, ...sinks, ...renderers]
