// http/url.hpp: percent-escapes and query strings (RFC 3986 §2.1, §3.4), with the place of what is malformed.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"

namespace marque::http {

/// What '+' stands for: itself in a path, a blank in a query or a form (WHATWG URL, urlencoded).
enum class Plus : std::uint8_t { literal, blank };

/// Where the first "%" stands that two hexadecimal digits do not follow.
std::optional<std::size_t> find_malformed_escape(std::string_view text);

/// The bytes that `text` stands for. Error: http.bad_escape, with the position in `detail`.
Result<std::string> percent_decode(std::string_view text, Plus plus = Plus::literal);

/// The same, but a malformed escape stands for itself.
std::string percent_decode_lenient(std::string_view text, Plus plus = Plus::literal);

/// `text` with everything but unreserved characters escaped; also '/' stays if `keep_slashes`.
std::string percent_encode(std::string_view text, bool keep_slashes = false);

/// One `name=value` of a query string, not decoded. `position` is where the name begins in the query.
struct QueryParameter {
  std::string_view name;
  std::string_view value;
  std::size_t position = 0;
  bool has_value = false;  ///< false for "name" without "="
};

/// The parameters of a raw query string in their order; empty ones ("a&&b") are left out.
std::vector<QueryParameter> split_query(std::string_view query);

/// The first parameter whose decoded name is `name`, decoded leniently with '+' as a blank.
std::optional<std::string> query_value(std::string_view query, std::string_view name);

}  // namespace marque::http
