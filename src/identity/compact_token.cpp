#include "identity/compact_token.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/encoding.hpp"
#include "identity/claims.hpp"
#include "identity/signature.hpp"

namespace marque::identity {
namespace {

std::unexpected<Error> refuse(std::string message) { return fail("PGRST301", std::move(message)); }

std::unexpected<Error> damaged() { return refuse("JWT cryptographic operation failed"); }

std::unexpected<Error> no_key(std::string detail) {
  return fail(Error("PGRST301", "No suitable key or wrong key type").with_detail(std::move(detail)));
}

struct Header {
  std::string algorithm;
  std::optional<std::string> key_id;
};

/// A member that must be a text where it is there at all.
bool is_text_or_missing(const ClaimValue* value) {
  return value == nullptr || value->is_text() || value->is_null();
}

/// Nothing for a damaged header and for that of an encrypted token, which has five parts.
std::optional<Header> read_header(std::string_view part) {
  const auto text = core::from_base64url(part);
  const auto header = text ? read_claims(*text) : std::nullopt;
  if (!header) return std::nullopt;
  const auto* algorithm = header->member("alg");
  if (algorithm == nullptr || !algorithm->is_text()) return std::nullopt;
  const auto* key_id = header->member("kid");
  const bool well_formed = header->member("enc") == nullptr && is_text_or_missing(key_id) &&
                           is_text_or_missing(header->member("typ")) &&
                           is_text_or_missing(header->member("cty"));
  if (algorithm->text != "none" && !well_formed) return std::nullopt;
  Header read{algorithm->text, std::nullopt};
  if (key_id != nullptr && key_id->is_text()) read.key_id = key_id->text;
  return read;
}

bool is_probabilistic_rsa(SignatureAlgorithm algorithm) {
  using enum SignatureAlgorithm;
  return algorithm == ps256 || algorithm == ps384 || algorithm == ps512;
}

bool may_be_by(const JsonWebKey& key, const CompactToken& token) {
  return fits(key, token.algorithm) && (!token.key_id || token.key_id == key.id);
}

}  // namespace

Result<CompactToken> read_compact_token(std::string_view token) {
  if (token.empty()) return refuse("Empty JWT is sent in Authorization header");
  const auto parts = std::ranges::count(token, '.') + 1;
  if (parts != 3) return refuse(fmt::format("Expected 3 parts in JWT; got {}", parts));
  const auto first_dot = token.find('.');
  const auto last_dot = token.rfind('.');
  auto header = read_header(token.substr(0, first_dot));
  auto payload = core::from_base64url(token.substr(first_dot + 1, last_dot - first_dot - 1));
  if (!header || !payload) return damaged();
  if (header->algorithm == "none")
    return fail(Error("PGRST301", "Wrong or unsupported encoding algorithm")
                    .with_detail("JWT is unsecured but expected 'alg' was not 'none'"));
  const auto algorithm = algorithm_named(header->algorithm);
  auto signature = core::from_base64url(token.substr(last_dot + 1));
  if (!algorithm || !signature) return damaged();
  return CompactToken{*algorithm, std::move(header->key_id), token.substr(0, last_dot), std::move(*payload),
                      std::move(*signature)};
}

Result<std::string> verified_payload(std::span<const JsonWebKey> keys, std::string_view token) {
  auto read = read_compact_token(token);
  if (!read) return fail(read.error());
  bool tried = false;
  for (const JsonWebKey& key : keys) {
    if (!may_be_by(key, *read)) continue;
    if (verify_signature(key, read->algorithm, read->signed_text, read->signature))
      return std::move(read->payload);
    tried = true;
  }
  if (is_probabilistic_rsa(read->algorithm)) return damaged();  // the peer does not know these and says so
  return no_key(tried ? "None of the keys was able to decode the JWT"
                      : "No suitable key was found to decode the JWT");
}

}  // namespace marque::identity
