// client/editing.hpp: small changes to a query that is being built.
#pragma once

#include <utility>

#include "client/statement.hpp"

namespace marque::client {

/// The first mistake stays.
inline void keep_error(State& state, ApiError error) {
  if (!state.error) state.error = std::move(error);
}

/// The value that `list` holds for `path`; made where there is none.
template <class Value>
Value& at_path(std::vector<query::Addressed<Value>>& list, query::Path path) {
  for (auto& [place, value] : list)
    if (place == path) return value;
  return list.emplace_back(query::Addressed<Value>{std::move(path), Value()}).value;
}

}  // namespace marque::client
