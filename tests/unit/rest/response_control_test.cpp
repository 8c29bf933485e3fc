#include "rest/response_control.hpp"

#include <gtest/gtest.h>

namespace marque::rest {
namespace {

/// The headers after the setting has been put over "A: 1, B: 2", or the code of the refusal.
std::string applied(std::optional<std::string_view> setting) {
  http::Headers headers{{"A", "1"}, {"B", "2"}};
  if (auto done = apply_response_headers(setting, headers); !done) return done.error().code;
  std::string text;
  for (const http::Header header : headers)
    text.append(header.name).append("=").append(header.value).append(";");
  return text;
}

TEST(ResponseHeaders, ReplaceGeneratedOnesAndMayRepeat) {
  EXPECT_EQ(applied(std::nullopt), "A=1;B=2;");
  EXPECT_EQ(applied("[]"), "A=1;B=2;");
  EXPECT_EQ(applied(R"([{"a": "9"}, {"Set-Cookie": "x"}, {"Set-Cookie": "\u00e4"}])"),
            "B=2;a=9;Set-Cookie=x;Set-Cookie=\xc3\xa4;");
  EXPECT_EQ(applied(R"([{"C":"1","C":"2"}])"), "A=1;B=2;C=1;");
}

TEST(ResponseHeaders, MustBeAnArrayOfObjectsWithOneText) {
  for (const char* setting : {"", "x", "{}", R"({"A":"1"})", "[{}]", R"([{"A":1}])", R"([{"A":"1","B":"2"}])",
                              "[1]", R"([{"A":"1"}]])", R"([{"A":"1"},])", R"([{"A":null}])", "null"})
    EXPECT_EQ(applied(setting), "PGRST111") << setting;
}

TEST(ResponseStatus, IsItsLeadingNumber) {
  EXPECT_EQ(apply_response_status(std::nullopt, 200).value(), 200);
  EXPECT_EQ(apply_response_status("204", 200).value(), 204);
  EXPECT_EQ(apply_response_status("418 teapot", 200).value(), 418);
  EXPECT_EQ(apply_response_status("99999999999999999999", 200).value(), 100'000);
  for (const char* setting : {"", "x", "-1", " 200", "+200"})
    EXPECT_EQ(apply_response_status(setting, 200).error().code, "PGRST112") << setting;
}

}  // namespace
}  // namespace marque::rest
