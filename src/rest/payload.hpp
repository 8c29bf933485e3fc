// rest/payload.hpp: request bodies: JSON, CSV, forms and raw bytes (contracts/rest.md §13, §14). JSON is
// looked through once for its keys and passed on as it came; nothing builds a tree of it, so there is no
// limit on its depth but PostgreSQL's.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/error.hpp"
#include "query/plan.hpp"
#include "query/tree.hpp"
#include "rest/media_type.hpp"

namespace marque::rest {

struct ReadPayload {
  query::Payload payload;  ///< keys sorted and unique: those of the body, or of `columns` where given
  /// Of a form for a call: its fields in their order; the call takes them instead of `payload.json`.
  std::optional<std::vector<std::pair<std::string, std::string>>> form;
  bool is_raw = false;  ///< text, xml or bytes for a function with one unnamed parameter
};

/// Reads a body for `action`: insert, update, put, and a call by POST; a body of any other action is left
/// aside, and for a call by GET this must not be asked. `columns` as in the tree; put does not look at it.
/// Error: PGRST102.
Result<ReadPayload> read_payload(query::Action action, const MediaType& type, std::string body,
                                 const std::optional<std::vector<std::string>>& columns);

}  // namespace marque::rest
