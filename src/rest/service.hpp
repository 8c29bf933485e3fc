// rest/service.hpp: the REST API of one I/O thread: request → plan → SQL → answer.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/error.hpp"
#include "core/task.hpp"
#include "http/message.hpp"
#include "identity/token_verifier.hpp"
#include "pg/catalogue.hpp"
#include "pg/pool.hpp"
#include "rest/api_request.hpp"
#include "rest/settings.hpp"

namespace marque::rest {

/// What requests are answered with at one moment. A request keeps the world in which it began.
struct World {
  std::shared_ptr<const Settings> settings;
  /// None while the first one is loading, or after a load that failed.
  std::shared_ptr<const pg::Catalogue> catalogue;
  /// Seconds until the next attempt to load or connect, for Retry-After.
  int retry_after_s = 1;
};

struct ServiceOptions {
  std::function<World()> world;  ///< called on the service's thread; must be quick
  /// The largest request body in bytes.
  std::uint64_t body_limit = std::uint64_t{64} << 20;
  /// Shown in the root document and nowhere else: "14.17".
  std::string version;
  /// Told of the statements of each request before they run, without their parameters; may be empty.
  std::function<void(const pg::Statement& settings, const pg::Statement& main)> observe;
};

/// Belongs to one I/O thread, as its pool does.
class Service {
 public:
  Service(pg::Pool& pool, ServiceOptions options);

  /// Answers one request; never throws for what clients send. The request outlives the task.
  Task<http::Response> answer(http::Request& request);

 private:
  struct Run;
  Result<identity::Caller> identify(const Run& run);
  Task<Result<http::Response>> respond(http::Request& request, Run& run);
  Task<Result<http::Response>> carry_out(Run& run);
  Task<Result<http::Response>> inspect(Run& run);

  pg::Pool& pool_;
  ServiceOptions options_;
  std::optional<identity::TokenVerifier> verifier_;
  std::shared_ptr<const Settings> verifier_settings_;  ///< whose token rules the verifier has
};

}  // namespace marque::rest
