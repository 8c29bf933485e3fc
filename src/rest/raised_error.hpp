// rest/raised_error.hpp: answers that SQL writes by itself: RAISE SQLSTATE 'PGRST' (contracts/rest.md §15).
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/error.hpp"

namespace marque::rest {

/// What MESSAGE and DETAIL of the statement ask for.
struct RaisedError {
  std::string code;
  std::string message;
  std::optional<std::string> details;
  std::optional<std::string> hint;
  int status = 500;
  std::string reason;  ///< empty: the status' own
  std::vector<std::pair<std::string, std::string>> headers;
};

/// Reads the error that PostgreSQL reported with SQLSTATE PGRST. Error: PGRST121.
Result<RaisedError> read_raised_error(const Error& error);

}  // namespace marque::rest
