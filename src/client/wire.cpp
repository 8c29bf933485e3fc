// A statement as an HTTP request.
#include <algorithm>
#include <array>

#include "client/identity_headers.hpp"
#include "client/statement.hpp"
#include "core/text.hpp"
#include "query/preferences.hpp"
#include "query/write_url.hpp"

namespace marque {

Request::Request(HttpRequest http) : http_(std::move(http)) {}

Request::Request(std::shared_ptr<const client::Statement> statement) : statement_(std::move(statement)) {}

HttpRequest Request::http() const { return statement_ ? client::write_http(*statement_) : http_; }

namespace client {
namespace {

constexpr std::string_view client_info = "marque-cpp/" MARQUE_VERSION;

std::string body_type(const Statement& statement) {
  const bool object = statement.output == Output::object;
  if (statement.output == Output::csv) return "text/csv";
  if (statement.output == Output::geojson) return "application/geo+json";
  if (statement.strip_nulls)
    return object ? "application/vnd.pgrst.object+json;nulls=stripped"
                  : "application/vnd.pgrst.array+json;nulls=stripped";
  return object ? "application/vnd.pgrst.object+json" : "application/json";
}

std::string plan_options(const ExplainOptions& explain) {
  const std::array<std::pair<bool, std::string_view>, 5> options{{{explain.analyze, "analyze"},
                                                                  {explain.verbose, "verbose"},
                                                                  {explain.settings, "settings"},
                                                                  {explain.buffers, "buffers"},
                                                                  {explain.wal, "wal"}}};
  std::string text;
  for (const auto& [wanted, name] : options) {
    if (!wanted) continue;
    text += text.empty() ? "; options=" : "|";
    text += name;
  }
  return text;
}

std::string accept_of(const Statement& statement) {
  std::string type = body_type(statement);
  if (!statement.explain) return type;
  const bool json = statement.explain->format == ExplainFormat::json;
  return std::string("application/vnd.pgrst.plan+") + (json ? "json" : "text") + "; for=\"" + type + "\"" +
         plan_options(*statement.explain);
}

}  // namespace

Headers identity_headers(const std::string& key, const std::string& token) {
  Headers headers{{"X-Client-Info", std::string(client_info)}};
  if (!key.empty()) headers.push_back({"apikey", key});
  const std::string& bearer = token.empty() ? key : token;
  if (!bearer.empty()) headers.push_back({"Authorization", "Bearer " + bearer});
  return headers;
}

void set_header(Headers& headers, Header header) {
  const auto same = [&](const Header& other) {
    return core::to_lower(other.name) == core::to_lower(header.name);
  };
  const auto found = std::ranges::find_if(headers, same);
  if (found == headers.end()) {
    headers.push_back(std::move(header));
  } else {
    *found = std::move(header);
  }
}

std::string method_of(const Statement& statement) {
  switch (statement.tree.action) {
    case query::Action::read: return statement.head ? "HEAD" : "GET";
    case query::Action::insert: return "POST";
    case query::Action::update: return "PATCH";
    case query::Action::put: return "PUT";
    case query::Action::remove: return "DELETE";
    case query::Action::call: break;
  }
  if (statement.head) return "HEAD";
  return statement.get ? "GET" : "POST";
}

Headers headers_of(const Statement& statement) {
  Headers headers = identity_headers(statement.key, statement.token);
  headers.push_back({"Accept", accept_of(statement)});
  const std::string method = method_of(statement);
  const bool reads = method == "GET" || method == "HEAD";
  if (!statement.tree.schema.empty())
    headers.push_back({reads ? "Accept-Profile" : "Content-Profile", statement.tree.schema});
  if (statement.body && !reads) headers.push_back({"Content-Type", "application/json"});
  const std::string prefer = query::write_preferences(statement.tree.preferences);
  if (!prefer.empty()) headers.push_back({"Prefer", prefer});
  for (const auto& header : statement.headers) set_header(headers, header);
  return headers;
}

HttpRequest write_http(const Statement& statement) {
  HttpRequest request;
  request.method = method_of(statement);
  request.target = statement.rest_path + query::write_path(statement.tree);
  const std::string query = query::write_query(statement.tree);
  if (!query.empty()) request.target += '?' + query;
  request.headers = headers_of(statement);
  if (statement.body && request.method != "GET" && request.method != "HEAD") request.body = *statement.body;
  return request;
}

}  // namespace client
}  // namespace marque
