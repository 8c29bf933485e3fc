// client/identity_headers.hpp: who sends a request, as headers.
#pragma once

#include <string>

#include "marque/response.hpp"

namespace marque::client {

/// X-Client-Info, apikey and Authorization; the token, or the key where there is none, is the bearer.
Headers identity_headers(const std::string& key, const std::string& token);

/// Adds a header, or puts it in the place of the one of that name.
void set_header(Headers& headers, Header header);

}  // namespace marque::client
