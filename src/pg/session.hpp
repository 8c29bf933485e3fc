// pg/session.hpp: one blocking connection, for the command line, migrations and start-up checks. The request
// path uses pg/pool.hpp instead; nothing here may be called on an I/O thread.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "core/secret.hpp"

struct pg_conn;

namespace marque::pg {

/// A value as PostgreSQL's text format spells it, or nothing for NULL.
using Value = std::optional<std::string>;

/// What a statement gave back.
struct Rows {
  std::vector<std::string> columns;
  std::vector<std::vector<Value>> rows;
  std::string command;  ///< the command tag: "SELECT 3", "CREATE TABLE"

  bool empty() const { return rows.empty(); }
  /// First column of the first row; nothing where there is no row or the value is NULL.
  Value single() const { return rows.empty() || rows[0].empty() ? std::nullopt : rows[0][0]; }
};

class Session {
 public:
  /// Connects. Errors: pg.bad_url, pg.unreachable, pg.wrong_password, or "pg.<SQLSTATE>"; the URL's password
  /// is never part of them. `url` is a connection URI or keyword string (PostgreSQL 17, 34.1.1).
  static Result<Session> open(const Secret& url, std::chrono::seconds timeout = std::chrono::seconds(10));

  /// A further one, opened as this one was.
  Result<Session> open_another() const;

  /// One statement with its parameters ($1 …), in the extended protocol.
  Result<Rows> query(const std::string& sql, std::span<const Value> parameters = {});
  Result<Rows> query(const std::string& sql, std::initializer_list<Value> parameters) {
    return query(sql, std::span(parameters.begin(), parameters.size()));
  }
  /// Any number of statements separated by semicolons, in the simple protocol, as one implicit transaction.
  Result<void> execute(const std::string& sql);

  int server_version() const;   ///< 170010 for 17.10
  int backend_process() const;  ///< the server process's id
  bool in_transaction() const;  ///< opened by BEGIN
  bool alive() const;           ///< false once the connection has broken

 private:
  struct Close {
    void operator()(pg_conn* connection) const;
  };
  using Handle = std::unique_ptr<pg_conn, Close>;
  static Result<Session> connected(pg_conn* opened);
  explicit Session(Handle connection) : connection_(std::move(connection)) {}

  Handle connection_;
};

/// `name` as an SQL identifier, quoted ("a""b").
std::string quote_identifier(std::string_view name);
/// `text` as an SQL literal ('a''b', with E'' where it holds backslashes).
std::string quote_literal(std::string_view text);

}  // namespace marque::pg
