// identity/token_verifier.hpp: who a bearer token speaks for (contracts/rest.md §19, §25; RFC 7515, 7517,
// 7519).
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.hpp"
#include "core/error.hpp"
#include "core/secret.hpp"

namespace marque::identity {

struct TokenRules {
  Secret secret;  ///< text (HS256), JWK or JWKS; empty: tokens are refused with PGRST300
  bool secret_is_base64 = false;
  std::string audience;              ///< compared with `aud` where not empty
  std::string role_claim = ".role";  ///< PostgREST 14's path: .a.b, ."quoted", [0], [?(@ == "x")]
  std::string anonymous_role;        ///< empty: no anonymous access
  std::size_t cache_entries = 1000;  ///< verified tokens kept; 0 turns the cache off
};

/// Who asks: the role, and the claims as JSON with `role` set to it.
struct Caller {
  std::string role;
  std::string claims;
  bool anonymous = false;  ///< by the anonymous role, with or without a token
};

/// Verifies tokens and remembers verified ones. Belongs to one I/O thread.
class TokenVerifier {
 public:
  /// Error: identity.bad_key (not a key set), identity.bad_path.
  static Result<TokenVerifier> make(TokenRules rules, const core::Clock& clock = core::system_clock());
  TokenVerifier(TokenVerifier&&) noexcept;
  TokenVerifier& operator=(TokenVerifier&&) noexcept;
  ~TokenVerifier();

  /// `authorization`: the header's value, empty if there is none. Errors: PGRST300 to PGRST303 worded as the
  /// contract says.
  Result<Caller> identify(std::string_view authorization);

  struct CacheCounts {
    std::size_t requests = 0, hits = 0, evictions = 0;
  };
  CacheCounts cache_counts() const;

 private:
  struct State;
  explicit TokenVerifier(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace marque::identity
