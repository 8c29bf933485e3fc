// Asks every index a question that only it answers. On an idle database nothing else distinguishes an index
// that is useless from one whose query has not come yet.
import pg from 'pg'

/** Those that are there for speed alone; a unique index does its work at every write. */
const indexes = 'from pg_stat_user_indexes as s join pg_index as i using (indexrelid) where not i.indisunique'

/**
 * A condition on each key column: the operator that its operator class is made for, and a value of its type.
 * A partial index comes with its predicate.
 */
const questions = `
  select i.indexrelid::regclass::text as index, i.indrelid::regclass::text as table,
    concat_ws(' and ', pg_get_expr(i.indpred, i.indrelid), (
      select string_agg(case c.opcname
          when 'gin_trgm_ops' then format('%s ilike ''%%abc%%''', key)
          else format('%s = %L::%s', key, case type.typcategory
            when 'B' then 'true' when 'D' then '2026-01-01' when 'N' then '1' when 'E' then label.first
            else case type.typname when 'uuid' then '00000000-0000-4000-8000-000000000000' else 'x' end end,
            format_type(type.oid, null)) end, ' and ' order by column_number)
      from generate_series(1, i.indnkeyatts) as column_number
        cross join pg_get_indexdef(i.indexrelid, column_number, true) as key
        join pg_attribute as a on a.attrelid = i.indexrelid and a.attnum = column_number
        join pg_opclass as c on c.oid = i.indclass[column_number - 1]
        join pg_type as declared on declared.oid = c.opcintype
        join pg_type as type
          on type.oid = case declared.typtype when 'p' then a.atttypid else declared.oid end
        left join lateral (select min(enumlabel) as first from pg_enum where enumtypid = type.oid) as label
          on true)) as condition,
    array(
      select r.indexrelid::regclass::text from pg_index as r
      where r.indrelid = i.indrelid and r.indexrelid <> i.indexrelid
        and not exists (select from pg_constraint where conindid = r.indexrelid)) as rivals
  ${indexes} order by 1`

interface Question { index: string, table: string, condition: string, rivals: string[] }

/** Answers how many it asked. */
export async function askEveryIndex(client: pg.Client): Promise<number> {
  const { rows } = await client.query<Question>(questions)
  for (const { table, condition, rivals } of rows) {
    await client.query(`begin; set local enable_seqscan = off`)
    // Several may do on an empty table; the others are out of the way until the rollback.
    for (const rival of rivals) await client.query(`drop index ${rival}`)
    await client.query(`select from ${table} where ${condition}`)
    await client.query('rollback')
  }
  await client.query('select pg_stat_force_next_flush()')
  return rows.length
}

export async function unusedIndexes(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ index: string }>(
    `select s.indexrelid::regclass::text as index ${indexes} and s.idx_scan = 0 order by 1`)
  return rows.map(({ index }) => index)
}
