// pg/batch.hpp: what one request asks of the database, as a value. A batch is sent in one write and ended by
// one Sync: PostgreSQL runs it as one transaction (PostgreSQL 17, 34.5 and 53.2.4).
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "pg/session.hpp"

struct pg_result;

namespace marque::pg {

/// One SQL statement with its parameters in text format.
struct Statement {
  std::string sql;
  std::vector<Value> parameters;
};

/// How the transaction of a batch ends.
enum class Ending : std::uint8_t {
  implicit_commit,  ///< with the Sync: one round trip
  rollback,         ///< explicitly undone after the last statement: one round trip
};

/// Which connections may carry a batch.
enum class Lane : std::uint8_t {
  shared,     ///< cheap and quick: several requests in flight on one connection
  exclusive,  ///< slow, writing or unknown: a connection of its own while it runs
};

struct Batch {
  std::vector<Statement> statements;
  /// Prepared statements are kept per role: a plan made under row-level security is thrown away when the same
  /// statement is run by another role, which halves throughput.
  std::string role;
  Lane lane = Lane::exclusive;
  Ending ending = Ending::implicit_commit;
  /// True where sending it twice does no harm (reads): it is then repeated after a lost connection.
  bool repeatable = false;
  /// The command that opens an explicit transaction (Pool::begin, Ending::rollback): "begin isolation level
  /// serializable read only". A constant text, never from outside.
  std::string opening = "begin";
  /// How long it may run; zero takes the pool's default.
  std::chrono::milliseconds timeout{0};
};

/// The rows of one statement; values are views into memory that the RowSet owns.
class RowSet {
 public:
  explicit RowSet(pg_result* result) : result_(result) {}

  int row_count() const;
  int column_count() const;
  bool is_null(int row, int column) const;
  std::string_view value(int row, int column) const;  ///< empty for NULL
  std::string_view column_name(int column) const;
  std::uint32_t column_type(int column) const;  ///< the type's OID
  std::string_view command() const;             ///< the command tag, "INSERT 0 1"
  std::int64_t affected_rows() const;

 private:
  struct Clear {
    void operator()(pg_result* result) const;
  };
  std::unique_ptr<pg_result, Clear> result_;
};

/// One RowSet per statement of the batch, in order.
struct Reply {
  std::vector<RowSet> results;
};

}  // namespace marque::pg
