#include "pg/migrations/interrupted.hpp"

#include <fmt/format.h>

namespace marque::pg::migrations {
namespace {

using Note = std::function<void(std::string_view)>;

// One row if the index exists: its qualified name and whether it is valid.
constexpr const char* kIndex =
    "select pg_catalog.format('%I.%I', n.nspname, c.relname), i.indisvalid from pg_catalog.pg_index i"
    " join pg_catalog.pg_class c on c.oid = i.indexrelid join pg_catalog.pg_namespace n on n.oid = "
    "c.relnamespace"
    " where c.oid = pg_catalog.to_regclass($1)";

Result<Readiness> prepare_create_index(Session& session, const StatementKind& kind, bool maybe_done,
                                       const Note& note) {
  auto rows = session.query(kIndex, {kind.target});
  if (!rows) return fail(std::move(rows.error()));
  if (rows->empty()) return Readiness::run;
  const std::string name = rows->rows[0][0].value_or(kind.target);
  if (rows->rows[0][1] == "t") {
    if (!maybe_done) return Readiness::run;
    note(fmt::format("the index {} had been finished before the last run ended", name));
    return Readiness::done_already;
  }
  note(fmt::format("the index {} is invalid, left by an attempt that failed: dropping it to build it anew",
                   name));
  if (auto dropped = session.execute("drop index concurrently if exists " + name); !dropped)
    return fail(std::move(dropped.error()));
  return Readiness::run;
}

// The statement's own effect, where a second attempt would fail on it.
Result<Readiness> if_true_done(Session& session, const std::string& sql, const StatementKind& kind,
                               const Note& note) {
  auto rows = session.query(sql, {kind.target});
  if (!rows) return fail(std::move(rows.error()));
  if (rows->single() != "t") return Readiness::run;
  note(fmt::format("`{} {}` had been finished before the last run ended", kind.what, kind.target));
  return Readiness::done_already;
}

std::string exists_sql(std::string_view catalogue, std::string_view column, bool wanted) {
  return fmt::format("select {}exists (select from pg_catalog.{} where {} = (pg_catalog.parse_ident($1))[1])",
                     wanted ? "" : "not ", catalogue, column);
}

}  // namespace

Result<Readiness> prepare_outside(Session& session, const StatementKind& kind, bool maybe_done,
                                  const Note& note) {
  if (kind.is("create index concurrently")) return prepare_create_index(session, kind, maybe_done, note);
  if (!maybe_done) return Readiness::run;
  if (kind.is("drop index concurrently"))
    return if_true_done(session, "select pg_catalog.to_regclass($1) is null", kind, note);
  if (kind.is("create database") || kind.is("drop database"))
    return if_true_done(session, exists_sql("pg_database", "datname", kind.is("create database")), kind,
                        note);
  if (kind.is("create tablespace") || kind.is("drop tablespace"))
    return if_true_done(session, exists_sql("pg_tablespace", "spcname", kind.is("create tablespace")), kind,
                        note);
  if (kind.is("create subscription") || kind.is("drop subscription"))
    return if_true_done(session, exists_sql("pg_subscription", "subname", kind.is("create subscription")),
                        kind, note);
  return Readiness::run;
}

}  // namespace marque::pg::migrations
