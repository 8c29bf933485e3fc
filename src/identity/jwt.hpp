// identity/jwt.hpp: compact JSON Web Tokens (RFC 7515, RFC 7519), signed with HMAC-SHA-256.
#pragma once

#include <string>
#include <string_view>

#include "core/secret.hpp"

namespace marque::identity {

/// `claims` is a JSON object's text; the header is {"alg":"HS256","typ":"JWT"}.
std::string sign_hs256(const Secret& key, std::string_view claims);

/// HMAC-SHA-256 (RFC 2104): 32 raw bytes.
std::string hmac_sha256(const Secret& key, std::string_view message);

}  // namespace marque::identity
