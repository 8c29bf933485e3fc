// http/method.hpp: what a request wants done (RFC 9110 §9, RFC 5789 for PATCH).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace marque::http {

/// `other` is any further token (PROPFIND, TRACE); Request::method_text() tells which.
enum class Method : std::uint8_t { get, head, post, put, patch, delete_, options, other };

inline constexpr std::size_t method_count = 8;

/// "GET" … ; "OTHER" for Method::other.
std::string_view method_name(Method method);
/// Methods are case-sensitive: "get" is Method::other.
Method method_named(std::string_view token);

/// A set of methods, for `Allow`.
class MethodSet {
 public:
  constexpr void add(Method method) { bits_ |= bit(method); }
  constexpr void add(MethodSet others) { bits_ |= others.bits_; }
  constexpr bool contains(Method method) const { return (bits_ & bit(method)) != 0; }
  constexpr bool empty() const { return bits_ == 0; }
  /// As the `Allow` header lists them: "GET, HEAD, OPTIONS".
  std::string text() const;

 private:
  static constexpr std::uint8_t bit(Method method) {
    return static_cast<std::uint8_t>(1U << static_cast<unsigned>(method));
  }
  std::uint8_t bits_ = 0;
};

}  // namespace marque::http
