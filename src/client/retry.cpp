#include "client/retry.hpp"

#include <algorithm>

namespace marque::client {
namespace {

/// The answers that say "not now": of the server itself, and of a proxy that did not reach it.
bool says_later(int status) { return status == 503 || status == 520; }

/// Doubling, and spread over its upper half so that clients which failed together do not return together.
std::chrono::milliseconds back_off(const HttpOptions& options, int count, double jitter) {
  constexpr int most_doublings = 20;  // a million times: no sum can overflow
  const auto doubled = options.first_pause * (1 << std::min(count - 1, most_doublings));
  const auto full = std::min<std::chrono::milliseconds>(doubled, options.longest_pause);
  return full / 2 + std::chrono::milliseconds(
                        static_cast<std::int64_t>(static_cast<double>((full / 2).count()) * jitter));
}

}  // namespace

std::optional<std::chrono::milliseconds> pause_before_retry(const HttpOptions& options, const Try& last,
                                                            double jitter) {
  const bool safe = last.method == "GET" || last.method == "HEAD";
  const bool failed = last.status == 0 ? last.transient : says_later(last.status);
  if (!safe || !failed || last.delivered || last.count > options.maximum_retries) return std::nullopt;
  const std::chrono::milliseconds pause =
      last.retry_after.count() > 0 ? last.retry_after : back_off(options, last.count, jitter);
  if (pause > options.longest_pause || pause >= last.left) return std::nullopt;
  return pause;
}

}  // namespace marque::client
