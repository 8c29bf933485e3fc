// marque/response.hpp: what came back, as text, JSON or rows.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "marque/error.hpp"
#include "marque/json.hpp"
#include "marque/row.hpp"

namespace marque {

/// A header field of a request or an answer.
struct Header {
  std::string name;
  std::string value;
  bool operator==(const Header&) const = default;
};
using Headers = std::vector<Header>;

/// The value of the first header of that name, in any case; empty if there is none.
std::string_view header_value(const Headers& headers, std::string_view name);

/// The answer to a query.
struct Response {
  int status = 0;
  Headers headers;
  std::string body;                   ///< JSON, or whatever was asked for: CSV, GeoJSON, a plan
  std::optional<std::int64_t> count;  ///< all rows, where a count was asked for

  /// The body as JSON; null for an empty one. Error: marque.bad_json.
  Expected<Json> json() const;
  /// The body as one value: a function's result, or the row of `single()`. Errors: marque.bad_json,
  /// marque.bad_value, marque.bad_row.
  template <JsonDecodable Type>
  Expected<Type> value() const;
  /// The body's array as rows; an empty body has none. Errors: as above.
  template <JsonDecodable Type>
  Expected<std::vector<Type>> rows() const;
};

template <JsonDecodable Type>
Expected<Type> Response::value() const {
  auto parsed = json();
  if (!parsed) return std::unexpected(std::move(parsed.error()));
  return parsed->template as<Type>();
}

template <JsonDecodable Type>
Expected<std::vector<Type>> Response::rows() const {
  if (body.empty()) return std::vector<Type>();
  return value<std::vector<Type>>();
}

}  // namespace marque
