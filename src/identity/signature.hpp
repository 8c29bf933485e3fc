// identity/signature.hpp: checks the signatures of JSON Web Signatures (RFC 7515 §5.2, RFC 7518 §3, RFC 8037
// §3).
#pragma once

#include <string_view>

#include "identity/json_web_key.hpp"
#include "identity/signature_algorithm.hpp"

namespace marque::identity {

/// True if a key of this kind, for this use and with this `alg` can check what `algorithm` signed.
bool fits(const JsonWebKey& key, SignatureAlgorithm algorithm);

/// True if `signature` is that of `message` by `key`, which fits `algorithm`. MACs are compared in constant
/// time.
bool verify_signature(const JsonWebKey& key, SignatureAlgorithm algorithm, std::string_view message,
                      std::string_view signature);

}  // namespace marque::identity
