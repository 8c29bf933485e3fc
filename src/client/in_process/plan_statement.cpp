#include "client/in_process/plan_statement.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "query/plan.hpp"
#include "query/write_sql.hpp"

namespace marque::client {
namespace {

using Kind = query::BodyForm::Kind;

bool is_silent(const Statement& statement) {
  if (statement.tree.action == query::Action::read || statement.tree.action == query::Action::call)
    return statement.head;
  return statement.tree.preferences.returning != query::Returning::representation;
}

Kind body_kind(const Statement& statement) {
  if (is_silent(statement)) return Kind::none;
  switch (statement.output) {
    case Output::csv: return Kind::csv;
    case Output::geojson: return Kind::geojson;
    case Output::object: return statement.strip_nulls ? Kind::object_stripped : Kind::object;
    case Output::array:
    case Output::optional_object: break;
  }
  return statement.strip_nulls ? Kind::array_stripped : Kind::array;
}

query::BodyForm body_of(const Statement& statement) {
  query::BodyForm body;
  body.kind = body_kind(statement);
  return body;
}

std::optional<query::Explain> explain_of(const Statement& statement) {
  if (!statement.explain) return std::nullopt;
  const auto& given = *statement.explain;
  query::Explain explain;
  explain.format =
      given.format == ExplainFormat::json ? query::ExplainFormat::json : query::ExplainFormat::text;
  const auto add = [&](bool wanted, query::ExplainOption option) {
    if (wanted) explain.options.push_back(option);
  };
  add(given.analyze, query::ExplainOption::analyze);
  add(given.verbose, query::ExplainOption::verbose);
  add(given.settings, query::ExplainOption::settings);
  add(given.buffers, query::ExplainOption::buffers);
  add(given.wal, query::ExplainOption::wal);
  return explain;
}

Result<std::string> schema_of(const query::Tree& tree, const Scope& scope) {
  if (tree.schema.empty() && !scope.schemas.empty()) return scope.schemas.front();
  if (std::ranges::find(scope.schemas, tree.schema) != scope.schemas.end()) return tree.schema;
  return fail(Error("PGRST106", fmt::format("Invalid schema: {}", tree.schema))
                  .with_hint(fmt::format("Only the following schemas are exposed: {}",
                                         fmt::join(scope.schemas, ", "))));
}

std::vector<std::string> keys_of(const Json& object) {
  std::vector<std::string> keys;
  for (const auto& field : object.fields()) keys.push_back(field.name);
  std::ranges::sort(keys);
  const auto repeated = std::ranges::unique(keys);
  keys.erase(repeated.begin(), repeated.end());
  return keys;
}

/// The payload with its keys: those of `columns` where they are given, else those that all rows have.
Result<query::Payload> payload_of(const Statement& statement) {
  query::Payload payload;
  payload.json = statement.body.value_or("{}");
  if (statement.tree.columns) {
    payload.keys = *statement.tree.columns;
    std::ranges::sort(payload.keys);
    return payload;
  }
  const auto json = Json::parse(payload.json);
  if (!json) return fail("PGRST102", "Empty or invalid json");
  if (json->is_object()) {
    payload.keys = keys_of(*json);
    return payload;
  }
  if (!json->items().empty()) payload.keys = keys_of(json->items().front());
  for (const Json& row : json->items())
    if (!row.is_object() || keys_of(row) != payload.keys)
      return fail("PGRST102", "All object keys must match");
  if (json->items().empty()) payload.json = "[]";
  return payload;
}

bool limits_affected(const query::Preferences& preferences) {
  return preferences.handling == query::Handling::strict && preferences.max_affected.has_value();
}

/// One statement on its way to SQL.
class Planner {
 public:
  Planner(const Statement& statement, const Scope& scope, const pg::Catalogue& catalogue)
      : statement_(statement), scope_(scope), catalogue_(catalogue), tree_(statement.tree) {}

  Result<PlannedStatement> plan() {
    auto begun = begin();
    if (!begun) return fail(begun.error());
    switch (tree_.action) {
      case query::Action::read: return plan_reading();
      case query::Action::call: return plan_calling();
      default: return plan_changing();
    }
  }

  Result<PlannedStatement> plan_cursor() {
    auto begun = begin();
    if (!begun) return fail(begun.error());
    auto read = plan_relation();
    if (!read) return fail(read.error());
    planned_.main = query::write_rows(*read, statement_.strip_nulls);
    return std::move(planned_);
  }

