// marque/error.hpp: what can go wrong when a query is built, sent or answered, as a value.
#pragma once

#include <expected>
#include <string>
#include <string_view>

namespace marque {

/// One failure. What the server says stands here as it said it; what never reached a server has status 0.
struct ApiError {
  /// The server's: PostgreSQL's SQLSTATE ("23505"), PostgREST's ("PGRST116"). Or the library's own:
  /// "marque.unreachable", "marque.timeout", "marque.tls", "marque.bad_answer", "marque.bad_row" …
  std::string code;
  std::string message;
  std::string details;  ///< further facts; may be empty. A JSON text where the server sent no string
  std::string hint;     ///< what to do now; may be empty
  int status = 0;       ///< of the HTTP answer; 0 where there was none
};

/// A value, or why there is none.
template <class Value>
using Expected = std::expected<Value, ApiError>;

/// The failing half of an Expected.
inline std::unexpected<ApiError> failure(std::string_view code, std::string message,
                                         std::string details = {}) {
  return std::unexpected(ApiError{std::string(code), std::move(message), std::move(details), {}, 0});
}

/// Code, message, details and hint as lines for a terminal or a log.
std::string to_string(const ApiError& error);

}  // namespace marque
