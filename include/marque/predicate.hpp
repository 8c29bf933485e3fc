// marque/predicate.hpp: conditions as values, joined by &&, || and !: what texts of `or_` say, without a
// text.
#pragma once

#include <cstdint>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "marque/codec.hpp"

namespace marque {

enum class Comparison : std::uint8_t {
  eq,
  neq,
  gt,
  gte,
  lt,
  lte,
  like,
  ilike,
  match,
  imatch,
  contains,
  contained_by,
  overlaps,
  in,
  is_null
};

/// A comparison of one column, or several predicates of which all or any hold.
struct Predicate {
  enum class Kind : std::uint8_t { comparison, all, any };

  Kind kind = Kind::comparison;
  bool negated = false;
  std::string column;  ///< also "data->>city"
  Comparison comparison = Comparison::eq;
  std::vector<Value> values;  ///< one; of `in` any number; of `is_null` none
  std::vector<Predicate> parts;

  friend Predicate operator&&(Predicate left, Predicate right) {
    return joined(Kind::all, std::move(left), std::move(right));
  }
  friend Predicate operator||(Predicate left, Predicate right) {
    return joined(Kind::any, std::move(left), std::move(right));
  }
  friend Predicate operator!(Predicate predicate) {
    predicate.negated = !predicate.negated;
    return predicate;
  }

 private:
  /// a && b && c is one list of three, not a list in a list.
  static Predicate joined(Kind kind, Predicate left, Predicate right) {
    Predicate both;
    both.kind = kind;
    for (Predicate* const part : {&left, &right}) {
      if (part->kind == kind && !part->negated) {
        std::move(part->parts.begin(), part->parts.end(), std::back_inserter(both.parts));
      } else {
        both.parts.push_back(std::move(*part));
      }
    }
    return both;
  }
};

}  // namespace marque
