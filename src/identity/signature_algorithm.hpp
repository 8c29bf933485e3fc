// identity/signature_algorithm.hpp: the signature algorithms of JSON Web Signatures (RFC 7518 §3.1, RFC
// 8037).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace marque::identity {

enum class SignatureAlgorithm : std::uint8_t {
  hs256,
  hs384,
  hs512,
  rs256,
  rs384,
  rs512,
  ps256,
  ps384,
  ps512,
  es256,
  es384,
  es512,
  eddsa,
};

/// The algorithm that a header's or key's `alg` names, in exactly that spelling. Nothing for all others: for
/// "none" and for what encrypts.
std::optional<SignatureAlgorithm> algorithm_named(std::string_view name);

}  // namespace marque::identity
