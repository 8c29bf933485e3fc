// rest/api_request.hpp: an HTTP request, read as far as it can be without the catalogue.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "http/message.hpp"
#include "query/tree.hpp"
#include "rest/media_type.hpp"
#include "rest/payload.hpp"
#include "rest/resource.hpp"
#include "rest/settings.hpp"

namespace marque::rest {

struct ApiRequest {
  Operation operation;
  query::Tree tree;         ///< the root's range is that of limit, offset and the Range header together
  query::Range root_range;  ///< the same, for Content-Range
  std::string canonical;    ///< the query string as Content-Location has it
  ReadPayload payload;
  std::vector<MediaType> accepted;
  MediaType content_type;
};

/// Reads `request`, whose path below the mount is `path` and whose body has been read. Errors in the
/// contract's order (§1): those of read_operation, PGRST100, PGRST103, PGRST114, PGRST102.
Result<ApiRequest> read_api_request(const http::Request& request, std::string_view path, std::string body,
                                    query::Preferences preferences, const Settings& settings);

}  // namespace marque::rest
