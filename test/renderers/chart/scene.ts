import type { About, LogRecord } from '../../../core/index.ts'
import { exampleRecord } from '../../../core/testing/index.ts'

export const AT = Date.parse('2026-11-25T04:00:22.917Z')

export const STATEMENTS = [
  'SELECT `o` . `id` , `o` . `status` , SUM ( `i` . `quantity` ) AS `pieces` FROM `orders` `o` JOIN `order_items` `i` ON `i` . `order_id` = `o` . `id` WHERE `o` . `customer_id` = ?',
  'SELECT COUNT ( * ) FROM `products` `a` JOIN `products` `b` ON `a` . `title` <> `b` . `title`',
  'UPDATE `orders` SET `status` = ? , `note` = ? WHERE `id` = ?',
  'SELECT SLEEP ( ? )',
  'DELETE FROM `sessions` WHERE `expires_at` < ?',
  'SELECT * FROM `주문` WHERE `고객` = ?',
]

export const query = (id: number, time: number, seconds: number, rows: number, statement = STATEMENTS[0] as string): LogRecord =>
  exampleRecord({
    id: `q${id}`,
    time,
    fields: { Instance: 'shop-1', Query_time: seconds, Rows_examined: rows, Fingerprint: statement },
  })

/** An hour of a shop: always the same. */
export function anHour(): About {
  const part = (i: number, step: number, of: number) => ((i * step) % of) / of
  const records = Array.from({ length: 60 }, (_, i) => {
    const seconds = Math.round(1000 * (0.8 + 11 * part(i, 53, 97) ** 4)) / 1000
    return query(i, AT - Math.round(part(i, 37, 101) * 3_000_000), seconds, Math.round(2.4e6 * part(i, 29, 89) ** 3), STATEMENTS[i % 6])
  })
  return { subject: query(999, AT - 540_000, 8.917, 1_800_000), records }
}
