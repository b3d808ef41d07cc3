import type { Profile } from '../target.ts'

/** The fields that dashboards show. */
export interface Names {
  readonly duration: string
  readonly examined: string
  readonly sent: string
  readonly fingerprint: string
  readonly user: string
  readonly database: string
  readonly instance: string
  readonly statement: string
}

export const NAMES: Readonly<Record<Profile, Names>> = {
  classic: {
    duration: 'Query_time',
    examined: 'Rows_examined',
    sent: 'Rows_sent',
    fingerprint: 'Fingerprint',
    user: 'User',
    database: 'Database',
    instance: 'Instance',
    statement: 'Query',
  },
  ecs: {
    duration: 'event.duration',
    examined: 'mysql.slowlog.rows_examined',
    sent: 'mysql.slowlog.rows_sent',
    fingerprint: 'db.query.summary',
    user: 'user.name',
    database: 'db.namespace',
    instance: 'host.name',
    statement: 'db.query.text',
  },
}
