#include "pg/migrations/rls_check.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "pg/migrations/ledger.hpp"

namespace marque::pg::migrations {

Result<std::vector<std::string>> tables_without_rls(Session& session, std::span<const std::string> schemas,
                                                    std::span<const std::string> allowed) {
  auto rows = session.query(
      "select name from (select pg_catalog.format('%I.%I', n.nspname, c.relname) as name from "
      "pg_catalog.pg_class c"
      "  join pg_catalog.pg_namespace n on n.oid = c.relnamespace"
      "  where n.nspname = any($1::text[]) and c.relkind in ('r', 'p') and not c.relrowsecurity"
      "    and not exists (select from pg_catalog.pg_depend d where d.objid = c.oid and d.deptype = 'e'"
      "                    and d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass)) as tables"
      " where name <> all($2::text[]) order by name collate \"C\"",
      {array_literal(schemas), array_literal(allowed)});
  if (!rows) return fail(std::move(rows.error()));
  std::vector<std::string> tables;
  for (const auto& row : rows->rows) tables.push_back(row[0].value_or(""));
  return tables;
}

Result<void> check_row_security(Session& session, std::span<const std::string> schemas,
                                std::span<const std::string> allowed) {
  const auto tables = tables_without_rls(session, schemas, allowed);
  if (!tables) return fail(tables.error());
  if (tables->empty()) return {};
  Error error("schema.no_row_security",
              fmt::format("{} without row-level security in a schema that the API exposes: {}",
                          tables->size() == 1 ? "a table" : "tables", fmt::join(*tables, ", ")));
  for (const std::string& table : *tables)
    error.hint +=
        fmt::format("{}alter table {} enable row level security;", error.hint.empty() ? "" : "\n", table);
  return fail(std::move(error));
}

}  // namespace marque::pg::migrations
