// Whatever query string comes in: one error of the contract, or a statement that PostgreSQL's grammar accepts
// and whose placeholders are $1 to $n for its n parameters. The first byte says what is done, the second how
// the answer is shaped.
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <pg_query.h>

#include "../unit/query/catalogue_builder.hpp"
#include "query/plan.hpp"
#include "query/read_url.hpp"
#include "query/write_sql.hpp"

namespace {

using namespace marque;
using namespace marque::query;

/// Related in every way that there is.
pg::Catalogue everything() {
  return CatalogueBuilder()
      .table("clients", {"id", {"name", "text"}, {"data", "jsonb"}})
      .table("projects", {"id", {"name", "text"}, "client_id", {"colour", "public.colour", "integer"}})
      .table("tasks", {"id", {"name", "text"}, "project_id", "parent_id"})
      .table("users", {"id", {"name", "text"}})
      .view("projects_view", {"id", {"name", "text"}, "client_id"})
      .key("projects", "client_id", "clients", "id")
      .key("projects_view", "client_id", "clients", "id")
      .key("tasks", "project_id", "projects", "id")
      .key("tasks", "parent_id", "tasks", "id")
      .junction("users_tasks", "user_id", "users", "task_id", "tasks")
      .computed("latest", "clients", "projects", true)
      .computed("all_tasks", "clients", "tasks", false)
      .representation("public.colour", "json", "\"public\".\"json\"")
      .representation("json", "public.colour", "\"public\".\"colour\"")
      .representation("text", "public.colour", "\"public\".\"colour\"")
      .routine("below", {{"id", "integer", "integer", true, false}}, {"test", "projects"},
               pg::ReturnKind::composite, true)
      .routine("sum", {{"a", "integer", "integer", true, false}, {"v", "text[]", "text[]", false, true}})
      .build();
}

const pg::Catalogue& catalogue() {
  static const pg::Catalogue built = everything();
  return built;
}

template <class Value>
std::optional<Value> chosen(unsigned choice, unsigned none) {
  return choice % (none + 1) == none ? std::nullopt : std::optional(static_cast<Value>(choice % (none + 1)));
}

/// How the answer is shaped, out of one byte.
struct Form {
  std::optional<Count> count;
  BodyForm body;
  std::optional<Explain> explain;

  explicit Form(unsigned choice) : count(chosen<Count>(choice, 3)) {
    body.kind = static_cast<BodyForm::Kind>(choice / 4 % 8);
    body.handler = {{"test", "handle"}, {"test", "projects"}, "a/b"};
    if (choice >= 128) explain = Explain{ExplainFormat::text, {ExplainOption::verbose}};
  }
};

std::optional<pg::Statement> read_statement(const Tree& tree, const Form& form, const PlanLimits& limits) {
  const auto plan = plan_read(tree, {"test", tree.relation}, catalogue(), limits);
  if (!plan) return std::nullopt;
  if (form.count == Count::planned) return write_count_estimate(*plan);
  return write_read(*plan, form.count, limits.maximum_rows, form.body, form.explain);
}

std::optional<pg::Statement> mutation_statement(const Tree& tree, const Form& form,
                                                const PlanLimits& limits) {
  const auto read = plan_read(tree, {"test", tree.relation}, catalogue(), limits);
  if (!read) return std::nullopt;
  const std::vector<std::string> keys{"colour", "name"};
  auto mutation = plan_mutation(tree, *catalogue().relation({"test", tree.relation}),
                                {R"({"name":"a"})", tree.columns.value_or(keys)}, *read, catalogue());
  if (!mutation) return std::nullopt;
  return write_mutation(*std::move(mutation), *read, tree.preferences, form.body, form.explain);
}

std::optional<pg::Statement> call_statement(const Tree& tree, const Form& form, const PlanLimits& limits) {
  std::vector<std::string> names;
  for (const auto& [name, value] : tree.arguments) names.push_back(name);
  const auto routine = find_routine({"test", tree.relation}, names, CallBody::none, false, catalogue());
  if (!routine) return std::nullopt;
  const auto returned = tree.relation == "below" ? "projects" : tree.relation;
  const auto read = plan_read(tree, {"test", returned}, catalogue(), limits);
  if (!read) return std::nullopt;
  return write_call(plan_call(**routine, names, tree.arguments, {}, *read), *read, form.count, form.body,
                    form.explain);
}

/// The request that the first byte stands for, as yet without its query string.
Tree request(unsigned choice) {
  Tree tree;
  tree.schema = "test";
  tree.action = static_cast<Action>(choice % 6);
  constexpr std::array relations{"clients", "projects", "tasks", "users"};
  tree.relation = relations[choice / 6 % relations.size()];
  if (tree.action == Action::call) tree.relation = choice / 6 % 2 == 0 ? "below" : "sum";
  tree.preferences.returning = chosen<Returning>(choice / 24, 3);
  tree.preferences.resolution = chosen<Resolution>(choice / 48, 2);
  if (choice >= 128) tree.preferences.missing = Missing::apply_defaults;
  return tree;
}

std::optional<pg::Statement> statement_of(const Tree& tree, const Form& form) {
  PlanLimits limits;
  limits.maximum_rows = 100;
  limits.aggregates = true;
  if (tree.action == Action::read) return read_statement(tree, form, limits);
  if (tree.action == Action::call) return call_statement(tree, form, limits);
  return mutation_statement(tree, form, limits);
}

/// What the client may write although PostgreSQL does not take it: any words for a type, and empty names.
bool may_be_refused(const std::string& sql) {
  return sql.find("CAST( ") != std::string::npos || sql.find("\"\"") != std::string::npos;
}

void check_grammar(const std::string& sql) {
  const auto result = pg_query_parse(sql.c_str());
  if (result.error != nullptr) {
    __builtin_printf("%s in %s\n", result.error->message, sql.c_str());
    std::abort();
  }
  pg_query_free_parse_result(result);
}

/// Every placeholder is there, and none beyond; quoted names cannot hide one that was counted.
void check_placeholders(const pg::Statement& statement) {
  std::size_t found = 0;
  for (std::size_t number = 1; number <= statement.parameters.size(); ++number) {
    found = statement.sql.find("$" + std::to_string(number), found);
    if (found == std::string::npos) std::abort();
    ++found;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const Tree tree = request(data[0]);
  const std::string_view query(reinterpret_cast<const char*>(data) + 2, size - 2);
  auto parts = read_query(query, tree.action == Action::call);
  if (!parts) return 0;
  const auto statement = statement_of(with_parts(tree, *std::move(parts)), Form(data[1]));
  if (!statement) return 0;
  check_placeholders(*statement);
  if (!may_be_refused(statement->sql)) check_grammar(statement->sql);
  return 0;
}
