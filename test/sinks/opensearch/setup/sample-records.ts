import { readdirSync, readFileSync } from 'node:fs'
import type { Fields, LogRecord, Origin } from '../../../../core/index.ts'
import { originFields } from '../../../../core/pipeline/origin-fields.ts'
import { instanceOf } from '../../../../core/testing/index.ts'
import fingerprint from '../../../../transforms/fingerprint.ts'
import { TIME } from '../../sink.ts'

const SAMPLES = new URL('../../../samples/', import.meta.url)

export const ORIGIN = {
  source: 'cloudwatch',
  account: '123456789012',
  region: 'eu-west-1',
  logGroup: '/aws/rds/cluster/shop/slowquery',
  logStream: 'shop-1',
}

const POSTGRESQL = { ...ORIGIN, logGroup: '/aws/rds/cluster/shop/postgresql' }

/**
 * Every record that the samples of slow logs hold, as one that came from an Aurora cluster, with its fingerprint; of PostgreSQL's logs, which
 * repeat themselves, one for each set of fields.
 */
export function sampleRecords(): readonly LogRecord[] {
  const shapes = new Set<string>()
  const isNew = ({ fields }: LogRecord) => shapes.size < shapes.add(Object.keys(fields).join()).size
  return [...recordsOf('mysql-slow', ORIGIN), ...recordsOf('postgresql', POSTGRESQL).filter(isNew)]
}

function recordsOf(parser: string, origin: Origin): readonly LogRecord[] {
  const home = new URL(`${parser}/`, SAMPLES)
  const { transform } = instanceOf(fingerprint)
  return readdirSync(home).flatMap((sample) =>
    readFileSync(new URL(`${sample}/expected.jsonl`, home), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .flatMap((line, i) => {
        const { fields, time } = JSON.parse(line) as { readonly fields?: Fields; readonly time?: string | null }
        if (fields === undefined) return []
        const at = typeof time === 'string' ? Date.parse(time) : TIME
        const record = { id: `${sample}-${i}`, time: at, text: line, origin, fields: { ...originFields(origin), ...fields } }
        const shaped = transform(record)
        if ('dropped' in shaped) throw new Error('the fingerprint drops nothing')
        return [shaped]
      }),
  )
}
