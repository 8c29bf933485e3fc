// identity/claims.hpp: a token's claims as a JSON tree that keeps every number as it was written (RFC 7519
// §4).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace marque::identity {

/// One JSON value.
struct ClaimValue {
  enum class Kind : std::uint8_t { null, boolean, number, text, array, object };
  Kind kind = Kind::null;
  bool boolean = false;
  std::string text;  ///< of a text: what it says; of a number: its digits as they came
  std::vector<ClaimValue> items;
  std::map<std::string, ClaimValue, std::less<>> members;

  bool is_null() const { return kind == Kind::null; }
  bool is_text() const { return kind == Kind::text; }
  /// The member of that name, null where there is none.
  const ClaimValue* member(std::string_view name) const;
};

ClaimValue text_claim(std::string text);

/// The object that `json` is; of several members of one name the first counts. Nothing for what is no JSON
/// (RFC 8259), no object, or nests deeper than 128 values.
std::optional<ClaimValue> read_claims(std::string_view json);

/// Compact JSON text, in the form in which PostgREST gives claims to SQL: members in the order of their
/// names' bytes, only the escapes that must be.
std::string to_json(const ClaimValue& value);

}  // namespace marque::identity
