#include "query/find_relationship.hpp"

#include <utility>
#include <vector>

#include "core/json.hpp"
#include "query/hints.hpp"

namespace marque::query {
namespace {

using pg::Cardinality;
using pg::Relationship;

/// It has a foreign key of its own, in one direction or the other.
bool is_direct(const Relationship& it) {
  return it.cardinality != Cardinality::many_to_many && it.cardinality != Cardinality::computed;
}

bool is_only_column(const Relationship& it, const std::string& name) {
  return is_direct(it) && it.columns.size() == 1 && it.columns.front().column == name;
}

bool is_only_foreign_column(const Relationship& it, const std::string& name) {
  return is_direct(it) && it.columns.size() == 1 && it.columns.front().foreign_column == name;
}

bool is_constraint(const Relationship& it, const std::string& name) {
  return is_direct(it) && it.constraint == name;
}

bool is_junction(const Relationship& it, const std::string& name) {
  return it.cardinality == Cardinality::many_to_many && it.junction.relation.name == name;
}

/// One key makes two relationships of a relation with itself: the relation's name means the children, the
/// key's column the parent.
bool fits_self(const Relationship& it, const RelationshipWish& wish) {
  const bool means_children =
      it.cardinality == Cardinality::one_to_many && it.foreign_relation.name == wish.target;
  if (wish.hint) return means_children && is_only_foreign_column(it, *wish.hint);
  return means_children || (it.cardinality == Cardinality::many_to_one && is_only_column(it, wish.target));
}

bool fits_other(const Relationship& it, const RelationshipWish& wish) {
  const bool names_relation = it.foreign_relation.name == wish.target;
  if (wish.hint) {
    return names_relation && (is_constraint(it, *wish.hint) || is_only_column(it, *wish.hint) ||
                              is_only_foreign_column(it, *wish.hint) || is_junction(it, *wish.hint));
  }
  return names_relation || (!it.foreign_relation_is_view &&
                            (is_constraint(it, wish.target) || is_only_column(it, wish.target)));
}

bool fits(const Relationship& it, const RelationshipWish& wish) {
  if (it.cardinality == Cardinality::computed) return it.function.name == wish.target;
  return it.is_self ? fits_self(it, wish) : fits_other(it, wish);
}

std::string_view cardinality_name(Cardinality cardinality) {
  switch (cardinality) {
    case Cardinality::many_to_one: return "many-to-one";
    case Cardinality::one_to_many: return "one-to-many";
    case Cardinality::one_to_one: return "one-to-one";
    case Cardinality::many_to_many: return "many-to-many";
    case Cardinality::computed: break;
  }
  return "";
}

/// "(a, b)", of one side of the pairs.
std::string side(const std::vector<pg::ColumnPair>& pairs, std::string pg::ColumnPair::* column) {
  std::string names;
  for (const pg::ColumnPair& pair : pairs) names += (names.empty() ? "" : ", ") + pair.*column;
  return "(" + names + ")";
}

std::string described_key(const Relationship& it) {
  if (it.cardinality == Cardinality::many_to_many) {
    const pg::Junction& junction = it.junction;
    return junction.relation.name + " using " + junction.constraint +
           side(junction.origin_columns, &pg::ColumnPair::foreign_column) + " and " +
           junction.foreign_constraint + side(junction.target_columns, &pg::ColumnPair::foreign_column);
  }
  return it.constraint + " using " + it.relation.name + side(it.columns, &pg::ColumnPair::column) + " and " +
         it.foreign_relation.name + side(it.columns, &pg::ColumnPair::foreign_column);
}

std::string described(const Relationship& it) {
  if (it.cardinality == Cardinality::computed) return "{}";
  return core::JsonObject()
      .add("cardinality", cardinality_name(it.cardinality))
      .add("embedding", it.relation.name + " with " + it.foreign_relation.name)
      .add("relationship", described_key(it))
      .text();
}

/// How to ask for this candidate and no other; nothing for a computed one.
std::string precise_target(const Relationship& it) {
  if (it.cardinality == Cardinality::computed) return "";
  const bool has_junction = it.cardinality == Cardinality::many_to_many;
  return "'" + it.foreign_relation.name + "!" + (has_junction ? it.junction.relation.name : it.constraint) +
         "'";
}

std::unexpected<Error> ambiguous(const RelationshipWish& wish,
                                 const std::vector<const Relationship*>& candidates) {
  std::string details;
  std::string targets;
  for (const Relationship* candidate : candidates) {
    details += (details.empty() ? "" : ",") + described(*candidate);
    targets += (candidate == candidates.front() ? "" : ", ") + precise_target(*candidate);
  }
  return fail(Error("PGRST201", "Could not embed because more than one relationship was found for '" +
                                    wish.origin + "' and '" + wish.target + "'")
                  .with_detail("[" + details + "]")
                  .with_hint("Try changing '" + wish.target + "' to one of the following: " + targets +
                             ". Find the desired relationship in the 'details' key."));
}

std::unexpected<Error> missing(const RelationshipWish& wish, const pg::Catalogue& catalogue) {
  const std::string between = "'" + wish.origin + "' and '" + wish.target;
  return fail(Error("PGRST200", "Could not find a relationship between " + between + "' in the schema cache")
                  .with_detail("Searched for a foreign key relationship between " + between +
                               (wish.hint ? "' using the hint '" + *wish.hint : "") + "' in the schema '" +
                               wish.schema + "', but no matches were found.")
                  .with_hint(hint_for_relationship(wish.schema, wish.origin, wish.target, catalogue)));
}

}  // namespace

Result<const Relationship*> find_relationship(const RelationshipWish& wish, const pg::Catalogue& catalogue) {
  std::vector<const Relationship*> candidates;
  const auto found = catalogue.relationships.find({{wish.schema, wish.origin}, wish.schema});
  if (found != catalogue.relationships.end()) {
    for (const Relationship& relationship : found->second) {
      if (fits(relationship, wish)) candidates.push_back(&relationship);
    }
  }
  if (candidates.empty()) return missing(wish, catalogue);
  if (candidates.size() > 1) return ambiguous(wish, candidates);
  return candidates.front();
}

}  // namespace marque::query
