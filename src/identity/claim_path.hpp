// identity/claim_path.hpp: where among the claims the role stands: PostgREST 14's `jwt-role-claim-key`
// (contracts/rest.md §25): .a.b, ."quoted", [0], and as the last step [?(@ == "x")].
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/error.hpp"
#include "identity/claims.hpp"

namespace marque::identity {

/// The first text of an array that compares so with `pattern`.
struct ItemFilter {
  enum class Comparison : std::uint8_t { equals, differs, starts_with, ends_with, contains };
  Comparison comparison;
  std::string pattern;
};

/// A member's name, an item's position, or a filter.
using ClaimStep = std::variant<std::string, std::size_t, ItemFilter>;

/// Error: identity.bad_path, naming the text and the column where it goes wrong.
Result<std::vector<ClaimStep>> parse_claim_path(std::string_view text);

/// The path in its full spelling: .role becomes ."role".
std::string to_text(const std::vector<ClaimStep>& path);

/// The value that the path leads to, null where it leads nowhere. It lives as long as `claims`.
const ClaimValue* find_claim(const ClaimValue& claims, const std::vector<ClaimStep>& path);

}  // namespace marque::identity
