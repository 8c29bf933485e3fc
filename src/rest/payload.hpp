// rest/payload.hpp: request bodies: JSON, CSV, forms and raw bytes (contracts/rest.md §13, §14). JSON is
// looked through once for its keys and passed on as it came; nothing builds a tree of it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/error.hpp"
#include "query/plan.hpp"
#include "query/tree.hpp"
#include "rest/media_type.hpp"

namespace marque::rest {

/// Deepest nesting of a JSON body; PostgreSQL's own limit is lower for most settings of max_stack_depth.
inline constexpr int maximum_json_depth = 5'000;

struct ReadPayload {
  query::Payload payload;  ///< keys sorted and unique: those of the body, or of `columns` where given
  /// Of a form: its fields in their order; a call takes them instead of `payload.json`.
  std::optional<std::vector<std::pair<std::string, std::string>>> form;
  bool is_raw = false;  ///< text, xml or bytes for a function with one unnamed parameter
};

/// Reads a body for `action` (insert, update, put, call; others ignore bodies). `columns` as in the tree.
/// Error: PGRST102.
Result<ReadPayload> read_payload(query::Action action, const MediaType& type, std::string body,
                                 const std::optional<std::vector<std::string>>& columns);

}  // namespace marque::rest