 private:
  /// Schema and root range, which stand before everything else.
  Result<void> begin() {
    auto schema = schema_of(tree_, scope_);
    if (!schema) return fail(schema.error());
    planned_.schema = *schema;
    tree_.schema = *std::move(schema);
    auto root = query::root_range(query::range_at(tree_.ranges, {}), std::nullopt);
    if (!root) return fail(root.error());
    planned_.root = *root;
    std::erase_if(tree_.ranges, [](const auto& addressed) { return addressed.path.empty(); });
    if (!query::is_everything(*root)) tree_.ranges.push_back({{}, *root});
    return {};
  }

  query::PlanLimits limits() const { return {scope_.maximum_rows, scope_.aggregates, {}}; }

  Result<query::ReadPlan> plan_relation() {
    auto relation = query::find_relation({tree_.schema, tree_.relation}, catalogue_);
    if (!relation) return fail(relation.error());
    relation_ = *relation;
    return query::plan_read(tree_, relation_->name, catalogue_, limits());
  }

  Result<PlannedStatement> plan_reading() {
    auto read = plan_relation();
    if (!read) return fail(read.error());
    const auto count = tree_.preferences.count;
    const auto explain = explain_of(statement_);
    planned_.main = query::write_read(*read, count, scope_.maximum_rows, body_of(statement_), explain);
    if (!explain && (count == query::Count::planned || count == query::Count::estimated))
      planned_.count_estimate = query::write_count_estimate(*read);
    planned_.quick = true;
    return std::move(planned_);
  }

  Result<PlannedStatement> plan_changing() {
    auto read = plan_relation();
    if (!read) return fail(read.error());
    auto payload = payload_of(statement_);
    if (!payload) return fail(payload.error());
    auto mutation = query::plan_mutation(tree_, *relation_, std::move(*payload), *read, catalogue_);
    if (!mutation) return fail(mutation.error());
    const auto explain = explain_of(statement_);
    planned_.main =
        query::write_mutation(std::move(*mutation), *read, tree_.preferences, body_of(statement_), explain);
    planned_.read_only = false;
    const bool limited = tree_.action != query::Action::insert && limits_affected(tree_.preferences);
    planned_.commit_depends = !explain && (tree_.action == query::Action::put || is_singular() || limited);
    return std::move(planned_);
  }

  Result<PlannedStatement> plan_calling() {
    const bool by_url = statement_.get || statement_.head;
    query::Payload payload;
    if (by_url) {
      for (const auto& [name, value] : tree_.arguments) payload.keys.push_back(name);
      std::ranges::sort(payload.keys);
    } else {
      auto given = payload_of(statement_);
      if (!given) return fail(given.error());
      payload = std::move(*given);
    }
    auto routine = query::find_routine({tree_.schema, tree_.relation}, payload.keys, query::CallBody::json,
                                       !by_url, catalogue_);
    if (!routine) return fail(routine.error());
    planned_.routine = *routine;
    return write_call(std::move(payload), by_url);
  }

  Result<PlannedStatement> write_call(query::Payload payload, bool by_url) {
    const pg::Routine& routine = *planned_.routine;
    const bool composite = routine.return_kind == pg::ReturnKind::composite;
    auto read = query::plan_read(
        tree_, {routine.name.schema, composite ? routine.return_type.name : routine.name.name}, catalogue_,
        limits());
    if (!read) return fail(read.error());
    if (limits_affected(tree_.preferences) && routine.returns_single())
      return fail(
          "PGRST128",
          "Function must return SETOF or TABLE when max-affected preference is used with handling=strict");
    auto call = by_url
                    ? query::plan_call(routine, payload.keys, tree_.arguments, std::nullopt, *read)
                    : query::plan_call(routine, payload.keys, std::nullopt, std::move(payload.json), *read);
    const auto explain = explain_of(statement_);
    planned_.main =
        query::write_call(std::move(call), *read, tree_.preferences.count, body_of(statement_), explain);
    planned_.read_only = by_url || routine.volatility != pg::Volatility::volatile_;
    planned_.commit_depends =
        !planned_.read_only && !explain && (is_singular() || limits_affected(tree_.preferences));
    return std::move(planned_);
  }

  bool is_singular() const { return statement_.output == Output::object; }

  const Statement& statement_;
  const Scope& scope_;
  const pg::Catalogue& catalogue_;
  query::Tree tree_;
  const pg::Relation* relation_ = nullptr;
  PlannedStatement planned_;
};

}  // namespace

Result<PlannedStatement> plan_statement(const Statement& statement, const Scope& scope,
                                        const pg::Catalogue& catalogue) {
  return Planner(statement, scope, catalogue).plan();
}

Result<PlannedStatement> plan_rows(const Statement& statement, const Scope& scope,
                                   const pg::Catalogue& catalogue) {
  return Planner(statement, scope, catalogue).plan_cursor();
}

}  // namespace marque::client
