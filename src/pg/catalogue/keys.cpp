#include "pg/catalogue/keys.hpp"

#include <utility>

namespace marque::pg::catalogue {
namespace {

constexpr const char* primary_keys_sql = R"(
select k.conrelid, n.nspname, c.relname, a.attnum, a.attname
from pg_constraint k
  join pg_class c on c.oid = k.conrelid
  join pg_namespace n on n.oid = c.relnamespace
  cross join lateral unnest(k.conkey) with ordinality as part (number, position)
  join pg_attribute a on a.attrelid = k.conrelid and a.attnum = part.number
where k.contype = 'p'
order by n.nspname, c.relname, part.position)";

// One row per pair of columns. The order of columns does not matter to uniqueness, so both sides are sorted.
constexpr const char* foreign_keys_sql = R"(
select k.oid, k.conname,
  k.conrelid, near_schema.nspname, near.relname, k.confrelid, far_schema.nspname, far.relname,
  exists (
    select from pg_constraint u
    where u.conrelid = k.conrelid and u.contype in ('p', 'u')
      and array(select unnest(u.conkey) order by 1) = array(select unnest(k.conkey) order by 1)
  ) as is_one_to_one,
  near_column.attnum, near_column.attname, far_column.attnum, far_column.attname
from pg_constraint k
  join pg_class near on near.oid = k.conrelid
  join pg_namespace near_schema on near_schema.oid = near.relnamespace
  join pg_class far on far.oid = k.confrelid
  join pg_namespace far_schema on far_schema.oid = far.relnamespace
  cross join lateral unnest(k.conkey, k.confkey) with ordinality as part (number, foreign_number, position)
  join pg_attribute near_column on near_column.attrelid = near.oid and near_column.attnum = part.number
  join pg_attribute far_column on far_column.attrelid = far.oid and far_column.attnum = part.foreign_number
where k.contype = 'f' and k.conparentid = 0
order by k.conrelid, k.conname, k.oid, part.position)";

ForeignKey foreign_key_of(Row& row) {
  ForeignKey key;
  key.name = take_text(row[1]);
  key.relation_id = to_number(row[2]);
  key.relation = {take_text(row[3]), take_text(row[4])};
  key.foreign_relation_id = to_number(row[5]);
  key.foreign_relation = {take_text(row[6]), take_text(row[7])};
  key.is_one_to_one = is_true(row[8]);
  return key;
}

}  // namespace

Result<std::vector<PrimaryKey>> load_primary_keys(Session& session) {
  auto rows = session.query(primary_keys_sql);
  if (!rows) return fail(std::move(rows.error()));
  std::vector<PrimaryKey> keys;
  for (Row& row : rows->rows) {
    const ObjectId relation_id = to_number(row[0]);
    if (keys.empty() || keys.back().relation_id != relation_id)
      keys.push_back({relation_id, {take_text(row[1]), take_text(row[2])}, {}});
    keys.back().columns.push_back({to_number(row[3]), take_text(row[4])});
  }
  return keys;
}

Result<std::vector<ForeignKey>> load_foreign_keys(Session& session) {
  auto rows = session.query(foreign_keys_sql);
  if (!rows) return fail(std::move(rows.error()));
  std::vector<ForeignKey> keys;
  ObjectId constraint = 0;
  for (Row& row : rows->rows) {
    const ObjectId row_constraint = to_number(row[0]);
    if (std::exchange(constraint, row_constraint) != row_constraint) keys.push_back(foreign_key_of(row));
    keys.back().columns.push_back({to_number(row[9]), take_text(row[10])});
    keys.back().foreign_columns.push_back({to_number(row[11]), take_text(row[12])});
  }
  return keys;
}

}  // namespace marque::pg::catalogue
