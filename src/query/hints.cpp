#include "query/hints.hpp"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <ranges>
#include <utility>

#include "query/fuzzy_match.hpp"
#include "query/hash_order.hpp"

namespace marque::query {
namespace {

/// A name that is a hint must be this near; what nobody asked for should not become known by guessing.
constexpr double near_name = 0.75;
constexpr double near_parameters = 0.33;

/// Schemas with as many relations get no hints.
constexpr std::size_t maximum_relations = 500;

using Ranked = std::vector<std::pair<std::uint64_t, std::string>>;

std::vector<std::string> in_order(Ranked ranked) {
  std::ranges::sort(ranked, {}, &Ranked::value_type::first);
  std::vector<std::string> names;
  names.reserve(ranked.size());
  for (auto& [rank, name] : ranked) names.push_back(std::move(name));
  return names;
}

std::vector<std::string> in_reverse(std::vector<std::string> names) {
  std::ranges::reverse(names);
  return names;
}

std::vector<std::string> relations_of(const std::string& schema, const pg::Catalogue& catalogue) {
  Ranked names;
  for (const auto& [name, relation] : catalogue.relations) {
    if (name.schema == schema) names.emplace_back(hash_map_rank(hash_name(name)), name.name);
  }
  return in_order(std::move(names));
}

std::vector<std::string> routines_of(const std::string& schema, const pg::Catalogue& catalogue) {
  Ranked names;
  for (const auto& [name, overloads] : catalogue.routines) {
    if (name.schema == schema) names.emplace_back(hash_map_rank(hash_name(name)), name.name);
  }
  return in_reverse(in_order(std::move(names)));
}

std::vector<std::string> origins_of(const std::string& schema, const pg::Catalogue& catalogue) {
  Ranked names;
  for (const auto& [key, relationships] : catalogue.relationships) {
    if (key.foreign_schema != schema) continue;
    names.emplace_back(hash_map_rank(hash_relationship_key(key)), key.relation.name);
  }
  return in_reverse(in_order(std::move(names)));
}

template <class Names>
std::string parameter_list(Names names) {
  std::string text;
  std::ranges::sort(names);
  for (const std::string& name : names) text += (&name == &names.front() ? "" : ", ") + name;
  return "(" + text + ")";
}

std::vector<std::string> parameter_lists(const std::vector<pg::Routine>& overloads) {
  std::vector<std::string> lists;
  for (const pg::Routine& routine : overloads | std::views::reverse) {
    std::vector<std::string> names;
    for (const pg::RoutineParameter& parameter : routine.parameters) names.push_back(parameter.name);
    lists.push_back(parameter_list(std::move(names)));
  }
  return lists;
}

std::string target_instead_of(const std::string& target, const std::vector<pg::Relationship>& known) {
  std::vector<std::string> names;
  for (const pg::Relationship& relationship : known | std::views::reverse) {
    names.push_back(relationship.foreign_relation.name);
  }
  const std::vector<FuzzyMatch> matches = fuzzy_matches(names, target, near_parameters);
  const auto other = std::ranges::find_if(matches, [](const FuzzyMatch& match) { return match.score < 1; });
  return other == matches.end() ? "" : other->text;
}

std::string nearest(const std::vector<std::string>& names, const std::string& name, double minimum) {
  const std::vector<FuzzyMatch> matches = fuzzy_matches(names, name, minimum);
  return matches.empty() ? "" : matches.front().text;
}

}  // namespace

std::string hint_for_relation(const pg::QualifiedName& name, const pg::Catalogue& catalogue) {
  const std::vector<std::string> names = relations_of(name.schema, catalogue);
  if (names.size() >= maximum_relations) return "";
  const std::string found = nearest(names, name.name, near_name);
  return found.empty() ? "" : "Perhaps you meant the table '" + name.schema + "." + found + "'";
}

std::string hint_for_routine(const pg::QualifiedName& name, const std::set<std::string>& arguments,
                             const std::vector<pg::Routine>& overloads, const pg::Catalogue& catalogue) {
  std::string found;
  if (overloads.empty()) {
    found = nearest(routines_of(name.schema, catalogue), name.name, near_name);
  } else {
    const std::string wanted = parameter_list(std::vector(arguments.begin(), arguments.end()));
    const std::string list = nearest(parameter_lists(overloads), wanted, near_parameters);
    if (!list.empty()) found = name.name + list;
  }
  return found.empty() ? "" : "Perhaps you meant to call the function " + name.schema + "." + found;
}

std::string hint_for_relationship(const std::string& schema, const std::string& origin,
                                  const std::string& target, const pg::Catalogue& catalogue) {
  const auto known = catalogue.relationships.find({{schema, origin}, schema});
  const bool is_known = known != catalogue.relationships.end();
  const std::string found = is_known ? target_instead_of(target, known->second)
                                     : nearest(origins_of(schema, catalogue), origin, near_parameters);
  if (found.empty()) return "";
  return "Perhaps you meant '" + found + "' instead of '" + (is_known ? target : origin) + "'.";
}

}  // namespace marque::query
