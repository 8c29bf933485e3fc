#include <algorithm>
#include <iterator>
#include <span>
#include <utility>

#include "core/encoding.hpp"
#include "core/json.hpp"
#include "query/write_parts.hpp"

namespace marque::query {

namespace {

constexpr auto call_rows = Qualifier{{}, "pgrst_call"};

bool returns_scalars(const CallPlan& plan) { return plan.routine.return_kind == pg::ReturnKind::scalar; }

/// `SELECT` items: what is asked for and what filters need besides.
void write_returned(SqlText& text, const CallPlan& plan) {
  if (returns_scalars(plan)) {
    text.add("pgrst_call.pgrst_scalar");
  } else if (plan.returning.empty()) {
    text.add("*");
  } else if (plan.returning == std::vector<std::string>{"*"}) {
    text.add("pgrst_call.*");
  } else {
    std::vector<std::string_view> columns;
    std::ranges::set_union(plan.returning, plan.filter_fields, std::back_inserter(columns));
    SqlList list(text, ", ");
    for (const auto column : columns) list.next().column(call_rows, column);
  }
}

/// `function(…) pgrst_call` around what `write_arguments` appends. Set-returning SQL functions in FROM are
/// inlined by PostgreSQL; a scalar one gets its column's name by a SELECT of its own.
template <class WriteArguments>
void write_function(SqlText& text, const CallPlan& plan, WriteArguments write_arguments) {
  if (returns_scalars(plan)) text.add("(SELECT ");
  text.qualified(Qualifier::relation(plan.routine.name)).add("(");
  write_arguments();
  text.add(")");
  if (returns_scalars(plan)) text.add(" pgrst_scalar)");
  text.add(" pgrst_call");
}

/// The arguments of a call by GET as the object that a function with one unnamed JSON parameter takes.
std::string arguments_object(const std::vector<CallArgument>& arguments) {
  core::JsonObject object;
  for (const auto& argument : arguments) {
    if (!argument.values.empty()) object.add(argument.name, argument.values.back());
  }
  return object.text();
}

/// bytea's text form; the raw bytes may hold what a text may not.
std::string bytes_literal(std::string_view bytes) {
  return "\\x" + core::to_hex(std::as_bytes(std::span(bytes)));
}

void write_positional(SqlText& text, CallPlan& plan) {
  auto value = plan.direct ? arguments_object(plan.arguments) : std::move(plan.body);
  const std::string& type = plan.routine.parameters.at(0).type;
  if (value && type == "bytea") value = bytes_literal(*value);
  write_function(text, plan, [&] { text.parameter(std::move(value)).add("::").catalogue(type); });
}

void begin_argument(SqlText& text, const pg::RoutineParameter& parameter) {
  if (parameter.variadic) text.add("VARIADIC ");
  text.name(parameter.name).add(" := ");
}

/// A value of a call by GET or form. A VARIADIC parameter takes all of its values as one array.
void write_direct(SqlText& text, const pg::RoutineParameter& parameter,
                  const std::vector<CallArgument>& arguments) {
  begin_argument(text, parameter);
  const auto found = std::ranges::find(arguments, parameter.name, &CallArgument::name);
  if (found == arguments.end()) {
    text.add("NULL");
  } else if (found->variadic) {
    text.parameter(array_literal(found->values)).add("::text[]");
  } else {
    text.parameter(found->values.empty() ? std::string() : found->values.back());
  }
  text.add("::").catalogue(parameter.callable_type);
}

void write_from_arguments(SqlText& text, const CallPlan& plan) {
  write_function(text, plan, [&] {
    SqlList list(text, ", ");
    for (const auto& parameter : plan.parameters) write_direct(list.next(), parameter, plan.arguments);
  });
}

std::vector<PlannedField> payload_columns(const std::vector<pg::RoutineParameter>& parameters) {
  std::vector<PlannedField> columns(parameters.size());
  for (std::size_t position = 0; position < parameters.size(); ++position) {
    columns[position].name = parameters[position].name;
    columns[position].type = parameters[position].callable_type;
  }
  return columns;
}

void write_from_body(SqlText& text, CallPlan& plan) {
  const auto columns = payload_columns(plan.parameters);
  write_payload(text, std::move(plan.body), {.columns = columns, .first_row_only = true});
  text.add(", LATERAL ");
  write_function(text, plan, [&] {
    SqlList list(text, ", ");
    for (const auto& parameter : plan.parameters) {
      begin_argument(list.next(), parameter);
      text.add("pgrst_body.").name(parameter.name);
    }
  });
}

}  // namespace

void write_call_query(SqlText& text, CallPlan& plan) {
  text.add("SELECT ");
  write_returned(text, plan);
  text.add(" ");
  if (!plan.positional && !plan.direct && !plan.parameters.empty()) return write_from_body(text, plan);
  text.add("FROM ");
  if (plan.positional) return write_positional(text, plan);
  write_from_arguments(text, plan);
}

}  // namespace marque::query
