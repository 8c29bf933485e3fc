// rest/negotiate.hpp: which body an answer has, out of what the client accepts and what the database offers
// (contracts/rest.md §10).
#pragma once

#include <optional>
#include <vector>

#include "core/error.hpp"
#include "pg/catalogue.hpp"
#include "query/write_sql.hpp"
#include "rest/media_type.hpp"

namespace marque::rest {

struct Negotiated {
  query::BodyForm body;
  std::optional<query::Explain> explain;
  MediaType media;
};

/// What decides besides the Accept header.
struct NegotiationInput {
  pg::QualifiedName target;     ///< the relation; of a call, the returned relation or the function
  bool default_select = false;  ///< query::has_default_select
  bool plan_enabled = false;    ///< db-plan-enabled
  /// False for HEAD, and for a mutation without return=representation: the body's form is then `none`, while
  /// the media type is what it would have been.
  bool with_body = true;
};

/// Picks the first acceptable one. Error: PGRST107.
Result<Negotiated> negotiate(const std::vector<MediaType>& accepted, const NegotiationInput& input,
                             const pg::Catalogue& catalogue);

/// The root document's type where the client accepts it (contract §18). Error: PGRST107.
Result<MediaType> negotiate_root_document(const std::vector<MediaType>& accepted);

}  // namespace marque::rest
