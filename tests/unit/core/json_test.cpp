#include "core/json.hpp"

#include <cmath>
#include <limits>

#include <boost/json.hpp>
#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace marque::core {
namespace {

TEST(JsonString, EscapesWhatJsonDemands) {
  EXPECT_EQ(json_string("a\"b\\c\n\t\x01"), R"("a\"b\\c\n\t\u0001")");
  EXPECT_EQ(json_string("größe 🎨"), "\"größe 🎨\"");
}

TEST(JsonString, IllFormedUtf8BecomesReplacementCharacters) {
  EXPECT_EQ(json_string("\xff"), "\"\xEF\xBF\xBD\"");
  EXPECT_EQ(json_string("\xC0\x80"), "\"\xEF\xBF\xBD\xEF\xBF\xBD\"");      // overlong NUL
  EXPECT_EQ(json_string("\xED\xA0\x80").find("\xED"), std::string::npos);  // a surrogate
  EXPECT_EQ(json_string("\xF0\x9F\x8E"), "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"");
}

TEST(JsonString, AnyBytesGiveValidJson) {
  EXPECT_TRUE(rc::check("any bytes give a JSON string that parses", [](const std::string& bytes) {
    boost::system::error_code problem;
    boost::json::parse(json_string(bytes), problem);
    RC_ASSERT(!problem);
  }));
}

TEST(JsonObject, KeepsOrderAndTypes) {
  EXPECT_EQ(JsonObject().add("a", 1).add("b", "x").add("c", true).add("d", 0.5).add_raw("e", "[1]").text(),
            R"({"a":1,"b":"x","c":true,"d":0.5,"e":[1]})");
  EXPECT_EQ(JsonObject().text(), "{}");
  EXPECT_EQ(JsonObject().add("n", std::nan("")).add("i", std::numeric_limits<double>::infinity()).text(),
            R"({"n":null,"i":null})");
}

}  // namespace
}  // namespace marque::core
