#include "rest/json_scanner.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace marque::rest {
namespace {

std::string written(std::string_view text) {
  std::string json;
  append_json_text(json, text);
  return json;
}

std::string read_back(std::string_view json) {
  JsonScanner scanner(json);
  std::string_view raw;
  if (!scanner.take_string(raw) || !scanner.at_end()) return "malformed";
  return unescape_json(raw);
}

TEST(JsonText, HasTheEscapesOfThePeer) {
  EXPECT_EQ(written("a\"\\/\n\r\t\b\f\x01\x7f\xc3\xa4"),
            "\"a\\\"\\\\/\\n\\r\\t\\u0008\\u000c\\u0001\x7f\xc3\xa4\"");
  EXPECT_EQ(written(std::string_view("\0", 1)), "\"\\u0000\"");
  EXPECT_EQ(written("\xff\xe2\x82"), "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"");
}

TEST(JsonScanner, ResolvesEscapes) {
  EXPECT_EQ(read_back(R"("\"\\\/\b\f\n\r\t\u0041\u00e4\u20ac\uD83D\uDE00")"),
            "\"\\/\b\f\n\r\tA\xc3\xa4\xe2\x82\xac\xF0\x9F\x98\x80");
  EXPECT_EQ(read_back(R"("\u0000")"), std::string(1, '\0'));
}

TEST(JsonScanner, StepsOverOneValueAndNoMore) {
  JsonScanner scanner(R"( {"a":[1,"]}",{"b":null}]} , 2)");
  EXPECT_TRUE(scanner.skip_value());
  EXPECT_TRUE(scanner.take(','));
  EXPECT_FALSE(scanner.take(','));
  EXPECT_TRUE(scanner.skip_value());
  EXPECT_TRUE(scanner.at_end());
  EXPECT_FALSE(scanner.skip_value());
}

RC_GTEST_PROP(JsonText, ComesBackAsItWas, (const std::vector<std::uint32_t>& points)) {
  std::string text;
  for (const std::uint32_t point : points) text += static_cast<char>(point % 128);
  RC_ASSERT(read_back(written(text)) == text);
}

RC_GTEST_PROP(JsonScanner, NeverReadsPastTheEnd, (const std::string& text)) {
  JsonScanner scanner(text);
  if (scanner.skip_value()) RC_ASSERT(scanner.position() <= text.size());
}

}  // namespace
}  // namespace marque::rest
