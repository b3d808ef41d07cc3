/** Colours. Those of series are told apart by people who see no red, no green or no blue, too (after Okabe and Ito, https://jfly.uni-koeln.de/color/). */
export interface Theme {
  readonly background: string
  readonly text: string
  /** What matters less. */
  readonly soft: string
  readonly grid: string
  readonly axis: string
  readonly threshold: string
  readonly series: readonly string[]
  /** Of all statements that have no colour of their own. */
  readonly others: string
}

export const THEMES: Readonly<Record<'light' | 'dark', Theme>> = {
  light: {
    background: '#ffffff',
    text: '#1d1c1d',
    soft: '#5c5d61',
    grid: '#e6e6e9',
    axis: '#a5a6ab',
    threshold: '#c43300',
    series: ['#0072b2', '#d98200', '#009e73', '#b5548f'],
    others: '#8d9096',
  },
  dark: {
    background: '#1a1d21',
    text: '#ececee',
    soft: '#a9acb2',
    grid: '#2f3339',
    axis: '#5d626a',
    threshold: '#ff7f50',
    series: ['#4db2f0', '#f2a33a', '#2fc79a', '#e48fc0'],
    others: '#8f949c',
  },
}
