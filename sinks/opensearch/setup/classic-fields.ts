import { ADDRESS, DATE, FLAG, KEYWORD, type Mapping, NUMBER, PROSE, STATEMENT, STORED, SUMMARY } from './mapping.ts'

const all = (names: string, mapping: Mapping): Readonly<Record<string, Mapping>> =>
  Object.fromEntries(names.split(' ').map((name) => [name, mapping]))

/** Of logs of every engine. */
export const COMMON_FIELDS: Readonly<Record<string, Mapping>> = {
  ...all('Engine Instance Cluster Parse_error', KEYWORD),
  ...all('User Host Database Query_id', KEYWORD),
  IP: ADDRESS,
  ...all('Query_time Lock_time', NUMBER),
  // MySQL writes seconds, PostgreSQL a date in a form of its own; `@timestamp` is what to search by.
  timestamp: KEYWORD,
  Truncated: FLAG,
  Query: STATEMENT,
  Fingerprint: SUMMARY,
}

export const MYSQL_FIELDS: Readonly<Record<string, Mapping>> = {
  ...all('User@Host Schema Stored_routine insert_id last_insert_id InnoDB_trx_id Log_slow_rate_type', KEYWORD),
  ...all('Start End', DATE),
  ...all('Rows_sent Rows_examined Rows_affected Rows_read Thread_id', NUMBER),
  ...all('Errno Last_errno Killed Bytes_received Bytes_sent Log_slow_rate_limit', NUMBER),
  ...all('Read_first Read_last Read_key Read_next Read_prev Read_rnd Read_rnd_next', NUMBER),
  ...all('Sort_merge_passes Sort_range_count Sort_rows Sort_scan_count Merge_passes', NUMBER),
  ...all('Created_tmp_disk_tables Created_tmp_tables Count_hit_tmp_table_size', NUMBER),
  ...all('Tmp_tables Tmp_disk_tables Tmp_table_sizes Max_tmp_disk_space_used', NUMBER),
  ...all('Pages_accessed Pages_read Pages_prefetched Pages_updated Old_rows_read Pages_read_time Engine_time', NUMBER),
  ...all('InnoDB_IO_r_ops InnoDB_IO_r_bytes InnoDB_IO_r_wait', NUMBER),
  ...all('InnoDB_rec_lock_wait InnoDB_queue_wait InnoDB_pages_distinct', NUMBER),
  ...all('QC_hit QC_Hit Full_scan Full_join Tmp_table Tmp_table_on_disk', FLAG),
  ...all('Filesort Filesort_on_disk Priority_queue', FLAG),
  ...all('explain Warnings', PROSE),
}

export const POSTGRESQL_FIELDS: Readonly<Record<string, Mapping>> = {
  ...all('Kind Phase Part Statement_name Portal Checkpoint Vacuum Table Temp_file', KEYWORD),
  ...all('Lock_state Lock_mode Lock_on Lock_holders Lock_queue', KEYWORD),
  ...all('user dbname remote_host remote_port local_host application_name backend_type ps', KEYWORD),
  ...all('pid leader_pid session_id session_start vxid txid query_id error_severity state_code func_name file_name', KEYWORD),
  ...all('Temp_bytes Session_time Write_time Sync_time Total_time Elapsed_time', NUMBER),
  ...all('Buffers_written Sync_files Distance_bytes WAL_added WAL_removed WAL_recycled WAL_records WAL_bytes', NUMBER),
  ...all('Index_scans Pages_removed Pages_remain Tuples_removed Tuples_remain Tuples_dead', NUMBER),
  ...all('Buffer_hits Buffer_misses Buffers_dirtied', NUMBER),
  ...all('line_num internal_position cursor_position file_line_num', NUMBER),
  ...all('message detail hint context statement internal_query Plan backtrace', PROSE),
}

/** The fields that the core, the parsers and the transforms that ship make, by what they hold. What is an id is a name, even if it has digits only. */
export const FIELDS: Readonly<Record<string, Mapping>> = { ...COMMON_FIELDS, ...MYSQL_FIELDS, ...POSTGRESQL_FIELDS }

/** The members of a classic document that are no fields of the record. The time is never left out, or the document would be found nowhere. */
export const CLASSIC_MEMBERS: Readonly<Record<string, Mapping>> = {
  '@timestamp': { ...DATE, ignore_malformed: false },
  ...all('@id @owner @log_group @log_stream', KEYWORD),
  ...all('@message @salvaged', STORED),
}
