// query/fuzzy_match.hpp: which of several texts are near another one: cosine similarity over pieces of three
// characters, or of two where that finds nothing, then edit distance for the best (contracts/rest.md §21).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace marque::query {

struct FuzzyMatch {
  double score = 0;  ///< 1 for the same text in any case
  std::string text;
  bool operator==(const FuzzyMatch&) const = default;
};

/// The best matches, best first, that score at least `minimum`. Of equal ones those come first that come
/// first in `texts`, 32 at a time: by position modulo 32, then by position.
std::vector<FuzzyMatch> fuzzy_matches(const std::vector<std::string>& texts, std::string_view wanted,
                                      double minimum);

}  // namespace marque::query
