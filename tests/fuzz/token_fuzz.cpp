// Whatever comes in as header, key or path: no crash; nothing but a signed token is believed; claims that
// were read are written the same way for ever.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "identity/claim_path.hpp"
#include "identity/claims.hpp"
#include "identity/json_web_key.hpp"
#include "identity/jwt.hpp"
#include "identity/token_verifier.hpp"

namespace {

using namespace marque;
using namespace marque::identity;

const Secret secret("a-secret-of-at-least-thirty-two-bytes");

TokenVerifier make_verifier() {
  TokenRules rules;
  rules.secret = secret;
  rules.anonymous_role = "anon";
  rules.cache_entries = 4;
  return *TokenVerifier::make(rules);
}

void check_claims(std::string_view input) {
  const auto claims = read_claims(input);
  if (!claims) return;
  const std::string text = to_json(*claims);
  const auto again = read_claims(text);
  if (!again || to_json(*again) != text) std::abort();
}

void check_path(std::string_view input) {
  const auto path = parse_claim_path(input);
  if (path && to_text(*path).empty()) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static TokenVerifier verifier = make_verifier();
  const std::string input(reinterpret_cast<const char*>(data), size);
  const auto raw = verifier.identify("Bearer " + input);
  if (raw) std::abort();  // nobody guesses a MAC
  (void)verifier.identify(input);
  (void)verifier.identify("Bearer " + sign_hs256(secret, input));
  (void)read_keys(Secret(input));
  (void)decode_secret(Secret(input), true);
  check_claims(input);
  check_path(input);
  return 0;
}
