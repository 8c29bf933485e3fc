// pg/migrations/snapshot.hpp: the live schema as a list of texts, one per object, that does not depend on
// OIDs, on the order of creation or on the session's settings; its hash is the fingerprint.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "pg/session.hpp"

namespace marque::pg::migrations {

/// One object: kind "table", identity "public.brands", and everything about it that a person would call a
/// change.
struct SchemaObject {
  std::string kind;
  std::string identity;
  std::string definition;

  bool operator==(const SchemaObject&) const = default;
};

/// All objects, ordered by kind and identity.
using Snapshot = std::vector<SchemaObject>;

/// SHA-256 in hexadecimal over every object.
std::string fingerprint_of(const Snapshot& snapshot);

/// Whose schemas are looked at. `owned`: all but the system's and supabase_migrations. `hosted`: the schemas
/// that a hosted Supabase manages count only for the policies, and the triggers into our functions, on their
/// tables.
enum class SnapshotScope : std::uint8_t { owned, hosted };

/// Reads the catalogue. Leaves search_path and output settings of the session changed (`reset all` undoes
/// it).
Result<Snapshot> take_snapshot(Session& session, SnapshotScope scope);

enum class Change : std::uint8_t { added, changed, removed };
std::string_view name_of(Change change);

/// One object that differs; `before` is empty for an added one, `after` for a removed one.
struct DriftEntry {
  Change change;
  std::string kind;
  std::string identity;
  std::string before;
  std::string after;
};

std::vector<DriftEntry> compare(const Snapshot& before, const Snapshot& after);

/// "column public.a.note changed" and the lines that differ, for a terminal.
std::string describe(const DriftEntry& entry);

}  // namespace marque::pg::migrations
