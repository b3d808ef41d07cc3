import { delivered, type Plugin } from '../core/index.ts'
import type { Plan, SinkPlan } from '../core/plan.ts'

/** The same plan, but no sink writes: each takes its batches as it wishes, and says `delivered`. */
export function dryPlan({ memory: _, ...plan }: Plan): Plan {
  const sinks = Object.values(plan.sinks).map((sink): [string, SinkPlan] => [sink.id, { ...sink, plugin: dryPlugin(sink.plugin) }])
  return { ...plan, sinks: Object.fromEntries(sinks) }
}

const dryPlugin = (plugin: Plugin<'sink'>): Plugin<'sink'> => ({
  ...plugin,
  create(options, context) {
    const { batch, idempotent, bytes } = plugin.create(options, context)
    return {
      write: async (records) => records.map(() => delivered),
      ...(batch === undefined ? {} : { batch }),
      ...(idempotent === undefined ? {} : { idempotent }),
      ...(bytes === undefined ? {} : { bytes }),
    }
  },
})
