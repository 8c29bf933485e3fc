// identity/json_web_key.hpp: the keys that tokens are verified with (RFC 7517, RFC 7518 §6, RFC 8037): a
// secret text, one JSON Web Key or a set of them.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "core/secret.hpp"
#include "identity/signature_algorithm.hpp"

struct evp_pkey_st;  // OpenSSL's EVP_PKEY

namespace marque::identity {

enum class KeyKind : std::uint8_t {
  symmetric,
  rsa,
  p256,
  p384,
  p521,
  edwards,
  unusable  ///< of a kind or for an algorithm that nothing here knows; no token fits it
};

struct JsonWebKey {
  KeyKind kind = KeyKind::unusable;
  std::optional<std::string> id;                ///< `kid`
  std::optional<SignatureAlgorithm> algorithm;  ///< `alg`: the only one it may be used with
  bool for_encryption = false;                  ///< `use` is "enc"
  Secret secret;                                ///< of a symmetric key
  std::shared_ptr<evp_pkey_st> public_key;      ///< of all others
};

/// The bytes of a configured secret: itself, or what its base64 text stands for (either alphabet, padded with
/// '=' or '.'; blanks around it do not count). Error: identity.bad_key.
Result<Secret> decode_secret(const Secret& secret, bool is_base64);

/// The keys that a configured secret is: a JWK set, a JWK, or a text of 32 bytes and more that is a key for
/// HS256. Error: identity.bad_key, also for a JSON object that is no key: as a text, a public key with a
/// typing error would become a secret that everybody knows.
Result<std::vector<JsonWebKey>> read_keys(const Secret& secret);

}  // namespace marque::identity
