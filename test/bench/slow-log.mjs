/** Slow-log entries such as Aurora MySQL writes them for a shop: no two alike, and the same for the same seed. */

/** Mulberry32: numbers below 1, the same for the same seed. */
function randomOf(seed) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

const USERS = ['app_rw', 'app_ro', 'reporting', 'batch', 'admin']
const SCHEMAS = ['shop', 'billing', 'stock']
const NAMES = ['Müller', "O''Brien", 'Ito 伊藤', 'Smith', 'Novák', 'de la Cruz']

/** Each makes a statement from `n(limit)`, a whole number, and `of(list)`, one of a list. */
const STATEMENTS = [
  (n, of) =>
    `SELECT o.id, o.created_at, o.total, c.name, c.email FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.status IN ('paid','sent') AND o.created_at >= '2026-11-${10 + n(15)} 00:00:00' AND c.country = '${of(['DE', 'JP', 'US', 'BR'])}' ORDER BY o.created_at DESC LIMIT ${n(500)}`,
  (n) =>
    `SELECT p.sku, SUM(i.quantity) AS sold, SUM(i.quantity * i.price) AS revenue\n  FROM order_items i\n  JOIN products p ON p.id = i.product_id\n WHERE i.order_id BETWEEN ${n(1e7)} AND ${n(1e7)}\n GROUP BY p.sku\nHAVING sold > ${n(100)}\n ORDER BY revenue DESC`,
  (n) =>
    `UPDATE stock SET quantity = quantity - ${n(9)}, updated_at = NOW() WHERE warehouse_id = ${n(40)} AND product_id = ${n(1e5)} AND quantity >= ${n(9)}`,
  (n, of) => `SELECT * FROM customers WHERE name LIKE '%${of(NAMES)}%' AND city = 'K${n(1e6)}' AND deleted_at IS NULL ORDER BY id LIMIT 50`,
  (n, of) =>
    `INSERT INTO audit_log (actor, action, entity, entity_id, payload) VALUES (${n(1e5)}, 'order.update', 'order', ${n(1e7)}, '{\\"name\\": \\"${of(NAMES)}\\", \\"total\\": ${n(1e5)}, \\"note\\": \\"gift wrap; deliver to the back door\\"}')`,
  (n) =>
    `DELETE s FROM sessions s LEFT JOIN users u ON u.id = s.user_id WHERE s.expires_at < '2026-11-24 0${n(9)}:${10 + n(50)}:00' AND (u.id IS NULL OR s.token = 'a${n(1e9)}f${n(1e9)}')`,
  (n) =>
    `SELECT id FROM events WHERE id IN (${Array.from({ length: 30 }, () => n(1e6)).join(',')}) /* report:${n(1000)} */ FOR UPDATE SKIP LOCKED`,
]

/** `next()` gives the next entry: `{ time, text }`, in milliseconds and about 400 bytes, without its last line end. */
export function slowLog(seed) {
  const random = randomOf(seed)
  const n = (limit) => 1 + Math.floor(random() * limit)
  const of = (list) => list[Math.floor(random() * list.length)]
  let micros = Date.UTC(2026, 10, 24, 6) * 1000
  return {
    next() {
      micros += n(400_000)
      const time = Math.floor(micros / 1000)
      const iso = `${new Date(time).toISOString().slice(0, -1)}${String(micros % 1000).padStart(3, '0')}Z`
      const user = of(USERS)
      const text = [
        `# Time: ${iso}`,
        `# User@Host: ${user}[${user}] @  [10.0.${n(9)}.${n(250)}]  Id: ${n(1e6)}`,
        `# Query_time: ${(random() ** 4 * 20).toFixed(6)}  Lock_time: ${(random() / 1000).toFixed(6)} Rows_sent: ${n(1000)}  Rows_examined: ${n(1e6)}`,
        ...(random() < 0.3 ? [`use ${of(SCHEMAS)};`] : []),
        `SET timestamp=${Math.floor(time / 1000)};`,
        `${of(STATEMENTS)(n, of)};`,
      ].join('\n')
      return { time, text }
    },
  }
}

/** A log of at least so many entries or bytes, in pieces of about 1 MB. What has been given so far is counted in `made`. */
export function* slowLogPieces({ entries = Number.POSITIVE_INFINITY, bytes = Number.POSITIVE_INFINITY }, made) {
  const log = slowLog(2)
  while (made.entries < entries && made.bytes < bytes) {
    let piece = ''
    for (; piece.length < 1e6 && made.entries < entries; made.entries++) piece += `${log.next().text}\n`
    const buffer = Buffer.from(piece)
    made.bytes += buffer.length
    yield buffer
  }
}
