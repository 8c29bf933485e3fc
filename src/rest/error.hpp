// rest/error.hpp: errors in PostgREST's form: status, headers and the body of four members (contracts/rest.md
// §21).
#pragma once

#include <string>

#include "core/error.hpp"
#include "http/message.hpp"

namespace marque::rest {

/// What the error alone does not say.
struct ErrorContext {
  bool anonymous = false;  ///< the request ran as the anonymous role: a missing right is then 401, not 403
  int retry_after_seconds = 0;  ///< until the next try to connect; every 503 says so
};

/// The status for `error`, whose code is "PGRST…", "pg.<SQLSTATE>", one of the pool's or one of http's.
int status_of(const Error& error, const ErrorContext& context);

/// The body: {"code","details","hint","message"}, null where a part is missing. `detail` of PGRST201 is JSON
/// and stands in it as such.
std::string error_body(const Error& error);

/// Status, body and headers: Content-Type, Proxy-Status, WWW-Authenticate, Retry-After; and what
/// `RAISE SQLSTATE 'PGRST'` and 'PTnnn' ask for (contract §15).
http::Response error_response(const Error& error, const ErrorContext& context);

}  // namespace marque::rest
