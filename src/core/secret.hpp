// core/secret.hpp: a text that cannot end up in a log line, an error or a page by accident.
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace marque::core {

/// Holds a password, key or token. It has no conversion, no stream operator and no formatter, so logging or
/// printing one does not compile; `reveal()` is the only way out and easy to search for.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string text) : text_(std::move(text)) {}

  const std::string& reveal() const { return text_; }
  bool empty() const { return text_.empty(); }

  /// Compares in time that depends on the lengths only.
  bool equals(std::string_view other) const;

 private:
  std::string text_;
};

/// Constant-time comparison of two texts; differing lengths answer false at once.
bool equal_in_constant_time(std::string_view left, std::string_view right);

}  // namespace marque::core

namespace marque {
using core::Secret;
}
