// client/deadline.hpp: how much of a request's time is left, over all its tries.
#pragma once

#include <algorithm>
#include <chrono>
#include <optional>

namespace marque::client {

class Deadline {
 public:
  /// From now on; nothing: never.
  explicit Deadline(std::optional<std::chrono::milliseconds> limit) {
    if (limit) at_ = std::chrono::steady_clock::now() + *limit;
  }

  /// At least a millisecond, at most a day.
  std::chrono::milliseconds left() const {
    if (!at_) return std::chrono::hours(24);
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(*at_ - std::chrono::steady_clock::now());
    return std::max(left, std::chrono::milliseconds(1));
  }
  /// The same for libcurl, which takes 0 for no limit.
  std::chrono::milliseconds limit() const { return at_ ? left() : std::chrono::milliseconds(0); }

 private:
  std::optional<std::chrono::steady_clock::time_point> at_;
};

}  // namespace marque::client
