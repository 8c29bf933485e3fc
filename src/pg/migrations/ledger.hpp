// pg/migrations/ledger.hpp: what a database says has been applied: the supabase CLI's history, and beside it
// our own ledger (checksums, resume points) and the schema as it was recorded last.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "pg/migrations/files.hpp"
#include "pg/migrations/snapshot.hpp"
#include "pg/session.hpp"

namespace marque::pg::migrations {

/// supabase_migrations.schema_migrations, as the supabase CLI writes it.
struct HistoryRow {
  std::string version;
  std::string name;
  std::vector<std::string> statements;
};

/// supabase_migrations.marque_ledger.
struct LedgerRow {
  FileKind kind = FileKind::migration;
  std::string version;
  std::string name;
  std::string checksum;
  std::vector<std::string> statements;
  std::size_t statements_done = 0;  ///< the resume point of an unfinished file
  bool finished = false;
  std::string applied_at;  ///< UTC, ISO 8601
};

struct Records {
  std::vector<HistoryRow> history;  ///< by version
  std::vector<LedgerRow> ledger;    ///< by kind and version
  bool hosted = false;              ///< a hosted Supabase: its roles exist and none of our platform files ran

  const HistoryRow* history_of(std::string_view version) const;
  const LedgerRow* ledger_of(FileKind kind, std::string_view version) const;
};

/// Creates schema and tables where they are missing, with the definition that the supabase CLI uses for its
/// own.
Result<void> create_tables(Session& session);
/// Reads everything; a database without the tables has no records.
Result<Records> read_records(Session& session);

/// Inserts or replaces the ledger row of `file`.
struct LedgerEntry {
  std::size_t statements_done = 0;
  bool finished = false;
  std::string_view origin = "marque";  ///< "adopted": another tool applied it
  std::string_view fingerprint = {};
  std::string_view marque_version = {};
};
Result<void> write_ledger(Session& session, const MigrationFile& file, const LedgerEntry& entry);
Result<void> write_history(Session& session, const MigrationFile& file);

/// The schema as recorded; empty before the first run.
Result<Snapshot> read_recorded(Session& session);
/// Makes the recorded objects follow from `changes` alone: what drifted elsewhere stays visible.
Result<void> record_changes(Session& session, std::span<const DriftEntry> changes);

/// A text[] in PostgreSQL's own spelling.
std::string array_literal(std::span<const std::string> elements);

}  // namespace marque::pg::migrations
