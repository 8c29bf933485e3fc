#include "pg/catalogue/column_rights.hpp"

#include <utility>

namespace marque::pg::catalogue {
namespace {

constexpr const char* readable_columns_sql = R"(
select relation.oid, role.rolname, col.attname
from pg_class relation
  join pg_attribute col on col.attrelid = relation.oid and col.attnum > 0 and not col.attisdropped
  join pg_roles role on pg_has_role(role.oid, 'member')
where relation.relnamespace = any ($1::regnamespace[])
  and relation.oid in (select attrelid from pg_attribute where attacl is not null)
  and not has_table_privilege(role.oid, relation.oid, 'select')
  and has_column_privilege(role.oid, relation.oid, col.attnum, 'select')
order by relation.oid, role.rolname, col.attnum)";

}  // namespace

Result<std::unordered_map<ObjectId, ReadableColumns>> load_readable_columns(
    Session& session, const std::vector<std::string>& schemas) {
  auto rows = session.query(readable_columns_sql, {schemas_text(schemas)});
  if (!rows) return fail(std::move(rows.error()));
  std::unordered_map<ObjectId, ReadableColumns> readable;
  for (Row& row : rows->rows) readable[to_number(row[0])][take_text(row[1])].push_back(take_text(row[2]));
  return readable;
}

}  // namespace marque::pg::catalogue
