#include "http/cors.hpp"

#include <algorithm>

#include "core/text.hpp"

namespace marque::http {
namespace {

constexpr std::string_view allowed_methods = "GET, POST, PATCH, PUT, DELETE, OPTIONS, HEAD";
constexpr std::string_view preflight_max_age_s = "86400";

}  // namespace

std::string_view postgrest_exposed_headers() {
  return "Content-Encoding, Content-Location, Content-Range, Content-Type, Date, Location, Server, "
         "Transfer-Encoding, Range-Unit";
}

std::string_view all_exposed_headers() {
  return "Content-Encoding, Content-Location, Content-Range, Content-Type, Date, Location, Server, "
         "Transfer-Encoding, Range-Unit, X-Total-Count, Link, X-Supabase-Api-Version, X-Request-Id, ETag, "
         "Content-Disposition, Content-Length, Cache-Control, Last-Modified, Preference-Applied, "
         "Retry-After, "
         "Upload-Offset, Upload-Length, Upload-Expires, Upload-Metadata, Upload-Defer-Length, Tus-Resumable, "
         "Tus-Version, Tus-Extension, Tus-Max-Size, Tus-Checksum-Algorithm";
}

/// Says whether the request's origin may go on, and tells the browser so.
bool Cors::allow_origin(const Request& request, Response& response) const {
  if (options_.allowed_origins.empty()) {
    response.headers.set("Access-Control-Allow-Origin", "*");
    return true;
  }
  response.headers.add("Vary", "Origin");  // a cache must not hand one origin's answer to another
  const std::string_view origin = request.headers().get_or("Origin", "");
  if (std::ranges::find(options_.allowed_origins, origin) == options_.allowed_origins.end()) return false;
  response.headers.set("Access-Control-Allow-Origin", origin);
  response.headers.set("Access-Control-Allow-Credentials", "true");
  return true;
}

std::optional<Response> Cors::preflight(const Request& request) const {
  if (request.method() != Method::options || !request.headers().contains("Origin") ||
      !request.headers().contains("Access-Control-Request-Method"))
    return std::nullopt;
  Response response = empty_response(200);
  if (!allow_origin(request, response)) return std::nullopt;
  // Whatever header the script asks for is allowed: clients add new ones with every version.
  std::string headers = "Authorization, ";
  const std::string asked = request.headers().combined("Access-Control-Request-Headers");
  if (!asked.empty())
    for (const std::string_view name : core::split(asked, ',')) headers.append(core::trim(name)).append(", ");
  headers += "Accept, Accept-Language, Content-Language";
  response.headers.add("Access-Control-Allow-Methods", allowed_methods);
  response.headers.add("Access-Control-Allow-Headers", headers);
  response.headers.add("Access-Control-Max-Age", preflight_max_age_s);
  return response;
}

void Cors::mark(const Request& request, Response& response) const {
  if (!request.headers().contains("Origin") || response.headers.contains("Access-Control-Allow-Origin"))
    return;
  if (allow_origin(request, response) && !options_.exposed_headers.empty())
    response.headers.set("Access-Control-Expose-Headers", options_.exposed_headers);
}

}  // namespace marque::http
