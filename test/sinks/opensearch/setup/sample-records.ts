import { readdirSync, readFileSync } from 'node:fs'
import type { Fields, LogRecord } from '../../../../core/index.ts'
import { originFields } from '../../../../core/pipeline/origin-fields.ts'
import { instanceOf } from '../../../../core/testing/index.ts'
import fingerprint from '../../../../transforms/fingerprint.ts'
import { TIME } from '../../sink.ts'

const HOME = new URL('../../../samples/mysql-slow/', import.meta.url)

export const ORIGIN = {
  source: 'cloudwatch',
  account: '123456789012',
  region: 'eu-west-1',
  logGroup: '/aws/rds/cluster/shop/slowquery',
  logStream: 'shop-1',
}

/** Every record that the samples of slow logs hold, as one that came from an Aurora cluster, with its fingerprint. */
export function sampleRecords(): readonly LogRecord[] {
  const { transform } = instanceOf(fingerprint)
  return readdirSync(HOME).flatMap((sample) =>
    readFileSync(new URL(`${sample}/expected.jsonl`, HOME), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .flatMap((line, i) => {
        const { fields, time } = JSON.parse(line) as { readonly fields?: Fields; readonly time?: string | null }
        if (fields === undefined) return []
        const at = typeof time === 'string' ? Date.parse(time) : TIME
        const record = { id: `${sample}-${i}`, time: at, text: line, origin: ORIGIN, fields: { ...originFields(ORIGIN), ...fields } }
        const shaped = transform(record)
        if ('dropped' in shaped) throw new Error('the fingerprint drops nothing')
        return [shaped]
      }),
  )
}
