#include "pg/migrations/ledger.hpp"

#include <algorithm>

#include <boost/json.hpp>

namespace marque::pg::migrations {
namespace {

// The first three are the supabase CLI's own words; older versions of it made the table with `version` alone.
constexpr const char* kTables = R"(
create schema if not exists supabase_migrations;
create table if not exists supabase_migrations.schema_migrations (version text not null primary key);
alter table supabase_migrations.schema_migrations add column if not exists statements text[];
alter table supabase_migrations.schema_migrations add column if not exists name text;
create table if not exists supabase_migrations.marque_ledger (
  kind text not null check (kind in ('platform', 'migration', 'seed')),
  version text not null,
  name text not null,
  checksum text not null,
  statements text[] not null,
  statements_done integer not null check (statements_done >= 0),
  finished boolean not null,
  origin text not null check (origin in ('marque', 'adopted')),
  fingerprint text not null,
  marque_version text not null,
  applied_at timestamptz not null default now(),
  primary key (kind, version)
);
alter table supabase_migrations.marque_ledger enable row level security;
create table if not exists supabase_migrations.marque_schema (
  kind text not null,
  identity text not null,
  definition text not null,
  primary key (kind, identity)
);
alter table supabase_migrations.marque_schema enable row level security;
comment on table supabase_migrations.marque_ledger is
  'Every SQL file that Marque applied, or found applied by another tool, with what checks it later.';
comment on column supabase_migrations.marque_ledger.kind is
  'platform: roles, auth and storage; migration: the brand model, also in schema_migrations; seed: rows.';
comment on column supabase_migrations.marque_ledger.version is
  'The digits before the first underscore of the name.';
comment on column supabase_migrations.marque_ledger.name is 'The rest of the file''s name, without .sql.';
comment on column supabase_migrations.marque_ledger.checksum is
  'SHA-256 over the statements; white space between them does not count.';
comment on column supabase_migrations.marque_ledger.statements is 'The statements as applied, for the diff.';
comment on column supabase_migrations.marque_ledger.statements_done is
  'Resume point: how many statements of a file that cannot run in one transaction are done.';
comment on column supabase_migrations.marque_ledger.finished is 'False while such a file is under way.';
comment on column supabase_migrations.marque_ledger.origin is 'marque, or adopted: another tool applied it.';
comment on column supabase_migrations.marque_ledger.fingerprint is
  'SHA-256 over the whole schema right after the file; empty while unfinished.';
comment on column supabase_migrations.marque_ledger.marque_version is 'The Marque that applied it.';
comment on column supabase_migrations.marque_ledger.applied_at is 'When its last statement was done.';
comment on table supabase_migrations.marque_schema is
  'The schema as the migrations left it, one row per object; what differs from it now is drift.';
comment on column supabase_migrations.marque_schema.kind is 'table, column, policy, function …';
comment on column supabase_migrations.marque_schema.identity is 'The object''s qualified name.';
comment on column supabase_migrations.marque_schema.definition is 'Everything that counts as a change.';
)";

constexpr const char* kHosted = R"(
select exists (select from pg_catalog.pg_roles where rolname in ('supabase_admin', 'supabase_auth_admin'))
   and exists (select from pg_catalog.pg_namespace where nspname = 'auth'))";

Result<bool> is_true(Session& session, const std::string& sql) {
  auto rows = session.query(sql);
  if (!rows) return fail(std::move(rows.error()));
  return rows->single() == "t";
}

Result<bool> table_exists(Session& session, const std::string& name) {
  return is_true(session, "select pg_catalog.to_regclass('supabase_migrations." + name + "') is not null");
}

std::vector<std::string> texts_of_json(const Value& json) {
  std::vector<std::string> texts;
  boost::system::error_code error;
  const auto parsed = boost::json::parse(json.value_or("[]"), error);
  if (error || !parsed.is_array()) return texts;
  for (const auto& element : parsed.get_array()) {
    if (element.is_string()) texts.emplace_back(element.get_string());
  }
  return texts;
}

FileKind kind_named(std::string_view name) {
  if (name == "platform") return FileKind::platform;
  return name == "seed" ? FileKind::seed : FileKind::migration;
}

Result<void> read_history(Session& session, Records& records) {
  const auto exists = table_exists(session, "schema_migrations");
  if (!exists) return fail(exists.error());
  if (!*exists) return {};
  // to_jsonb: the columns `name` and `statements` may not exist yet.
  auto rows = session.query(
      "select r.version, coalesce(j ->> 'name', ''), coalesce(j ->> 'statements', '[]')"
      " from supabase_migrations.schema_migrations r, pg_catalog.to_jsonb(r) j order by r.version collate "
      "\"C\"");
  if (!rows) return fail(std::move(rows.error()));
  for (const auto& row : rows->rows)
    records.history.push_back({row[0].value_or(""), row[1].value_or(""), texts_of_json(row[2])});
  return {};
}

Result<void> read_ledger(Session& session, Records& records) {
  const auto exists = table_exists(session, "marque_ledger");
  if (!exists) return fail(exists.error());
  if (!*exists) return {};
  auto rows = session.query(
      "select kind, version, name, checksum, pg_catalog.array_to_json(statements), statements_done, finished,"
      " pg_catalog.to_char(applied_at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"
      " from supabase_migrations.marque_ledger order by kind collate \"C\", version collate \"C\"");
  if (!rows) return fail(std::move(rows.error()));
  for (const auto& row : rows->rows)
    records.ledger.push_back({kind_named(row[0].value_or("")), row[1].value_or(""), row[2].value_or(""),
                              row[3].value_or(""), texts_of_json(row[4]), std::stoul(row[5].value_or("0")),
                              row[6] == "t", row[7].value_or("")});
  return {};
}

}  // namespace

