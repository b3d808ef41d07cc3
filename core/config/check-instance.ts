import { isObject } from '../is-object.ts'
import type { Kind } from '../plugin.ts'

const METHODS: Readonly<Record<Kind, { readonly must: readonly string[]; readonly may: readonly string[] }>> = {
  source: { must: ['read'], may: ['accepts'] },
  parser: { must: ['parse'], may: ['split'] },
  transform: { must: ['transform'], may: [] },
  sink: { must: ['write'], may: ['check', 'close'] },
  renderer: { must: ['render'], may: [] },
}

/** What keeps a value from being an instance of its kind, if anything. */
export function checkInstance(kind: Kind, instance: unknown): string | undefined {
  if (!isObject(instance)) return `create must return an object with ${METHODS[kind].must.join(', ')}`
  if (typeof instance['then'] === 'function') {
    // Nobody waits for it any more; unheard, its failure would end the process.
    Promise.resolve(instance).catch(() => undefined)
    return 'create must be synchronous, but it returned a promise'
  }
  const { must, may } = METHODS[kind]
  const missing = must.find((name) => typeof instance[name] !== 'function')
  if (missing !== undefined) return `create returned an object without the method ${missing}`
  const wrong = may.find((name) => instance[name] !== undefined && typeof instance[name] !== 'function')
  if (wrong !== undefined) return `${wrong} must be a method, where it is there`
  return kind === 'sink' ? sinkFault(instance) : undefined
}

function sinkFault({ memory, batch }: Readonly<Record<string, unknown>>): string | undefined {
  const isMemory =
    memory === undefined || (isObject(memory) && ['get', 'put', 'delete'].every((name) => typeof memory[name] === 'function'))
  if (!isMemory) return 'memory must have the methods get, put, delete'
  const isBatch = batch === undefined || (isObject(batch) && Object.values(batch).every(isLimit))
  return isBatch ? undefined : 'batch must hold whole numbers from 1, or Infinity: records, bytes, inFlight'
}

const isLimit = (limit: unknown): boolean => limit === Number.POSITIVE_INFINITY || (Number.isInteger(limit) && Number(limit) >= 1)
