// http/access_log.hpp: one line per request, without anything secret; internal to the room.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "http/message.hpp"

namespace marque::http {

/// What is known once a request is answered.
struct AccessRecord {
  int status = 0;
  std::uint64_t bytes_sent = 0;
  std::chrono::nanoseconds duration{};
};

/// Writes the line. Headers never appear on it, and secret query values are hidden.
void log_access(const Request& request, const AccessRecord& record);

/// `query` with the values of parameters that carry secrets (token, apikey, access_token, X-Amz-Signature …)
/// replaced by "[hidden]"; cut where it is too long to read.
std::string without_secrets(std::string_view query);

}  // namespace marque::http
