// pg/migrations/statement_kind.hpp: what a statement means for the transaction that a migration runs in.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "core/error.hpp"

namespace marque::pg::migrations {

enum class TransactionUse : std::uint8_t {
  inside,   ///< runs in the file's one transaction
  outside,  ///< PostgreSQL refuses it inside a transaction: CREATE INDEX CONCURRENTLY, VACUUM, ALTER SYSTEM …
  control,  ///< begins or ends a transaction itself, which is the runner's business
};

struct StatementKind {
  TransactionUse use = TransactionUse::inside;
  std::string what;  ///< the leading keywords in lower case: "create index concurrently"
  std::string
      target;  ///< for `outside`: the object as the statement spells it, "public.a_note"; may be empty

  bool is(std::string_view keywords) const { return what == keywords; }
};

StatementKind statement_kind(std::string_view statement);

/// How a whole file has to run.
enum class FileMode : std::uint8_t { one_transaction, statement_by_statement };

/// `statement_by_statement` if a statement must run outside a transaction, or if the file's first comment
/// says
/// `-- marque: no transaction`. Errors, with the line: migration.transaction_control,
/// migration.unnamed_index.
Result<FileMode> file_mode(std::span<const std::string> statements, std::span<const std::size_t> lines);

/// Whether the first comment is `-- marque: no transaction`: no statement is then wrapped in one.
bool asks_for_no_transaction(std::span<const std::string> statements);

}  // namespace marque::pg::migrations
