import type { Fields, Origin } from '../model.ts'

const RDS = /^\/aws\/rds\/(cluster|instance)\/([^/]+)\/([^/]+)$/
/** The logs that only one family exports (https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_LogAccess.html). */
const ENGINES: Readonly<Record<string, string>> = { slowquery: 'mysql', general: 'mysql', audit: 'mysql', postgresql: 'postgresql' }

/**
 * `Engine`, `Instance` and `Cluster` of an RDS or Aurora log group. The group of a cluster names the cluster, and its stream the instance,
 * for PostgreSQL and audit logs with a number behind it (`shop-1.0`, `shop-1.audit.log.0`).
 */
export function originFields({ logGroup, logStream }: Origin): Fields {
  const [, kind, name, log] = RDS.exec(logGroup) ?? []
  if (name === undefined || log === undefined) return {}
  const engine = Object.hasOwn(ENGINES, log) ? { Engine: ENGINES[log] as string } : {}
  if (kind === 'instance') return { ...engine, Instance: name }
  return { ...engine, Instance: logStream.replace(/(\.audit\.log)?\.\d+(\.\d+)*$/, ''), Cluster: name }
}