const HistoryRow* Records::history_of(std::string_view version) const {
  const auto found = std::ranges::find(history, version, &HistoryRow::version);
  return found == history.end() ? nullptr : &*found;
}

const LedgerRow* Records::ledger_of(FileKind kind, std::string_view version) const {
  const auto found = std::ranges::find_if(
      ledger, [&](const LedgerRow& row) { return row.kind == kind && row.version == version; });
  return found == ledger.end() ? nullptr : &*found;
}

Result<void> create_tables(Session& session) {
  for (const char* name : {"schema_migrations", "marque_ledger", "marque_schema"}) {
    const auto exists = table_exists(session, name);
    if (!exists) return fail(exists.error());
    if (!*exists) return session.execute(kTables);
  }
  return {};
}

Result<Records> read_records(Session& session) {
  Records records;
  if (auto read = read_history(session, records); !read) return fail(std::move(read.error()));
  if (auto read = read_ledger(session, records); !read) return fail(std::move(read.error()));
  const bool ours = std::ranges::any_of(records.ledger,
                                        [](const LedgerRow& row) { return row.kind == FileKind::platform; });
  if (ours) return records;
  const auto hosted = is_true(session, kHosted);
  if (!hosted) return fail(hosted.error());
  records.hosted = *hosted;
  return records;
}

Result<void> write_ledger(Session& session, const MigrationFile& file, const LedgerEntry& entry) {
  auto written = session.query(
      "insert into supabase_migrations.marque_ledger (kind, version, name, checksum, statements, "
      "statements_done,"
      " finished, origin, fingerprint, marque_version, applied_at)"
      " values ($1, $2, $3, $4, $5::text[], $6::integer, $7::boolean, $8, $9, $10, "
      "pg_catalog.clock_timestamp())"
      " on conflict (kind, version) do update set name = excluded.name, checksum = excluded.checksum,"
      " statements = excluded.statements, statements_done = excluded.statements_done, finished = "
      "excluded.finished,"
      " origin = excluded.origin, fingerprint = excluded.fingerprint, marque_version = "
      "excluded.marque_version,"
      " applied_at = excluded.applied_at",
      {std::string(name_of(file.kind)), file.version, file.name, file.checksum,
       array_literal(file.statements), std::to_string(entry.statements_done), entry.finished ? "t" : "f",
       std::string(entry.origin), std::string(entry.fingerprint), std::string(entry.marque_version)});
  if (!written) return fail(std::move(written.error()));
  return {};
}

Result<void> write_history(Session& session, const MigrationFile& file) {
  auto written = session.query(
      "insert into supabase_migrations.schema_migrations (version, name, statements) values ($1, $2, "
      "$3::text[])",
      {file.version, file.name, array_literal(file.statements)});
  if (!written) return fail(std::move(written.error()));
  return {};
}

Result<Snapshot> read_recorded(Session& session) {
  const auto exists = table_exists(session, "marque_schema");
  if (!exists) return fail(exists.error());
  if (!*exists) return Snapshot();
  auto rows = session.query(
      "select kind, identity, definition from supabase_migrations.marque_schema"
      " order by kind collate \"C\", identity collate \"C\"");
  if (!rows) return fail(std::move(rows.error()));
  Snapshot snapshot;
  for (auto& row : rows->rows)
    snapshot.push_back({row[0].value_or(""), row[1].value_or(""), std::move(row[2]).value_or("")});
  return snapshot;
}

Result<void> record_changes(Session& session, std::span<const DriftEntry> changes) {
  std::vector<std::string> kinds[2], identities[2], definitions;
  for (const DriftEntry& change : changes) {
    const std::size_t gone = change.change == Change::removed ? 1 : 0;
    kinds[gone].push_back(change.kind);
    identities[gone].push_back(change.identity);
    if (gone == 0) definitions.push_back(change.after);
  }
  if (!kinds[1].empty()) {
    auto removed = session.query(
        "delete from supabase_migrations.marque_schema s using unnest($1::text[], $2::text[])"
        " as gone (kind, identity) where s.kind = gone.kind and s.identity = gone.identity",
        {array_literal(kinds[1]), array_literal(identities[1])});
    if (!removed) return fail(std::move(removed.error()));
  }
  if (kinds[0].empty()) return {};
  auto written = session.query(
      "insert into supabase_migrations.marque_schema (kind, identity, definition)"
      " select * from unnest($1::text[], $2::text[], $3::text[])"
      " on conflict (kind, identity) do update set definition = excluded.definition",
      {array_literal(kinds[0]), array_literal(identities[0]), array_literal(definitions)});
  if (!written) return fail(std::move(written.error()));
  return {};
}

std::string array_literal(std::span<const std::string> elements) {
  std::string literal = "{";
  for (const std::string& element : elements) {
    literal += literal.size() > 1 ? ",\"" : "\"";
    for (const char c : element) {
      if (c == '"' || c == '\\') literal += '\\';
      literal += c;
    }
    literal += '"';
  }
  return literal + "}";
}

}  // namespace marque::pg::migrations
