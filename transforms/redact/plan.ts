import { GONE } from './gone.ts'

/** What MariaDB's plans begin with: the names of the columns, with tabs between. */
const COLUMNS = 'id\tselect_type\ttable\t'
/** The text of a condition that the storage engine tests. */
const CONDITION = /(pushed condition).*/s

/** A plan without conditions. */
export function redactPlan(plan: string): string {
  const rows = plan.split('\n')
  const columns = columnsIn(rows[0] ?? '')
  return rows.map((row) => redactRow(row, columns)).join('\n')
}

/** How many columns the first row of a plan names; 0 where it names none. */
export const columnsIn = (first: string): number => (first.startsWith(COLUMNS) ? first.split('\t').length : 0)

/** A row that has not as many is none: a part of one that has a line end in it. */
export const redactRow = (row: string, columns: number): string =>
  row.split('\t').length === columns ? row.replace(CONDITION, `$1 ${GONE}`) : GONE
