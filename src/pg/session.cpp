#include "pg/session.hpp"

#include <fmt/format.h>
#include <libpq-fe.h>

#include "pg/connection_url.hpp"
#include "pg/server_error.hpp"
#include "pg/session_waits.hpp"

namespace marque::pg {
namespace {

Rows rows_of(const PGresult* result) {
  Rows rows;
  rows.command = PQcmdStatus(const_cast<PGresult*>(result));
  const int columns = PQnfields(result);
  for (int column = 0; column < columns; ++column) rows.columns.emplace_back(PQfname(result, column));
  for (int row = 0; row < PQntuples(result); ++row) {
    auto& values = rows.rows.emplace_back();
    for (int column = 0; column < columns; ++column) {
      if (PQgetisnull(result, row, column) == 1) {
        values.emplace_back();
      } else {
        values.emplace_back(std::in_place, PQgetvalue(result, row, column),
                            static_cast<std::size_t>(PQgetlength(result, row, column)));
      }
    }
  }
  return rows;
}

bool succeeded(const PGresult* result) {
  const auto status = PQresultStatus(result);
  return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY;
}

// Notices belong to the operator's log only where a caller asks for them; libpq would print them to stderr.
void ignore_notice(void*, const PGresult*) {}

}  // namespace

void Session::Close::operator()(pg_conn* connection) const { PQfinish(connection); }
void Session::Clear::operator()(pg_result* result) const { PQclear(result); }

Result<Session> Session::open(const Secret& url, std::chrono::seconds timeout) {
  if (auto checked = check_connection_url(url); !checked) return fail(checked.error());
  const std::string timeout_text = std::to_string(std::max<long>(2, timeout.count()));
  const char* keywords[] = {"dbname", "connect_timeout", "application_name", "client_encoding", nullptr};
  const char* values[] = {url.reveal().c_str(), timeout_text.c_str(), "marque", "UTF8", nullptr};
  return connected(PQconnectdbParams(keywords, values, 1));
}

Result<Session> Session::open(const Secret& url, const SessionWaits& waits) {
  if (auto checked = check_connection_url(url); !checked) return fail(checked.error());
  const char* keywords[] = {"dbname", "application_name", "client_encoding", nullptr};
  const char* values[] = {url.reveal().c_str(), "marque", "UTF8", nullptr};
  Handle connection(PQconnectStartParams(keywords, values, 1));
  if (auto done = wait_for_connection(connection.get(), waits); !done) return fail(std::move(done.error()));
  auto session = connected(connection.release());
  if (session) session->waits_ = waits;
  return session;
}

Result<Session> Session::connected(pg_conn* opened) {
  Handle connection(opened);
  if (!connection || PQstatus(connection.get()) != CONNECTION_OK)
    return fail(connection_error(connection.get(), "pg.unreachable"));
  PQsetNoticeReceiver(connection.get(), ignore_notice, nullptr);
  return Session(std::move(connection));
}

Result<Session> Session::open_another() const {
  struct FreeOptions {
    void operator()(PQconninfoOption* options) const { PQconninfoFree(options); }
  };
  const std::unique_ptr<PQconninfoOption, FreeOptions> options(PQconninfo(connection_.get()));
  std::vector<const char*> keywords, values;
  for (const PQconninfoOption* option = options.get(); option != nullptr && option->keyword; ++option) {
    if (option->val == nullptr) continue;
    keywords.push_back(option->keyword);
    values.push_back(option->val);
  }
  keywords.push_back(nullptr);
  values.push_back(nullptr);
  return connected(PQconnectdbParams(keywords.data(), values.data(), 0));
}

Result<Rows> Session::query(const std::string& sql, std::span<const Value> parameters) {
  std::vector<const char*> values;
  values.reserve(parameters.size());
  for (const Value& parameter : parameters) values.push_back(parameter ? parameter->c_str() : nullptr);
  auto* connection = connection_.get();
  const int count = static_cast<int>(values.size());
  const auto result = waits_ ? finish(PQsendQueryParams(connection, sql.c_str(), count, nullptr,
                                                        values.data(), nullptr, nullptr, 0) == 1)
                             : checked(ResultHandle(PQexecParams(connection, sql.c_str(), count, nullptr,
                                                                 values.data(), nullptr, nullptr, 0)));
  if (!result) return fail(result.error());
  return rows_of(result->get());
}

Result<void> Session::execute(const std::string& sql) {
  const auto result = waits_ ? finish(PQsendQuery(connection_.get(), sql.c_str()) == 1)
                             : checked(ResultHandle(PQexec(connection_.get(), sql.c_str())));
  if (!result) return fail(result.error());
  return {};
}

Result<Session::ResultHandle> Session::checked(ResultHandle result) const {
  if (!alive()) return fail(connection_error(connection_.get(), "pg.connection_lost"));
  if (!succeeded(result.get())) return fail(error_of(result.get()));
  return result;
}

/// The last result of what was sent, which is the error where there is one.
Result<Session::ResultHandle> Session::finish(bool was_sent) {
  ResultHandle last;
  while (was_sent) {
    if (auto ready = wait_for_result(connection_.get(), *waits_); !ready) {
      connection_.reset();  // a statement is still under way on it
      return fail(std::move(ready.error()));
    }
    ResultHandle next(PQgetResult(connection_.get()));
    if (!next) break;
    last = std::move(next);
  }
  return checked(std::move(last));
}

Result<std::vector<Notification>> Session::take_notifications() {
  if (PQconsumeInput(connection_.get()) == 0 || !alive())
    return fail(connection_error(connection_.get(), "pg.connection_lost"));
  std::vector<Notification> taken;
  while (PGnotify* notification = PQnotifies(connection_.get())) {
    taken.push_back({notification->relname, notification->extra});
    PQfreemem(notification);
  }
  return taken;
}

int Session::socket() const { return PQsocket(connection_.get()); }
int Session::server_version() const { return PQserverVersion(connection_.get()); }
int Session::backend_process() const { return PQbackendPID(connection_.get()); }
bool Session::in_transaction() const { return PQtransactionStatus(connection_.get()) != PQTRANS_IDLE; }
bool Session::alive() const { return PQstatus(connection_.get()) == CONNECTION_OK; }

std::string quote_identifier(std::string_view name) {
  std::string quoted = "\"";
  for (const char character : name) quoted.append(character == '"' ? 2 : 1, character);
  return quoted + '"';
}

std::string quote_literal(std::string_view text) {
  const bool has_backslash = text.find('\\') != text.npos;
  std::string quoted = has_backslash ? "E'" : "'";
  for (const char character : text) quoted.append(character == '\'' || character == '\\' ? 2 : 1, character);
  return quoted + '\'';
}

}  // namespace marque::pg
