#include "identity/signature_algorithm.hpp"

#include <array>
#include <utility>

namespace marque::identity {

std::optional<SignatureAlgorithm> algorithm_named(std::string_view name) {
  using enum SignatureAlgorithm;
  static constexpr std::array<std::pair<std::string_view, SignatureAlgorithm>, 13> algorithms{{
      {"HS256", hs256},
      {"HS384", hs384},
      {"HS512", hs512},
      {"RS256", rs256},
      {"RS384", rs384},
      {"RS512", rs512},
      {"PS256", ps256},
      {"PS384", ps384},
      {"PS512", ps512},
      {"ES256", es256},
      {"ES384", es384},
      {"ES512", es512},
      {"EdDSA", eddsa},
  }};
  for (const auto& [known, algorithm] : algorithms)
    if (known == name) return algorithm;
  return std::nullopt;
}

}  // namespace marque::identity
