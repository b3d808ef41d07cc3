import type { Aggregation } from './aggregation.ts'
import { type SavedObject, savedObject, searchSource } from './saved-object.ts'

/** What all pictures of a dashboard have in common. */
export interface Subject {
  readonly pattern: SavedObject
  /** The field that tells a slow query from other documents. */
  readonly field: string
}

const visualization = (
  { pattern, field }: Subject,
  name: string,
  title: string,
  type: string,
  params: object,
  aggs: readonly Aggregation[],
): SavedObject => {
  const { attributes, references } = searchSource(pattern, field)
  const visState = JSON.stringify({ title, type, params, aggs })
  const rest = { title, description: '', version: 1, uiStateJSON: '{}', visState }
  return savedObject('visualization', `${pattern.id}-${name}`, { ...rest, ...attributes }, references)
}

export const table = (subject: Subject, name: string, title: string, aggs: readonly Aggregation[]): SavedObject =>
  visualization(subject, name, title, 'table', TABLE, aggs)

const TABLE = {
  perPage: 10,
  showPartialRows: false,
  showMetricsAtAllLevels: false,
  showTotal: false,
  totalFunc: 'sum',
  percentageCol: '',
}

/** Columns over time, one above the other by group. The first aggregation is what is measured. */
export const columns = (subject: Subject, name: string, title: string, label: string, aggs: readonly Aggregation[]): SavedObject =>
  visualization(subject, name, title, 'histogram', columnsOf(label, aggs[0]?.id ?? ''), aggs)

const columnsOf = (label: string, id: string) => ({
  type: 'histogram',
  grid: { categoryLines: false },
  categoryAxes: [
    {
      id: 'CategoryAxis-1',
      type: 'category',
      position: 'bottom',
      show: true,
      style: {},
      scale: { type: 'linear' },
      labels: { show: true, filter: true, truncate: 100 },
      title: {},
    },
  ],
  valueAxes: [
    {
      id: 'ValueAxis-1',
      name: 'LeftAxis-1',
      type: 'value',
      position: 'left',
      show: true,
      style: {},
      scale: { type: 'linear', mode: 'normal' },
      labels: { show: true, rotate: 0, filter: false, truncate: 100 },
      title: { text: label },
    },
  ],
  seriesParams: [
    {
      show: true,
      type: 'histogram',
      mode: 'stacked',
      data: { label, id },
      valueAxis: 'ValueAxis-1',
      drawLinesBetweenPoints: true,
      lineWidth: 2,
      showCircles: true,
    },
  ],
  addTooltip: true,
  addLegend: true,
  legendPosition: 'right',
  times: [],
  addTimeMarker: false,
  labels: { show: false },
  thresholdLine: { show: false, value: 10, width: 1, style: 'full', color: '#E7664C' },
})
