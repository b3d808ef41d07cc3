import path from 'node:path'
import { mapSecrets } from '../core/config/secrets.ts'
import { hint } from '../core/config/suggest.ts'
import { LogferryError, type OptionsOf, type Secret } from '../core/index.ts'
import type { Plan, SecretRef, SinkPlan } from '../core/plan.ts'
import { folderOf } from '../sinks/embedded.ts'
import { openClient } from '../sinks/opensearch/client.ts'
import { connectionOf } from '../sinks/opensearch/connection.ts'
import { sinkOptions } from '../sinks/opensearch/options.ts'
import { folderPlace } from '../sinks/opensearch/setup/folder-place.ts'
import { allParts, type Part, serverParts } from '../sinks/opensearch/setup/part.ts'
import type { Place } from '../sinks/opensearch/setup/place.ts'
import { serverPlace } from '../sinks/opensearch/setup/server-place.ts'
import { type Target, targetOf } from '../sinks/opensearch/setup/target.ts'
import { surroundings } from './surroundings.ts'

/** A place, and what belongs there. */
export interface Site {
  readonly place: Place
  /** Absent for a server. */
  readonly folder?: string
  readonly parts: readonly Part[]
  close(): void
}

export interface SiteTerms {
  /** Only this sink. */
  readonly sink?: string
  /** All goes there, whatever the sinks say. */
  readonly out?: string
  /** How long indices are kept. */
  readonly days?: number
}

type SearchOptions = OptionsOf<typeof sinkOptions>

/** What is to be set up for the `opensearch` sinks of a config, each place once. Throws LF_USAGE and LF_OPTION_INVALID for what makes no sense. */
export function sitesOf(plan: Plan, terms: SiteTerms): readonly Site[] {
  const { sink, out } = terms
  const sinks = searchSinks(plan, sink).map(({ id, options }) => ({ id, options: withSecrets(options) }))
  const places = new Set(sinks.map(({ options }) => out ?? options.url))
  return [...places].map((place) => {
    const own = sinks.filter(({ options }) => (out ?? options.url) === place)
    return siteOf(place, own, terms)
  })
}

interface SearchSink {
  readonly id: string
  readonly options: SearchOptions
}

function siteOf(place: string, sinks: readonly SearchSink[], { out, days }: SiteTerms): Site {
  const targets = targetsOf(sinks)
  if (out === undefined && !place.startsWith('file:')) {
    const client = openClient(connectionOf((sinks[0] as SearchSink).options), surroundings)
    const parts = targets.flatMap((target) => serverParts(target, days))
    return { place: serverPlace(client), parts, close: client.close }
  }
  const folder = out === undefined ? path.join(folderOf(place), 'setup') : path.resolve(out)
  return { place: folderPlace(folder), folder, parts: targets.flatMap((target) => allParts(target, days)), close: () => undefined }
}

function searchSinks(plan: Plan, name: string | undefined): readonly SinkPlan[] {
  const sinks = Object.values(plan.sinks).filter(({ plugin }) => plugin.name === 'opensearch')
  if (sinks.length === 0) throw new LogferryError('LF_USAGE', 'the config has no sink that uses opensearch')
  const chosen = name === undefined ? sinks : sinks.filter(({ id }) => id === name)
  if (chosen.length > 0) return chosen
  const names = sinks.map(({ id }) => id)
  throw new LogferryError('LF_USAGE', `--sink: there is no opensearch sink "${name}"${hint(name ?? '', names, 'there are')}`)
}

function withSecrets(options: SinkPlan['options']): SearchOptions {
  const read = (ref: SecretRef): Secret => (ref.secret === 'value' ? async () => ref.value : () => surroundings.secret(ref.ref))
  return mapSecrets(options, sinkOptions, read) as SearchOptions
}

/** Each once; sinks that share a name must mean the same by it. */
function targetsOf(sinks: readonly SearchSink[]): readonly Target[] {
  const targets = new Map<string, { readonly id: string; readonly target: Target }>()
  for (const { id, options } of sinks) {
    const target = targetOf(options)
    const other = targets.get(target.name)
    if (other !== undefined && JSON.stringify(other.target) !== JSON.stringify(target)) {
      const detail = `the sinks "${other.id}" and "${id}" write to indices of like names (${other.target.pattern}, ${target.pattern}), but not alike: give one of them another "index"`
      throw new LogferryError('LF_OPTION_INVALID', detail)
    }
    targets.set(target.name, { id, target })
  }
  return [...targets.values()].map(({ target }) => target)
}
