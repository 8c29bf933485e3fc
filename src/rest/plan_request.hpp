// rest/plan_request.hpp: a request set against the catalogue: which body it gets and which SQL it runs.
#pragma once

#include <optional>
#include <string_view>

#include "core/error.hpp"
#include "pg/batch.hpp"
#include "pg/catalogue.hpp"
#include "rest/api_request.hpp"
#include "rest/negotiate.hpp"
#include "rest/settings.hpp"

namespace marque::rest {

struct PlannedRequest {
  Negotiated negotiated;
  const pg::Relation* relation = nullptr;  ///< of reads and mutations; lives in the catalogue
  const pg::Routine* routine = nullptr;    ///< of calls; likewise
  pg::Statement main;
  std::optional<pg::Statement> count_estimate;
  bool read_only = true;
  bool quick = false;           ///< may share a connection
  bool commit_depends = false;  ///< the outcome may forbid the commit
};

/// Plans a read, mutation or call that will run as `role`. Errors in the contract's order (§1, item 5).
Result<PlannedRequest> plan_request(ApiRequest& request, const Settings& settings, std::string_view role,
                                    const pg::Catalogue& catalogue);

/// OPTIONS: the value of `Allow`. Errors: PGRST205, PGRST202, PGRST203.
Result<std::string> plan_options(const ApiRequest& request, const pg::Catalogue& catalogue);

}  // namespace marque::rest
