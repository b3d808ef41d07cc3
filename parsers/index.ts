import type { Plugin } from '../core/index.ts'
import json from './json.ts'
import mysqlSlow from './mysql-slow/index.ts'
import passthrough from './passthrough.ts'
import postgresql from './postgresql/index.ts'

export const parsers: readonly Plugin<'parser'>[] = [mysqlSlow, postgresql, json, passthrough]
