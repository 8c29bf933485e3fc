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
struct pg_result;

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

/// Limits for a thread that must always be able to stop: how long connecting and each statement may take,
/// and a descriptor (eventfd or pipe; -1 for none) that ends the wait as soon as it can be read.
struct SessionWaits {
  std::chrono::milliseconds connect_timeout{10'000};
  std::chrono::milliseconds statement_timeout{60'000};
  int stop_descriptor = -1;
};

/// What another session said with NOTIFY.
struct Notification {
  std::string channel;
  std::string payload;
};

class Session {
 public:
  /// Connects. Errors: pg.bad_url, pg.unreachable, pg.wrong_password, or "pg.<SQLSTATE>"; the URL's password
  /// is never part of them. `url` is a connection URI or keyword string (PostgreSQL 17, 34.1.1).
  static Result<Session> open(const Secret& url, std::chrono::seconds timeout = std::chrono::seconds(10));

  /// Connects; this and every later statement waits within limits. Further errors: pg.timeout, pg.stopped;
  /// the session is no longer alive after either.
  static Result<Session> open(const Secret& url, const SessionWaits& waits);

  /// A further one, opened as this one was.
  Result<Session> open_another() const;

  /// One statement with its parameters ($1 …), in the extended protocol.
  Result<Rows> query(const std::string& sql, std::span<const Value> parameters = {});
  Result<Rows> query(const std::string& sql, std::initializer_list<Value> parameters) {
    return query(sql, std::span(parameters.begin(), parameters.size()));
  }
  /// Any number of statements separated by semicolons, in the simple protocol, as one implicit transaction.
  Result<void> execute(const std::string& sql);

  /// What has arrived, without waiting for more; poll `socket()` for that. Errors: pg.connection_lost.
  Result<std::vector<Notification>> take_notifications();
  int socket() const;  ///< to poll for reading; it may change with every statement

  int server_version() const;   ///< 170010 for 17.10
  int backend_process() const;  ///< the server process's id
  bool in_transaction() const;  ///< opened by BEGIN
  bool alive() const;           ///< false once the connection has broken

 private:
  struct Close {
    void operator()(pg_conn* connection) const;
  };
  struct Clear {
    void operator()(pg_result* result) const;
  };
  using Handle = std::unique_ptr<pg_conn, Close>;
  using ResultHandle = std::unique_ptr<pg_result, Clear>;
  static Result<Session> connected(pg_conn* opened);
  explicit Session(Handle connection) : connection_(std::move(connection)) {}
  Result<ResultHandle> finish(bool was_sent);
  Result<ResultHandle> checked(ResultHandle result) const;

  Handle connection_;
  std::optional<SessionWaits> waits_;
};

/// `name` as an SQL identifier, quoted ("a""b").
std::string quote_identifier(std::string_view name);
/// `text` as an SQL literal ('a''b', with E'' where it holds backslashes).
std::string quote_literal(std::string_view text);

}  // namespace marque::pg
