#include "pg/migrations/snapshot.hpp"

#include <tuple>

#include <fmt/format.h>

#include "core/encoding.hpp"
#include "pg/migrations/snapshot_sql.hpp"
#include "pg/migrations/text_diff.hpp"

namespace marque::pg::migrations {
namespace {

// What a hosted Supabase creates and upgrades by itself.
constexpr const char* kManagedSchemas =
    "{auth,storage,extensions,graphql,graphql_public,realtime,_realtime,_analytics,vault,pgbouncer,pgsodium,"
    "pgsodium_masks,supabase_functions,cron,net,pgmq,pgtle,topology,tiger,tiger_data,dbdev}";

// Names come qualified and constants in one spelling, whatever the role or the database prefers.
constexpr const char* kSettings =
    "set search_path = pg_catalog; set datestyle = 'ISO, YMD'; set intervalstyle = 'postgres'; set timezone "
    "= 'UTC';"
    "set extra_float_digits = 1; set bytea_output = 'hex'; set quote_all_identifiers = off";

auto key_of(const SchemaObject& object) { return std::tie(object.kind, object.identity); }

}  // namespace

std::string fingerprint_of(const Snapshot& snapshot) {
  std::string text;
  for (const SchemaObject& object : snapshot) {
    text.append(object.kind).append("\x1f").append(object.identity).append("\x1f");
    text.append(object.definition).append("\x1e");
  }
  return core::sha256_hex(text);
}

Result<Snapshot> take_snapshot(Session& session, SnapshotScope scope) {
  if (auto set = session.execute(kSettings); !set) return fail(std::move(set.error()));
  static const std::string sql = snapshot_sql();
  auto rows = session.query(sql, {scope == SnapshotScope::hosted ? kManagedSchemas : "{}"});
  if (!rows) return fail(std::move(rows.error()));
  Snapshot snapshot;
  snapshot.reserve(rows->rows.size());
  for (auto& row : rows->rows)
    snapshot.push_back(
        {std::move(row[0]).value_or(""), std::move(row[1]).value_or(""), std::move(row[2]).value_or("")});
  return snapshot;
}

std::string_view name_of(Change change) {
  switch (change) {
    case Change::added: return "added";
    case Change::changed: return "changed";
    case Change::removed: return "removed";
  }
  return "changed";
}

std::vector<DriftEntry> compare(const Snapshot& before, const Snapshot& after) {
  std::vector<DriftEntry> entries;
  auto left = before.begin();
  auto right = after.begin();
  while (left != before.end() || right != after.end()) {
    if (right == after.end() || (left != before.end() && key_of(*left) < key_of(*right))) {
      entries.push_back({Change::removed, left->kind, left->identity, left->definition, {}});
      ++left;
    } else if (left == before.end() || key_of(*right) < key_of(*left)) {
      entries.push_back({Change::added, right->kind, right->identity, {}, right->definition});
      ++right;
    } else {
      if (left->definition != right->definition)
        entries.push_back({Change::changed, left->kind, left->identity, left->definition, right->definition});
      ++left, ++right;
    }
  }
  return entries;
}

std::string describe(const DriftEntry& entry) {
  std::string text = fmt::format("{} {} {}\n", entry.kind, entry.identity, name_of(entry.change));
  const std::string lines = diff_lines(entry.before, entry.after);
  std::string_view rest = lines;
  while (!rest.empty()) {
    const std::size_t end = rest.find('\n');
    text.append("    ").append(rest.substr(0, end + 1));
    rest.remove_prefix(end + 1);
  }
  return text;
}

}  // namespace marque::pg::migrations
