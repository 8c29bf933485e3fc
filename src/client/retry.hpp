// client/retry.hpp: whether a request is sent again, and when. Pure: time and chance come in as values.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "marque/transport.hpp"

namespace marque::client {

/// What one try came to, as far as it decides about another.
struct Try {
  std::string_view method;
  int count = 1;                        ///< tries so far, this one included
  int status = 0;                       ///< 0: there was no answer
  bool transient = false;               ///< without an answer: the connection could not be made, or was lost
  bool delivered = false;               ///< part of the body has been handed on
  std::chrono::seconds retry_after{0};  ///< what the answer asks for; 0: nothing
  std::chrono::milliseconds left{0};    ///< of the request's time
};

/// The pause before the next try; nothing where there is to be none. `jitter` is from 0 to 1.
std::optional<std::chrono::milliseconds> pause_before_retry(const HttpOptions& options, const Try& last,
                                                            double jitter);

}  // namespace marque::client
