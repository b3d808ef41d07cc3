import pc from 'picocolors'
import type { Difference } from '../sinks/opensearch/setup/difference.ts'
import { fileOf } from '../sinks/opensearch/setup/folder-place.ts'
import type { Part } from '../sinks/opensearch/setup/part.ts'
import type { Comparison } from '../sinks/opensearch/setup/place.ts'
import { pathOf } from '../sinks/opensearch/setup/server-place.ts'
import type { Site } from './setup-sites.ts'

/** What is to be done with a part, as a person reads it: a line, and one for each thing that comes or goes. */
export function comparisonText({ part, found, state, differences }: Comparison): string {
  const why = found.state === 'unable' ? `: ${found.why}` : ''
  const head = `${part.kind} ${pc.bold(part.name)}  ${WORDS[state]}${why}`
  const lines = part.kind === 'dashboards' ? objectLines(differences, part.body) : differences.flatMap(differenceLines)
  return [head, ...lines.map((line) => `  ${line}`)].join('\n')
}

const WORDS: Readonly<Record<Comparison['state'], string>> = {
  new: 'is new',
  changed: 'differs',
  same: 'is up to date',
  unable: 'cannot be set up',
}

const differenceLines = ({ path, from, to }: Difference): readonly string[] => [
  ...(from === undefined ? [] : [pc.red(`- ${path}: ${JSON.stringify(from)}`)]),
  ...(to === undefined ? [] : [pc.green(`+ ${path}: ${JSON.stringify(to)}`)]),
]

/** Saved objects are full of JSON in JSON: only which ones differ is of use. */
function objectLines(differences: readonly Difference[], body: object): readonly string[] {
  const places = new Set(differences.map(({ path }) => Number(/^\[(\d+)\]/.exec(path)?.[1])))
  return [...places].map((place) => {
    const { type, id } = Object(Object(body)[place]) as { readonly type?: string; readonly id?: string }
    return type === undefined ? pc.red(`- object ${place + 1}`) : pc.green(`+ ${type} ${id}`)
  })
}

/** What is left to a person once a place is set up, a line each. */
export function setupAdvice({ folder, parts }: Site, days: number | undefined): string {
  const lifetime = days === undefined ? ['Indices are kept for ever; --keep-days 30 lets the server delete those that are older.'] : []
  return [
    ...(folder === undefined ? SERVER_ADVICE : ['To set up a server with these files:', ...parts.map((part) => useOf(part, folder))]),
    ...lifetime,
  ].join('\n')
}

const SERVER_ADVICE = [
  'Indices made from now on follow the template; those that are there stay as they are.',
  'For dashboards: logferry setup --out FOLDER, then import the .ndjson file under Saved objects.',
]

function useOf(part: Part, folder: string): string {
  const file = fileOf(folder, part)
  if (part.kind === 'dashboards') return `  import ${file} into OpenSearch Dashboards, under Saved objects`
  return `  curl -X PUT "$OPENSEARCH_URL${pathOf(part)}" -H 'content-type: application/json' --data-binary '@${file}'`
}
