import { priorityOf } from './index-template.ts'
import type { Target } from './target.ts'

/**
 * The body of `PUT /_plugins/_ism/policies/<name>`: indices are deleted so many days after they were made; those of a stream are rolled over
 * day by day before. It takes hold of indices made from then on (https://docs.opensearch.org/latest/im-plugin/ism/policies/).
 */
export const lifetimePolicy = ({ pattern, isStream }: Target, days: number): object => ({
  policy: {
    description: `logferry: deletes ${pattern} after ${days} days`,
    default_state: 'kept',
    states: [
      {
        name: 'kept',
        actions: isStream ? [{ rollover: { min_index_age: '1d', min_size: '30gb' } }] : [],
        transitions: [{ state_name: 'deleted', conditions: { min_index_age: `${days}d` } }],
      },
      { name: 'deleted', actions: [{ delete: {} }], transitions: [] },
    ],
    ism_template: [{ index_patterns: [pattern], priority: priorityOf(pattern) }],
  },
})
