// identity/compact_token.hpp: JSON Web Signatures in their compact form (RFC 7515 §3.1, §5.2), with the
// errors that PostgREST gives for each kind of damage (contracts/rest.md §19).
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/error.hpp"
#include "identity/json_web_key.hpp"
#include "identity/signature_algorithm.hpp"

namespace marque::identity {

/// A token whose form is right; nothing of it is to be believed yet.
struct CompactToken {
  SignatureAlgorithm algorithm;
  std::optional<std::string> key_id;
  std::string_view signed_text;  ///< a part of the token
  std::string payload;
  std::string signature;
};

/// Errors, all PGRST301: no text, other than three parts, damaged base64url or header, `alg` none.
Result<CompactToken> read_compact_token(std::string_view token);

/// The payload of a token that one of `keys` signed; where it names a key, only keys of that name are tried.
/// Errors: those of read_compact_token, and PGRST301 for no fitting key or a wrong signature.
Result<std::string> verified_payload(std::span<const JsonWebKey> keys, std::string_view token);

}  // namespace marque::identity
