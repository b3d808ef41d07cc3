/** Where a field goes, by dotted path. `mysql` is below `mysql`, and only for slow logs of MySQL's family; `any` is for all. */
interface EcsName {
  readonly mysql?: string
  readonly any?: readonly string[]
}

/**
 * The fields that do not just go to `mysql.slowlog` under their name in lower case. Names are those of ECS
 * (https://www.elastic.co/docs/reference/ecs/ecs-field-reference), of Filebeat's module `mysql`
 * (https://www.elastic.co/docs/reference/beats/filebeat/exported-fields-mysql), and of OpenTelemetry
 * (https://opentelemetry.io/docs/specs/semconv/registry/attributes/db/). Where two go to one path, the later wins.
 */
const NAMES: Readonly<Record<string, EcsName>> = {
  Engine: { any: ['db.system.name', 'service.type'] },
  Instance: { any: ['host.name', 'server.address', 'service.node.name', 'service.name'] },
  Cluster: { any: ['service.name'] },
  Parse_error: { any: ['error.code'] },
  Truncated: { any: ['log.flags'] },
  'User@Host': { mysql: 'slowlog.current_user' },
  User: { any: ['user.name'] },
  Host: { any: ['source.domain', 'client.address'] },
  IP: { any: ['source.ip', 'client.address'] },
  Thread_id: { mysql: 'thread_id' },
  Query_time: { mysql: 'slowlog.query_time.sec', any: ['event.duration'] },
  Lock_time: { mysql: 'slowlog.lock_time.sec' },
  Rows_sent: { mysql: 'slowlog.rows_sent', any: ['db.response.returned_rows'] },
  Query: { mysql: 'slowlog.query', any: ['db.query.text'] },
  Fingerprint: { any: ['db.query.summary'] },
  Database: { mysql: 'slowlog.schema', any: ['db.namespace'] },
  Schema: { mysql: 'slowlog.schema' },
  Stored_routine: { mysql: 'slowlog.stored_routine', any: ['db.stored_procedure.name'] },
  Start: { any: ['event.start'] },
  End: { any: ['event.end'] },
  QC_hit: { mysql: 'slowlog.query_cache_hit' },
  QC_Hit: { mysql: 'slowlog.query_cache_hit' },
  InnoDB_trx_id: { mysql: 'slowlog.innodb.trx_id' },
  InnoDB_IO_r_ops: { mysql: 'slowlog.innodb.io_r_ops' },
  InnoDB_IO_r_bytes: { mysql: 'slowlog.innodb.io_r_bytes' },
  InnoDB_IO_r_wait: { mysql: 'slowlog.innodb.io_r_wait.sec' },
  InnoDB_rec_lock_wait: { mysql: 'slowlog.innodb.rec_lock_wait.sec' },
  InnoDB_queue_wait: { mysql: 'slowlog.innodb.queue_wait.sec' },
  InnoDB_pages_distinct: { mysql: 'slowlog.innodb.pages_distinct' },
}

/** The names of the fields that have places of their own, in the order in which they are put there. */
export const PLACED: readonly string[] = Object.keys(NAMES)

/** With the objects on the way there: `mysql.slowlog.innodb`. */
const TAKEN: ReadonlySet<string> = new Set(
  Object.values(NAMES)
    .flatMap(({ mysql }) => (mysql === undefined ? [] : [`mysql.${mysql}`]))
    .flatMap((path) => path.split('.').map((_, i, steps) => steps.slice(0, i + 1).join('.'))),
)

/** The paths of a field of that name; one at least. No two fields of one record share a path but by the table above, dots and case apart. */
export function ecsPaths(name: string, isMySQL: boolean): readonly string[] {
  const { mysql, any = [] } = Object.hasOwn(NAMES, name) ? (NAMES[name] as EcsName) : {}
  const paths = isMySQL && mysql !== undefined ? [`mysql.${mysql}`, ...any] : any
  return paths.length > 0 ? paths : [otherPath(name, isMySQL)]
}

/** What has no place of its own goes beside what has, unless that is taken; of other logs, to `logferry`, so that it meets no name of ECS. */
function otherPath(name: string, isMySQL: boolean): string {
  const step = name.trim() === '' ? '_' : name.replaceAll('.', '_')
  const path = `mysql.slowlog.${step.toLowerCase()}`
  return isMySQL && !TAKEN.has(path) ? path : `logferry.${step}`
}
