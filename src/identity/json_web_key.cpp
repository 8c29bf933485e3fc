#include "identity/json_web_key.hpp"

#include <algorithm>
#include <array>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "core/encoding.hpp"
#include "core/text.hpp"
#include "identity/public_key.hpp"

namespace marque::identity {
namespace {

namespace json = boost::json;

constexpr std::size_t shortest_secret_bytes = 32;  // the size of HS256's own output (RFC 7518 §3.2)

std::unexpected<Error> bad_key(std::string message) { return fail("identity.bad_key", std::move(message)); }

/// A member's text; nothing where it is absent or null. Error: it is of another kind.
Result<std::optional<std::string>> text_member(const json::object& key, std::string_view name) {
  const auto* member = key.if_contains(name);
  if (member == nullptr || member->is_null()) return std::nullopt;
  if (!member->is_string()) return bad_key(fmt::format("'{}' of a JSON Web Key is no text", name));
  return std::string(member->as_string());
}

/// base64url without padding, as keys are written by hand: bits beyond the last byte do not matter.
std::optional<std::string> from_loose_base64url(std::string_view text) {
  const std::size_t missing = (4 - text.size() % 4) % 4;
  if (missing == 3) return std::nullopt;
  auto bytes = core::from_base64url(std::string(text) + std::string(missing, 'A'));
  if (bytes) bytes->resize(bytes->size() - missing);
  return bytes;
}

/// The bytes of a member that must be there.
Result<std::string> bytes_member(const json::object& key, std::string_view name) {
  const auto text = text_member(key, name);
  if (!text) return fail(text.error());
  if (!*text) return bad_key(fmt::format("a JSON Web Key of this type needs '{}'", name));
  auto bytes = from_loose_base64url(**text);
  if (!bytes) return bad_key(fmt::format("'{}' of a JSON Web Key is not base64url", name));
  return std::move(*bytes);
}

struct Curve {
  std::string_view name;
  std::string_view type;
  KeyKind kind;
};
constexpr std::array<Curve, 5> curves{{
    {"P-256", "EC", KeyKind::p256},
    {"P-384", "EC", KeyKind::p384},
    {"P-521", "EC", KeyKind::p521},
    {"Ed25519", "OKP", KeyKind::edwards},
    {"Ed448", "OKP", KeyKind::edwards},
}};

Result<JsonWebKey> symmetric_key(const json::object& object) {
  auto bytes = bytes_member(object, "k");
  if (!bytes) return fail(bytes.error());
  if (bytes->empty()) return bad_key("'k' of a JSON Web Key is empty");
  JsonWebKey key;
  key.kind = KeyKind::symmetric;
  key.secret = Secret(std::move(*bytes));
  return key;
}

Result<JsonWebKey> rsa_key(const json::object& object) {
  const auto modulus = bytes_member(object, "n");
  if (!modulus) return fail(modulus.error());
  const auto exponent = bytes_member(object, "e");
  if (!exponent) return fail(exponent.error());
  JsonWebKey key;
  key.kind = KeyKind::rsa;
  key.public_key = make_rsa_key(*modulus, *exponent);
  if (!key.public_key) return bad_key("'n' and 'e' of a JSON Web Key are no RSA key");
  return key;
}

Result<JsonWebKey> curve_key(const json::object& object, std::string_view type) {
  const auto name = text_member(object, "crv");
  if (!name) return fail(name.error());
  const auto curve = std::ranges::find_if(
      curves, [&](const Curve& known) { return known.type == type && known.name == name->value_or(""); });
  if (curve == curves.end()) return bad_key(fmt::format("'crv' of an {} key is none that is known", type));
  const auto x = bytes_member(object, "x");
  if (!x) return fail(x.error());
  JsonWebKey key;
  key.kind = curve->kind;
  if (type == "EC") {
    const auto y = bytes_member(object, "y");
    if (!y) return fail(y.error());
    key.public_key = make_curve_key(curve->name, *x, *y);
  } else {
    key.public_key = make_edwards_key(curve->name, *x);
  }
  if (!key.public_key) return bad_key(fmt::format("a JSON Web Key is no point of {}", curve->name));
  return key;
}

/// The key of type `kty`, without what says how it may be used.
Result<JsonWebKey> key_of_type(const json::object& object, std::string_view type) {
  if (type == "oct") return symmetric_key(object);
  if (type == "RSA") return rsa_key(object);
  return curve_key(object, type);
}

/// False for an `alg` or `kty` of which nothing here knows; such keys may stand in a set beside others.
bool is_usable(const json::object& object) {
  constexpr std::array<std::string_view, 4> types{"oct", "RSA", "EC", "OKP"};
  const auto algorithm = text_member(object, "alg");
  if (!algorithm || (*algorithm && !algorithm_named(**algorithm))) return false;
  const auto type = text_member(object, "kty");
  return type && (!*type || std::ranges::find(types, **type) != types.end());
}

Result<JsonWebKey> read_key(const json::value& value) {
  if (!value.is_object()) return bad_key("a JSON Web Key is no JSON object");
  const json::object& object = value.as_object();
  if (!is_usable(object)) return JsonWebKey{};
  const auto type = text_member(object, "kty");
  if (!type || !*type) return bad_key("a JSON Web Key lacks 'kty'");
  auto key = key_of_type(object, **type);
  if (!key) return key;
  const auto use = text_member(object, "use");
  const auto id = text_member(object, "kid");
  if (!use || !id) return fail(use ? id.error() : use.error());
  if (*use && **use != "sig" && **use != "enc")
    return bad_key("'use' of a JSON Web Key is neither sig nor enc");
  key->for_encryption = *use == "enc";
  key->id = *id;
  if (const auto algorithm = text_member(object, "alg"); algorithm && *algorithm)
    key->algorithm = algorithm_named(**algorithm);
  return key;
}

Result<std::vector<JsonWebKey>> read_key_set(const json::array& members) {
  std::vector<JsonWebKey> keys;
  for (const json::value& member : members) {
    auto key = read_key(member);
    if (!key) return fail(key.error());
    keys.push_back(std::move(*key));
  }
  return keys;
}

Result<std::vector<JsonWebKey>> text_key(const Secret& secret) {
  if (secret.reveal().size() < shortest_secret_bytes)
    return bad_key("The JWT secret must be at least 32 characters long.");
  JsonWebKey key;
  key.kind = KeyKind::symmetric;
  key.algorithm = SignatureAlgorithm::hs256;
  key.secret = secret;
  return std::vector{std::move(key)};
}

}  // namespace

Result<Secret> decode_secret(const Secret& secret, bool is_base64) {
  if (!is_base64) return secret;
  std::string text(core::trim(secret.reveal()));
  for (char& character : text) {
    if (character == '+') character = '-';
    if (character == '/') character = '_';
    if (character == '.') character = '=';
  }
  if (text.size() % 4 != 0)
    return bad_key(text.size() % 4 == 1 ? "Base64-encoded bytestring has invalid size"
                                        : "Base64-encoded bytestring is unpadded or has invalid padding");
  for (int padding = 0; padding < 2 && text.ends_with('='); ++padding) text.pop_back();
  auto bytes = core::from_base64url(text);
  if (!bytes) return bad_key("Base64-encoded bytestring has an invalid character or padding");
  return Secret(std::move(*bytes));
}

Result<std::vector<JsonWebKey>> read_keys(const Secret& secret) {
  boost::system::error_code problem;
  const json::value value = json::parse(secret.reveal(), problem);
  if (problem || !value.is_object()) return text_key(secret);
  const auto* members = value.as_object().if_contains("keys");
  if (members != nullptr && members->is_array()) return read_key_set(members->as_array());
  auto key = read_key(value);
  if (!key) return fail(key.error());
  std::vector<JsonWebKey> keys;
  keys.push_back(std::move(*key));
  return keys;
}

}  // namespace marque::identity
