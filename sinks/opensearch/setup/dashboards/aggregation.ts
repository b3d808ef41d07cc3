/** One step of a picture: a measure, or what to group by. */
export interface Aggregation {
  readonly id: string
  readonly enabled: true
  readonly type: string
  readonly schema: 'metric' | 'bucket' | 'segment' | 'group'
  readonly params: Readonly<Record<string, unknown>>
}

const step = (id: string, schema: Aggregation['schema'], type: string, params: Aggregation['params']): Aggregation => ({
  id,
  enabled: true,
  type,
  schema,
  params,
})

export const count = (id: string): Aggregation => step(id, 'metric', 'count', { customLabel: 'Count' })

export const measure = (id: string, type: 'sum' | 'avg' | 'max', field: string, customLabel: string): Aggregation =>
  step(id, 'metric', type, { field, customLabel })

/** Dashboards put the rank before the label: `95th percentile of time`. */
export const p95 = (id: string, field: string, customLabel: string): Aggregation =>
  step(id, 'metric', 'percentiles', { field, percents: [95], customLabel })

/** The values of a field with the greatest measure; what has none is left out. */
export const top = (
  id: string,
  schema: 'bucket' | 'group',
  field: string,
  orderBy: string,
  size: number,
  customLabel: string,
): Aggregation =>
  step(id, schema, 'terms', {
    field,
    orderBy,
    order: 'desc',
    size,
    otherBucket: false,
    otherBucketLabel: 'Other',
    missingBucket: false,
    missingBucketLabel: 'Missing',
    customLabel,
  })

export const overTime = (id: string): Aggregation =>
  step(id, 'segment', 'date_histogram', {
    field: '@timestamp',
    interval: 'auto',
    drop_partials: false,
    min_doc_count: 1,
    extended_bounds: {},
    customLabel: 'Time',
  })
