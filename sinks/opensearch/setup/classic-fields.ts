import { ADDRESS, DATE, FLAG, KEYWORD, type Mapping, NUMBER, PROSE, STATEMENT, STORED, SUMMARY } from './mapping.ts'

const all = (names: string, mapping: Mapping): Readonly<Record<string, Mapping>> =>
  Object.fromEntries(names.split(' ').map((name) => [name, mapping]))

/** The fields that the core, the parsers and the transforms that ship make, by what they hold. What is an id is a name, even if it has digits only. */
export const FIELDS: Readonly<Record<string, Mapping>> = {
  ...all('Engine Instance Cluster Parse_error', KEYWORD),
  ...all('User@Host User Host Database Schema Stored_routine', KEYWORD),
  ...all('Query_id insert_id last_insert_id InnoDB_trx_id Log_slow_rate_type', KEYWORD),
  IP: ADDRESS,
  ...all('Start End', DATE),
  ...all('Query_time Lock_time Rows_sent Rows_examined Rows_affected Rows_read Thread_id timestamp', NUMBER),
  ...all('Errno Last_errno Killed Bytes_received Bytes_sent Log_slow_rate_limit', NUMBER),
  ...all('Read_first Read_last Read_key Read_next Read_prev Read_rnd Read_rnd_next', NUMBER),
  ...all('Sort_merge_passes Sort_range_count Sort_rows Sort_scan_count Merge_passes', NUMBER),
  ...all('Created_tmp_disk_tables Created_tmp_tables Count_hit_tmp_table_size', NUMBER),
  ...all('Tmp_tables Tmp_disk_tables Tmp_table_sizes Max_tmp_disk_space_used', NUMBER),
  ...all('Pages_accessed Pages_read Pages_prefetched Pages_updated Old_rows_read Pages_read_time Engine_time', NUMBER),
  ...all('InnoDB_IO_r_ops InnoDB_IO_r_bytes InnoDB_IO_r_wait', NUMBER),
  ...all('InnoDB_rec_lock_wait InnoDB_queue_wait InnoDB_pages_distinct', NUMBER),
  ...all('Truncated QC_hit QC_Hit Full_scan Full_join Tmp_table Tmp_table_on_disk', FLAG),
  ...all('Filesort Filesort_on_disk Priority_queue', FLAG),
  Query: STATEMENT,
  Fingerprint: SUMMARY,
  ...all('explain Warnings', PROSE),
}

/** The members of a classic document that are no fields of the record. The time is never left out, or the document would be found nowhere. */
export const CLASSIC_MEMBERS: Readonly<Record<string, Mapping>> = {
  '@timestamp': { ...DATE, ignore_malformed: false },
  ...all('@id @owner @log_group @log_stream', KEYWORD),
  ...all('@message @salvaged', STORED),
}
