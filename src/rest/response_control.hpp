// rest/response_control.hpp: status and headers that SQL sets for the answer: response.status and
// response.headers (contracts/rest.md §15).
#pragma once

#include <optional>
#include <string_view>

#include "core/error.hpp"
#include "http/headers.hpp"

namespace marque::rest {

/// Puts `headers_setting` (a JSON array of one-key objects) over `headers`: given names replace generated
/// ones. Error: PGRST111.
Result<void> apply_response_headers(std::optional<std::string_view> headers_setting, http::Headers& headers);

/// The status that SQL asks for, or `status`. Error: PGRST112.
Result<int> apply_response_status(std::optional<std::string_view> status_setting, int status);

}  // namespace marque::rest
