#include "http/access_log.hpp"

#include <algorithm>
#include <array>

#include "http/url.hpp"

namespace marque::http {
namespace {

constexpr std::size_t logged_query_bytes = 1024;
constexpr std::size_t logged_path_bytes = 2048;

/// A parameter is hidden if its lower-case name holds one of these.
constexpr std::array<std::string_view, 12> secret_marks{"token",  "apikey", "api_key",   "password",
                                                        "secret", "code",   "signature", "credential",
                                                        "auth",   "jwt",    "nonce",     "otp"};

bool secret(std::string_view raw_name) {
  std::string name = percent_decode_lenient(raw_name, Plus::blank);
  std::ranges::transform(name, name.begin(), [](char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter | 0x20) : letter;
  });
  return std::ranges::any_of(secret_marks, [&](std::string_view mark) { return name.contains(mark); });
}

}  // namespace

std::string without_secrets(std::string_view query) {
  std::string safe;
  for (const QueryParameter& parameter : split_query(query)) {
    if (!safe.empty()) safe += '&';
    safe.append(parameter.name);
    if (parameter.has_value) safe.append("=").append(secret(parameter.name) ? "[hidden]" : parameter.value);
    if (safe.size() > logged_query_bytes) return safe.resize(logged_query_bytes), safe + "…";
  }
  return safe;
}

void log_access(const Request& request, const AccessRecord& record) {
  if (!core::log_enabled(core::LogLevel::info)) return;
  const std::string query = without_secrets(request.query());
  const double duration_ms = std::chrono::duration<double, std::milli>(record.duration).count();
  request.log().info("request", {{"method", request.method_text()},
                                 {"path", request.path().substr(0, logged_path_bytes)},
                                 {"query", query},
                                 {"status", record.status},
                                 {"bytes", record.bytes_sent},
                                 {"duration_ms", duration_ms},
                                 {"peer", request.peer()}});
}

}  // namespace marque::http
