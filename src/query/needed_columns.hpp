// query/needed_columns.hpp: which columns a mutation or call has to give back, so that what is selected of
// its rows can be shown (contracts/rest.md §13).
#pragma once

#include <string>
#include <vector>

#include "query/plan.hpp"

namespace marque::query {

/// What the root selects, the keys by which its embeds are joined, and `extra`: sorted, each once. {"*"}
/// where all are selected or a computed relationship takes the whole row.
std::vector<std::string> needed_columns(const ReadPlan& read, const std::vector<std::string>& extra);

/// The names in all filters of all levels, sorted, each once.
std::vector<std::string> filtered_columns(const ReadPlan& read);

}  // namespace marque::query
