#include "pg/server_error.hpp"

#include <fmt/format.h>
#include <libpq-fe.h>

namespace marque::pg {
namespace {

std::string field(const PGresult* result, int code) {
  const char* text = PQresultErrorField(result, code);
  return text == nullptr ? std::string() : std::string(text);
}

std::string trimmed(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
  return text;
}

std::string host_and_port(const PGconn* connection) {
  const char* host = PQhost(connection);
  const char* port = PQport(connection);
  return fmt::format("{} port {}", host == nullptr || *host == '\0' ? "the server" : host,
                     port == nullptr || *port == '\0' ? "5432" : port);
}

}  // namespace

Error error_of(const pg_result* result) {
  const std::string state = field(result, PG_DIAG_SQLSTATE);
  std::string message = field(result, PG_DIAG_MESSAGE_PRIMARY);
  if (message.empty()) message = trimmed(PQresultErrorMessage(result));
  Error error("pg." + (state.empty() ? std::string("connection_lost") : state), std::move(message));
  error.detail = field(result, PG_DIAG_MESSAGE_DETAIL);
  error.hint = field(result, PG_DIAG_MESSAGE_HINT);
  return error;
}

Error connection_error(const pg_conn* connection, std::string_view code) {
  const std::string report = trimmed(PQerrorMessage(connection));
  if (report.find("password authentication failed") != report.npos)
    return Error("pg.wrong_password",
                 fmt::format("PostgreSQL at {} refused the password", host_and_port(connection)))
        .with_detail(report)
        .with_hint("check user and password in the database URL");
  const bool lost = code == "pg.connection_lost";
  return Error(code, fmt::format("{} PostgreSQL at {}{}", lost ? "the connection to" : "no connection to",
                                 host_and_port(connection), lost ? " broke" : ""))
      .with_detail(report)
      .with_hint("check that the server runs, and the host, port and database of the database URL");
}

bool is_stale_statement(const Error& error) {
  if (error.code == "pg.26000") return true;
  return error.code == "pg.0A000" && error.message.starts_with("cached plan must not change");
}

std::string_view sqlstate_of(const Error& error) {
  const std::string_view code = error.code;
  return code.starts_with("pg.") && code.size() == 8 ? code.substr(3) : std::string_view();
}

}  // namespace marque::pg
