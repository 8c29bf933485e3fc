// identity/validity.hpp: the claims that decide whether a verified token is good now and here (RFC 7519
// §4.1), with PostgREST's rules and words (contracts/rest.md §19).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "identity/claims.hpp"

namespace marque::identity {

/// One of exp, nbf and iat, in seconds since 1970.
struct TimeClaim {
  bool is_number = true;
  std::optional<std::int64_t> seconds;  ///< nothing where the claim is absent or null
};

struct AudienceClaim {
  bool is_text_or_texts = true;
  std::vector<std::string> audiences;  ///< none where the claim is absent, null or an empty array
};

struct ValidityClaims {
  TimeClaim expires;
  TimeClaim not_before;
  TimeClaim issued_at;
  AudienceClaim audience;
};

ValidityClaims validity_of(const ClaimValue& claims);

/// Refuses what is expired, not valid yet or for others, half a minute of difference between clocks allowed;
/// an empty `audience` takes tokens for anybody. Error: PGRST303.
Result<void> check_validity(const ValidityClaims& claims, std::int64_t now_s, std::string_view audience);

}  // namespace marque::identity
