// http/cors.hpp: what a browser's script from another origin may do (WHATWG Fetch, "CORS protocol").
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.hpp"

namespace marque::http {

struct CorsOptions {
  /// Origins that may call, with credentials. Empty: every origin, without credentials ("*").
  std::vector<std::string> allowed_origins;
  /// Names for Access-Control-Expose-Headers, joined by ", ".
  std::string exposed_headers;
};

/// The headers that PostgREST exposes, and no others (contract rest.md §17).
std::string_view postgrest_exposed_headers();
/// The headers that scripts of all our protocols read: PostgREST's, and those of auth and storage.
std::string_view all_exposed_headers();

/// Answers preflights and marks the other answers.
class Cors {
 public:
  explicit Cors(CorsOptions options) : options_(std::move(options)) {}

  /// The answer to a preflight (OPTIONS with Origin and Access-Control-Request-Method) from an allowed
  /// origin; nothing for every other request, which goes on.
  std::optional<Response> preflight(const Request& request) const;

  /// Adds the CORS headers that the answer to `request` needs; none without an Origin header or for an origin
  /// that is not allowed. A handler's own Access-Control-Allow-Origin stays.
  void mark(const Request& request, Response& response) const;

 private:
  bool allow_origin(const Request& request, Response& response) const;

  CorsOptions options_;
};

}  // namespace marque::http
