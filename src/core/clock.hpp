// core/clock.hpp: time behind a small interface, so that a test can set and move it.
#pragma once

#include <chrono>
#include <string>

namespace marque::core {

using SystemTime = std::chrono::system_clock::time_point;
using SteadyTime = std::chrono::steady_clock::time_point;

/// What time it is: `now` for people and tokens, `steady` for durations and deadlines.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual SystemTime now() const = 0;
  virtual SteadyTime steady() const = 0;
};

/// The machine's own clock.
const Clock& system_clock();

/// RFC 3339 in UTC with milliseconds: "2026-02-19T08:30:00.123Z".
std::string to_rfc3339(SystemTime time);

/// Whole seconds since 1970, as JWTs count (RFC 7519 §2, NumericDate).
std::int64_t to_unix_seconds(SystemTime time);

}  // namespace marque::core
