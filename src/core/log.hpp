// core/log.hpp: structured logs: readable text on a terminal, one JSON object per line otherwise.
#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>

#include "core/error.hpp"
#include "core/secret.hpp"

namespace marque::core {

enum class LogLevel : std::uint8_t { debug, info, warning, error };
enum class LogFormat : std::uint8_t { automatic, text, json };

/// One named value on a log line. A Secret is refused by the compiler.
struct LogField {
  using Value = std::variant<std::string_view, std::int64_t, double, bool>;

  LogField(std::string_view name, std::string_view text) : key(name), value(text) {}
  LogField(std::string_view name, const char* text) : key(name), value(std::string_view(text)) {}
  LogField(std::string_view name, const std::string& text) : key(name), value(std::string_view(text)) {}
  LogField(std::string_view name, bool flag) : key(name), value(flag) {}
  LogField(std::string_view name, std::integral auto number)
      : key(name), value(static_cast<std::int64_t>(number)) {}
  LogField(std::string_view name, double number) : key(name), value(number) {}
  LogField(std::string_view name, const Secret&) = delete;

  std::string_view key;
  Value value;
};

/// Where log lines go, with the id of the request (or of the process's part, "embedded-postgres") that every
/// line carries. Cheap to copy; safe to use from every thread.
class Log {
 public:
  explicit Log(std::string request_id) : request_id_(std::move(request_id)) {}

  void debug(std::string_view message, std::initializer_list<LogField> fields = {}) const;
  void info(std::string_view message, std::initializer_list<LogField> fields = {}) const;
  void warning(std::string_view message, std::initializer_list<LogField> fields = {}) const;
  void error(std::string_view message, std::initializer_list<LogField> fields = {}) const;
  /// An Error with all that it knows: code, detail, hint, causes.
  void error(std::string_view message, const Error& error) const;
  void warning(std::string_view message, const Error& error) const;

  const std::string& request_id() const { return request_id_; }

 private:
  std::string request_id_;
};

/// Sets level and format for the whole process; call once at start. Lines go to standard error.
void configure_log(LogLevel level, LogFormat format);
bool log_enabled(LogLevel level);

/// One finished line without its newline; `configure_log`'s formats. Exposed for tests.
std::string format_log_line(LogFormat format, LogLevel level, std::string_view time,
                            std::string_view request_id, std::string_view message,
                            std::initializer_list<LogField> fields);

}  // namespace marque::core

namespace marque {
using core::Log;
}
