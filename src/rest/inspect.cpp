#include "rest/inspect.hpp"

#include <optional>
#include <set>
#include <utility>

#include "rest/database_work.hpp"
#include "rest/openapi.hpp"
#include "rest/openapi_queries.hpp"

namespace marque::rest {
namespace {

bool follows_privileges(const TransactionInput& input) {
  return input.settings.openapi_mode == OpenApiMode::follow_privileges;
}

/// The comment comes last; with privileges, relations and routines come before it.
pg::Batch write_questions(const TransactionInput& input) {
  pg::Batch batch;
  batch.role = input.caller.role;
  batch.repeatable = true;
  batch.statements.push_back(write_settings(input));
  if (input.settings.pre_request) batch.statements.push_back(write_pre_request(*input.settings.pre_request));
  if (follows_privileges(input)) {
    batch.statements.push_back(accessible_relations(input.schema));
    batch.statements.push_back(executable_routines(input.schema));
  }
  batch.statements.push_back(schema_comment(input.schema));
  return batch;
}

}  // namespace

Task<Result<std::string>> describe_schema(pg::Pool& pool, const TransactionInput& input,
                                          const pg::Catalogue& catalogue, std::string version) {
  auto reply = co_await pool.run(write_questions(input));
  if (!reply) co_return fail(reply.error());
  const auto& results = reply->results;
  std::optional<std::set<std::string>> accessible;
  OpenApiInput document{.catalogue = catalogue};
  if (follows_privileges(input)) {
    accessible = read_accessible_relations(results[results.size() - 3]);
    document.routines = read_executable_routines(results[results.size() - 2], input.schema);
  } else {
    document.routines = routines_of(catalogue, input.schema);
  }
  document.relations = relations_of(catalogue, input.schema, accessible);
  document.schema_comment = read_schema_comment(results.back());
  document.with_security = input.settings.openapi_security;
  document.proxy_url = input.settings.openapi_proxy_url;
  document.server_host = input.settings.server_host;
  document.server_port = input.settings.server_port;
  document.version = std::move(version);
  co_return root_document(document);
}

}  // namespace marque::rest
