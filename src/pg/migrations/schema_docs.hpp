// pg/migrations/schema_docs.hpp: docs/schema.md and docs/schema.svg, written from the live catalogue. The
// same catalogue always gives the same bytes.
#pragma once

#include <filesystem>
#include <string>

#include "core/error.hpp"
#include "pg/session.hpp"

namespace marque::pg::migrations {

struct SchemaDocs {
  std::string markdown;
  std::string svg;
};

/// Reads the catalogue through `session` and writes both texts.
Result<SchemaDocs> write_schema_docs(Session& session);

/// schema.md and schema.svg in `directory`.
Result<void> save_docs(const SchemaDocs& docs, const std::filesystem::path& directory);
/// Error docs.stale, with the lines that differ.
Result<void> check_docs(const SchemaDocs& docs, const std::filesystem::path& directory);

}  // namespace marque::pg::migrations
