#include "identity/token_verifier.hpp"

#include <algorithm>
#include <utility>

#include "core/text.hpp"
#include "identity/claim_path.hpp"
#include "identity/claims.hpp"
#include "identity/compact_token.hpp"
#include "identity/json_web_key.hpp"
#include "identity/sieve_cache.hpp"
#include "identity/validity.hpp"

namespace marque::identity {
namespace {

/// What a token that was signed rightly says; whether it is valid now is asked at each use.
struct VerifiedToken {
  ValidityClaims validity;
  std::optional<Caller> caller;  ///< nothing where it names no role and there is none for the anonymous
};

bool is_blank(char character) {
  return character == ' ' || (character >= '\t' && character <= '\r') || character == '\xA0';
}

/// What follows "Bearer", in any case; nothing for no header or another scheme.
std::optional<std::string_view> bearer_token(std::string_view authorization) {
  const auto end = std::ranges::find_if(authorization, is_blank);
  const auto scheme_length = static_cast<std::size_t>(end - authorization.begin());
  if (core::to_lower(authorization.substr(0, scheme_length)) != "bearer") return std::nullopt;
  const auto* token = std::find_if_not(end, authorization.end(), is_blank);
  return authorization.substr(static_cast<std::size_t>(token - authorization.begin()));
}

std::unexpected<Error> anonymous_is_disabled() { return fail("PGRST302", "Anonymous access is disabled"); }

}  // namespace

struct TokenVerifier::State {
  TokenRules rules;
  const core::Clock& clock;
  std::vector<JsonWebKey> keys;
  std::vector<ClaimStep> role_path;
  std::optional<SieveCache<VerifiedToken>> cache;
  CacheCounts counts;

  /// Who asks by these claims; nothing where neither they nor the rules name a role.
  std::optional<Caller> caller_of(ClaimValue claims) const {
    Caller caller{.role = rules.anonymous_role, .claims = {}, .anonymous = false};
    if (const auto* role = find_claim(claims, role_path))
      caller.role = role->is_text() ? role->text : to_json(*role);
    else if (rules.anonymous_role.empty())
      return std::nullopt;
    caller.anonymous = !rules.anonymous_role.empty() && caller.role == rules.anonymous_role;
    claims.members["role"] = text_claim(caller.role);
    caller.claims = to_json(claims);
    return caller;
  }

  Result<VerifiedToken> verify(std::string_view token) const {
    const auto payload = verified_payload(keys, token);
    if (!payload) return fail(payload.error());
    auto claims = read_claims(*payload);
    if (!claims) return fail("PGRST303", "Parsing claims failed");
    const ValidityClaims validity = validity_of(*claims);
    return VerifiedToken{validity, caller_of(std::move(*claims))};
  }

  Result<Caller> answer(const VerifiedToken& token) const {
    const auto valid = check_validity(token.validity, core::to_unix_seconds(clock.now()), rules.audience);
    if (!valid) return fail(valid.error());
    if (!token.caller) return anonymous_is_disabled();
    return *token.caller;
  }

  Result<Caller> identify(std::string_view token) {
    if (rules.secret.empty()) return fail("PGRST300", "Server lacks JWT secret");
    if (cache) {
      ++counts.requests;
      if (const VerifiedToken* known = cache->find(token)) {
        ++counts.hits;
        return answer(*known);
      }
    }
    auto verified = verify(token);
    if (!verified) return fail(verified.error());
    auto answered = answer(*verified);
    if (cache && cache->insert(std::string(token), std::move(*verified))) ++counts.evictions;
    return answered;
  }
};

TokenVerifier::TokenVerifier(std::unique_ptr<State> state) : state_(std::move(state)) {}
TokenVerifier::TokenVerifier(TokenVerifier&&) noexcept = default;
TokenVerifier& TokenVerifier::operator=(TokenVerifier&&) noexcept = default;
TokenVerifier::~TokenVerifier() = default;

Result<TokenVerifier> TokenVerifier::make(TokenRules rules, const core::Clock& clock) {
  auto path = parse_claim_path(rules.role_claim);
  if (!path) return fail(path.error());
  std::vector<JsonWebKey> keys;
  if (!rules.secret.empty()) {
    const auto secret = decode_secret(rules.secret, rules.secret_is_base64);
    if (!secret) return fail(secret.error());
    auto read = read_keys(*secret);
    if (!read) return fail(read.error());
    keys = std::move(*read);
  }
  std::unique_ptr<State> state(
      new State{std::move(rules), clock, std::move(keys), std::move(*path), std::nullopt, {}});
  if (state->rules.cache_entries > 0) state->cache.emplace(state->rules.cache_entries);
  return TokenVerifier(std::move(state));
}

Result<Caller> TokenVerifier::identify(std::string_view authorization) {
  if (const auto token = bearer_token(authorization)) return state_->identify(*token);
  ClaimValue no_claims;
  no_claims.kind = ClaimValue::Kind::object;
  auto anonymous = state_->caller_of(std::move(no_claims));
  if (!anonymous) return anonymous_is_disabled();
  return std::move(*anonymous);
}

TokenVerifier::CacheCounts TokenVerifier::cache_counts() const { return state_->counts; }

}  // namespace marque::identity
