#include "core/log.hpp"

#include <atomic>

#include <fmt/format.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include "core/clock.hpp"
#include "core/json.hpp"

namespace marque::core {
namespace {

std::atomic<LogLevel> minimum_level{LogLevel::info};
std::atomic<LogFormat> line_format{LogFormat::json};

spdlog::logger& sink() {
  static const auto logger = [] {
    auto made = std::make_shared<spdlog::logger>("marque", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    made->set_pattern("%v");
    made->set_level(spdlog::level::trace);
    made->flush_on(spdlog::level::trace);
    return made;
  }();
  return *logger;
}

std::string_view level_name(LogLevel level) {
  switch (level) {
    case LogLevel::debug: return "debug";
    case LogLevel::info: return "info";
    case LogLevel::warning: return "warning";
    case LogLevel::error: return "error";
  }
  return "error";
}

void add_json_field(JsonObject& object, const LogField& field) {
  std::visit([&](const auto& value) { object.add(field.key, value); }, field.value);
}

/// A text value as it stands on a terminal: quoted where blanks or control characters would blur its ends.
std::string readable(std::string_view text) {
  const bool plain = !text.empty() && text.find_first_of(" \t\r\n\"\\=\x1b") == text.npos;
  return plain ? std::string(text) : json_string(text);
}

std::string text_field(const LogField& field) {
  return std::visit(
      [&](const auto& value) {
        if constexpr (std::is_same_v<std::decay_t<decltype(value)>, std::string_view>)
          return fmt::format(" {}={}", field.key, readable(value));
        else
          return fmt::format(" {}={}", field.key, value);
      },
      field.value);
}

/// Escape sequences and line breaks in a message could forge further lines: they are escaped.
std::string one_line(std::string_view message) {
  const std::string quoted = json_string(message);
  return quoted.find('\\') == quoted.npos ? std::string(message) : quoted;
}

void write_line(LogLevel level, std::string_view request_id, std::string_view message,
                std::initializer_list<LogField> fields) {
  if (!log_enabled(level)) return;
  const std::string time = to_rfc3339(system_clock().now());
  const std::string line = format_log_line(line_format.load(), level, time, request_id, message, fields);
  sink().log(spdlog::level::info, spdlog::string_view_t(line.data(), line.size()));
}

std::string causes_of(const Error& error) {
  std::string text;
  for (const Error* cause = error.cause.get(); cause != nullptr; cause = cause->cause.get())
    text += fmt::format("{}{}: {}", text.empty() ? "" : "; ", cause->code, cause->message);
  return text;
}

}  // namespace

void configure_log(LogLevel level, LogFormat format) {
  minimum_level = level;
  if (format == LogFormat::automatic)
    format = ::isatty(STDERR_FILENO) == 1 ? LogFormat::text : LogFormat::json;
  line_format = format;
}

bool log_enabled(LogLevel level) { return level >= minimum_level.load(std::memory_order_relaxed); }

std::string format_log_line(LogFormat format, LogLevel level, std::string_view time,
                            std::string_view request_id, std::string_view message,
                            std::initializer_list<LogField> fields) {
  if (format == LogFormat::text) {
    std::string line = fmt::format("{} {:<7} {}", time, level_name(level), one_line(message));
    for (const LogField& field : fields) line += text_field(field);
    return line + fmt::format(" request_id={}", readable(request_id));
  }
  JsonObject object;
  object.add("time", time)
      .add("level", level_name(level))
      .add("request_id", request_id)
      .add("message", message);
  for (const LogField& field : fields) add_json_field(object, field);
  return object.text();
}

void Log::debug(std::string_view message, std::initializer_list<LogField> fields) const {
  write_line(LogLevel::debug, request_id_, message, fields);
}
void Log::info(std::string_view message, std::initializer_list<LogField> fields) const {
  write_line(LogLevel::info, request_id_, message, fields);
}
void Log::warning(std::string_view message, std::initializer_list<LogField> fields) const {
  write_line(LogLevel::warning, request_id_, message, fields);
}
void Log::error(std::string_view message, std::initializer_list<LogField> fields) const {
  write_line(LogLevel::error, request_id_, message, fields);
}

void Log::error(std::string_view message, const Error& error) const {
  write_line(LogLevel::error, request_id_, message,
             {{"code", error.code},
              {"error", error.message},
              {"detail", error.detail},
              {"hint", error.hint},
              {"causes", causes_of(error)}});
}
void Log::warning(std::string_view message, const Error& error) const {
  write_line(LogLevel::warning, request_id_, message,
             {{"code", error.code},
              {"error", error.message},
              {"detail", error.detail},
              {"hint", error.hint},
              {"causes", causes_of(error)}});
}

}  // namespace marque::core
