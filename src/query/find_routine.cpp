#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "query/hints.hpp"
#include "query/plan.hpp"

namespace marque::query {
namespace {

/// A call as far as the choice of a function goes.
struct Call {
  const pg::QualifiedName& name;
  std::set<std::string> arguments;
  CallBody body;
  bool is_post;

  /// The body is one value without a name. Nothing else could be meant.
  bool is_raw() const {
    return is_post && (body == CallBody::text || body == CallBody::xml || body == CallBody::bytes);
  }
  /// A body without a Content-Type is JSON.
  bool is_json() const { return is_post && (body == CallBody::json || body == CallBody::none); }
};

bool takes_arguments(const pg::Routine& routine, const Call& call) {
  if (routine.parameters.empty()) return call.arguments.empty() && !call.is_raw();
  std::set<std::string_view> unknown(call.arguments.begin(), call.arguments.end());
  for (const pg::RoutineParameter& parameter : routine.parameters) {
    if (parameter.required && !call.arguments.contains(parameter.name)) return false;
    unknown.erase(parameter.name);
  }
  return unknown.empty();
}

bool takes_body(const pg::Routine& routine, const Call& call) {
  if (!call.is_post || routine.parameters.size() != 1 || !routine.parameters.front().name.empty()) {
    return false;
  }
  const std::string& type = routine.parameters.front().type;
  if (call.is_json()) return type == "json" || type == "jsonb";
  return (call.body == CallBody::text && type == "text") || (call.body == CallBody::xml && type == "xml") ||
         (call.body == CallBody::bytes && type == "bytea");
}

std::string joined(const std::set<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (&name == &*names.begin() ? "" : ", ") + name;
  return text;
}

std::string signature(const pg::Routine& routine) {
  std::string parameters;
  for (const pg::RoutineParameter& parameter : routine.parameters) {
    parameters +=
        (&parameter == &routine.parameters.front() ? "" : ", ") + parameter.name + " => " + parameter.type;
  }
  return routine.name.schema + "." + routine.name.name + "(" + parameters + ")";
}

std::unexpected<Error> ambiguous(const std::vector<const pg::Routine*>& candidates) {
  std::string signatures;
  for (const pg::Routine* candidate : candidates) {
    signatures += (candidate == candidates.front() ? "" : ", ") + signature(*candidate);
  }
  return fail(Error("PGRST203", "Could not choose the best candidate function between: " + signatures)
                  .with_hint("Try renaming the parameters or the function itself in the database so function "
                             "overloading can be resolved"));
}

std::string searched_for(const Call& call) {
  if (call.is_raw()) {
    const char* type = call.body == CallBody::text ? "text" : call.body == CallBody::xml ? "xml" : "bytea";
    return std::string(" with a single unnamed ") + type + " parameter";
  }
  const std::string arguments =
      call.arguments.empty()
          ? " without parameters"
          : (call.arguments.size() > 1 ? " with parameters " : " with parameter ") + joined(call.arguments);
  return arguments + (call.is_json() ? " or with a single unnamed json/jsonb parameter" : "");
}

std::unexpected<Error> missing(const Call& call, const std::vector<pg::Routine>& overloads,
                               const pg::Catalogue& catalogue) {
  const std::string function = call.name.schema + "." + call.name.name;
  const std::string with = call.is_raw()            ? ""
                           : call.arguments.empty() ? " without parameters"
                                                    : "(" + joined(call.arguments) + ")";
  return fail(
      Error("PGRST202", "Could not find the function " + function + with + " in the schema cache")
          .with_detail("Searched for the function " + function + searched_for(call) +
                       ", but no matches were found in the schema cache.")
          .with_hint(call.is_raw() ? "" : hint_for_routine(call.name, call.arguments, overloads, catalogue)));
}

}  // namespace

Result<const pg::Routine*> find_routine(const pg::QualifiedName& name,
                                        const std::vector<std::string>& arguments, CallBody body,
                                        bool is_post, const pg::Catalogue& catalogue) {
  static const std::vector<pg::Routine> none;
  const Call call{name, {arguments.begin(), arguments.end()}, body, is_post};
  const auto found = catalogue.routines.find(name);
  const std::vector<pg::Routine>& overloads = found == catalogue.routines.end() ? none : found->second;
  std::vector<const pg::Routine*> named;
  std::vector<const pg::Routine*> unnamed;
  for (const pg::Routine& routine : overloads) {
    if (takes_arguments(routine, call)) {
      named.push_back(&routine);
    } else if (takes_body(routine, call)) {
      unnamed.push_back(&routine);
    }
  }
  const auto& candidates = named.empty() ? unnamed : named;
  if (candidates.empty()) return missing(call, overloads, catalogue);
  if (candidates.size() > 1) return ambiguous(candidates);
  return candidates.front();
}

}  // namespace marque::query
