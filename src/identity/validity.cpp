#include "identity/validity.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "identity/decimal.hpp"

namespace marque::identity {
namespace {

constexpr std::int64_t allowed_skew_s = 30;

/// Fractions of a second do not count; RFC 7519 §2 allows them.
TimeClaim time_claim(const ClaimValue* value) {
  if (value == nullptr || value->is_null()) return {};
  if (value->kind != ClaimValue::Kind::number) return {false, std::nullopt};
  return {true, whole_part(read_decimal(value->text))};
}

AudienceClaim audience_claim(const ClaimValue* value) {
  if (value == nullptr || value->is_null()) return {};
  if (value->is_text()) return {true, {value->text}};
  if (value->kind != ClaimValue::Kind::array || !std::ranges::all_of(value->items, &ClaimValue::is_text))
    return {false, {}};
  AudienceClaim claim;
  for (const ClaimValue& item : value->items) claim.audiences.push_back(item.text);
  return claim;
}

std::unexpected<Error> refuse(std::string message) { return fail("PGRST303", std::move(message)); }

std::unexpected<Error> no_number(std::string_view name) {
  return refuse(fmt::format("The JWT '{}' claim must be a number", name));
}

}  // namespace

ValidityClaims validity_of(const ClaimValue& claims) {
  return {.expires = time_claim(claims.member("exp")),
          .not_before = time_claim(claims.member("nbf")),
          .issued_at = time_claim(claims.member("iat")),
          .audience = audience_claim(claims.member("aud"))};
}

Result<void> check_validity(const ValidityClaims& claims, std::int64_t now_s, std::string_view audience) {
  const std::int64_t earliest_end_s = now_s - allowed_skew_s;
  const std::int64_t latest_start_s = now_s + allowed_skew_s;
  if (!claims.expires.is_number) return no_number("exp");
  if (claims.expires.seconds.value_or(now_s) < earliest_end_s) return refuse("JWT expired");
  if (!claims.not_before.is_number) return no_number("nbf");
  if (claims.not_before.seconds.value_or(now_s) > latest_start_s) return refuse("JWT not yet valid");
  if (!claims.issued_at.is_number) return no_number("iat");
  if (claims.issued_at.seconds.value_or(now_s) > latest_start_s) return refuse("JWT issued at future");
  if (!claims.audience.is_text_or_texts)
    return refuse("The JWT 'aud' claim must be a string or an array of strings");
  const auto& audiences = claims.audience.audiences;
  if (!audience.empty() && !audiences.empty() && std::ranges::find(audiences, audience) == audiences.end())
    return refuse("JWT not in audience");
  return {};
}

}  // namespace marque::identity
