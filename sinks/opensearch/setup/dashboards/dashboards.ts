import type { Target } from '../target.ts'
import { count, measure, overTime, p95, top } from './aggregation.ts'
import { indexPattern, RATIO } from './index-pattern.ts'
import { NAMES, type Names } from './names.ts'
import { type Reference, type SavedObject, savedObject, searchSource } from './saved-object.ts'
import { columns, type Subject, table } from './visualization.ts'

/** The dashboard of a target with all that it needs: what refers comes after what it refers to. */
export function dashboards(target: Target): readonly SavedObject[] {
  const names = NAMES[target.profile]
  const pattern = indexPattern(target)
  const subject = { pattern, field: names.duration }
  const panels = [...pictures(subject, names), list(subject, names)]
  return [pattern, ...panels, dashboard(target, panels)]
}

function pictures(subject: Subject, { duration, examined, sent, fingerprint, user, instance }: Names): readonly SavedObject[] {
  const times = [
    count('1'),
    measure('2', 'sum', duration, 'Total time'),
    p95('3', duration, 'time'),
    measure('4', 'max', duration, 'Longest'),
  ]
  const by = (field: string, label: string, size: number) => [...times, top('5', 'bucket', field, '2', size, label)]
  return [
    columns(subject, 'over-time', 'Slow queries over time', 'Count', [
      count('1'),
      overTime('2'),
      top('3', 'group', instance, '1', 10, 'Instance'),
    ]),
    table(subject, 'by-fingerprint', 'Time by fingerprint', by(fingerprint, 'Fingerprint', 50)),
    table(subject, 'by-user', 'Time by user', by(user, 'User', 20)),
    table(subject, 'by-instance', 'Time by instance', by(instance, 'Instance', 20)),
    table(subject, 'rows', 'Rows examined per row sent', [
      measure('1', 'avg', RATIO, 'Examined per row sent (mean)'),
      measure('2', 'max', RATIO, 'Examined per row sent (most)'),
      measure('3', 'sum', examined, 'Rows examined'),
      measure('4', 'sum', sent, 'Rows sent'),
      top('5', 'bucket', fingerprint, '3', 50, 'Fingerprint'),
    ]),
  ]
}

function list({ pattern, field }: Subject, { duration, instance, user, database, examined, sent, statement }: Names): SavedObject {
  const { attributes, references } = searchSource(pattern, field)
  const columnNames = [duration, instance, user, database, examined, sent, statement]
  const rest = { title: 'Slow queries', description: '', hits: 0, version: 1, columns: columnNames, sort: [['@timestamp', 'desc']] }
  return savedObject('search', `${pattern.id}-list`, { ...rest, ...attributes }, references)
}

/** Across, down, of 48 columns. */
const PLACES = [
  { x: 0, y: 0, w: 48, h: 12 },
  { x: 0, y: 12, w: 48, h: 16 },
  { x: 0, y: 28, w: 24, h: 14 },
  { x: 24, y: 28, w: 24, h: 14 },
  { x: 0, y: 42, w: 48, h: 16 },
  { x: 0, y: 58, w: 48, h: 20 },
]

function dashboard({ name, pattern }: Target, panels: readonly SavedObject[]): SavedObject {
  const places = panels.map((_, i) => {
    const i1 = String(i + 1)
    return { version: '7.9.3', panelIndex: i1, gridData: { ...PLACES[i], i: i1 }, embeddableConfig: {}, panelRefName: `panel_${i}` }
  })
  const references = panels.map(({ type, id }, i): Reference => ({ name: `panel_${i}`, type, id }))
  const attributes = {
    title: `Slow queries (${pattern})`,
    description: '',
    hits: 0,
    version: 1,
    timeRestore: false,
    optionsJSON: JSON.stringify({ hidePanelTitles: false, useMargins: true }),
    panelsJSON: JSON.stringify(places),
    kibanaSavedObjectMeta: { searchSourceJSON: JSON.stringify({ query: { query: '', language: 'kuery' }, filter: [] }) },
  }
  return savedObject('dashboard', `${name}-dashboard`, attributes, references)
}
