#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/json.hpp"
#include "query/needed_columns.hpp"
#include "query/plan.hpp"

namespace marque::query {
namespace {

using Values = std::vector<std::pair<std::string, std::string>>;

bool is_variadic(const pg::Routine& routine, const std::string& name) {
  return std::ranges::any_of(routine.parameters, [&name](const auto& parameter) {
    return parameter.variadic && parameter.name == name;
  });
}

/// Of repeated arguments the last one counts; a VARIADIC parameter takes them all.
std::vector<CallArgument> collected(const pg::Routine& routine, Values values) {
  std::map<std::string, CallArgument> named;
  for (auto& [name, value] : values) {
    const auto [found, is_new] = named.try_emplace(name);
    CallArgument& argument = found->second;
    if (is_new) argument = {.name = name, .variadic = is_variadic(routine, name), .values = {}};
    if (!argument.variadic) argument.values.clear();
    argument.values.push_back(std::move(value));
  }
  std::vector<CallArgument> arguments;
  for (auto& [name, argument] : named) arguments.push_back(std::move(argument));
  return arguments;
}

/// For a single unnamed parameter, which takes all of them as one value.
std::string as_json(const std::vector<CallArgument>& arguments) {
  core::JsonObject object;
  for (const CallArgument& argument : arguments) object.add(argument.name, argument.values.back());
  return object.text();
}

}  // namespace

CallPlan plan_call(const pg::Routine& routine, const std::vector<std::string>& argument_names,
                   std::optional<Values> arguments, std::optional<std::string> body, const ReadPlan& read) {
  CallPlan plan;
  plan.routine = routine;
  plan.positional = routine.parameters.size() == 1 && routine.parameters.front().name.empty();
  const std::set<std::string> given(argument_names.begin(), argument_names.end());
  for (const pg::RoutineParameter& parameter : routine.parameters) {
    if (plan.positional || given.contains(parameter.name)) plan.parameters.push_back(parameter);
  }
  plan.body = std::move(body);
  if (arguments) {
    plan.arguments = collected(routine, *std::move(arguments));
    plan.direct = !plan.positional;
    if (plan.positional) plan.body = as_json(std::exchange(plan.arguments, {}));
  }
  plan.filter_fields = filtered_columns(read);
  plan.returning = needed_columns(read, {});
  return plan;
}

}  // namespace marque::query
