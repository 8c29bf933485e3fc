#include "core/log.hpp"

#include <type_traits>

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace marque::core {
namespace {

constexpr std::string_view time_text = "2026-02-19T08:30:00.123Z";

TEST(LogLine, JsonCarriesTimeLevelRequestAndFields) {
  EXPECT_EQ(format_log_line(LogFormat::json, LogLevel::info, time_text, "r1", "served",
                            {{"status", 200}, {"path", "/x"}, {"ok", true}}),
            R"({"time":"2026-02-19T08:30:00.123Z","level":"info","request_id":"r1","message":"served",)"
            R"("status":200,"path":"/x","ok":true})");
}

TEST(LogLine, TextIsOneReadableLine) {
  EXPECT_EQ(format_log_line(LogFormat::text, LogLevel::warning, time_text, "r1", "slow", {{"query", "a b"}}),
            "2026-02-19T08:30:00.123Z warning slow query=\"a b\" request_id=r1");
}

TEST(LogLine, LineBreaksAndEscapesCannotForgeFurtherLines) {
  const std::string hostile = "x\n2026 error forged\x1b[2J";
  for (const auto format : {LogFormat::text, LogFormat::json}) {
    const auto line =
        format_log_line(format, LogLevel::info, time_text, hostile, hostile, {{"field", hostile}});
    EXPECT_EQ(line.find('\n'), std::string::npos);
    EXPECT_EQ(line.find('\x1b'), std::string::npos);
  }
}

TEST(LogField, ASecretCannotBecomeOne) {
  static_assert(!std::is_constructible_v<LogField, std::string_view, Secret>);
  static_assert(!std::is_convertible_v<Secret, std::string_view>);
  SUCCEED();
}

TEST(Describe, TellsDetailHintAndCauses) {
  const Error error =
      Error("a.b", "it failed").with_detail("so").with_hint("do").caused_by(Error("c.d", "deeper"));
  EXPECT_EQ(describe(error), "it failed\n  detail: so\n  hint: do\n  because: deeper");
}

}  // namespace
}  // namespace marque::core
