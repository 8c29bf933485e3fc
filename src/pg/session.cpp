#include "pg/session.hpp"

#include <fmt/format.h>
#include <libpq-fe.h>

#include "pg/connection_url.hpp"
#include "pg/server_error.hpp"

namespace marque::pg {
namespace {

struct ClearResult {
  void operator()(PGresult* result) const { PQclear(result); }
};
using ResultHandle = std::unique_ptr<PGresult, ClearResult>;

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

Result<Session> Session::open(const Secret& url, std::chrono::seconds timeout) {
  if (auto checked = check_connection_url(url); !checked) return fail(checked.error());
  const std::string timeout_text = std::to_string(std::max<long>(2, timeout.count()));
  const char* keywords[] = {"dbname", "connect_timeout", "application_name", "client_encoding", nullptr};
  const char* values[] = {url.reveal().c_str(), timeout_text.c_str(), "marque", "UTF8", nullptr};
  return connected(PQconnectdbParams(keywords, values, 1));
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
  const ResultHandle result(PQexecParams(connection_.get(), sql.c_str(), static_cast<int>(values.size()),
                                         nullptr, values.data(), nullptr, nullptr, 0));
  if (!alive()) return fail(connection_error(connection_.get(), "pg.connection_lost"));
  if (!succeeded(result.get())) return fail(error_of(result.get()));
  return rows_of(result.get());
}

Result<void> Session::execute(const std::string& sql) {
  const ResultHandle result(PQexec(connection_.get(), sql.c_str()));
  if (!alive()) return fail(connection_error(connection_.get(), "pg.connection_lost"));
  if (!succeeded(result.get())) return fail(error_of(result.get()));
  return {};
}

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
