#include "marque/json.hpp"

#include <limits>

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace marque {
namespace {

std::string reason(std::string_view text) {
  const auto json = Json::parse(text);
  return json ? "read" : json.error().message;
}

TEST(Json, IsWrittenAsItIsBuilt) {
  const Json json = Json::object({{"name", "Acme \"1\""},
                                  {"priority", 3},
                                  {"active", true},
                                  {"nothing", nullptr},
                                  {"tags", std::vector<std::string>{"a", "b"}},
                                  {"inner", Json::object({{"x", 1.5}})},
                                  {"missing", std::optional<int>()}});
  EXPECT_EQ(json.text(), R"({"name":"Acme \"1\"","priority":3,"active":true,"nothing":null,)"
                         R"("tags":["a","b"],"inner":{"x":1.5},"missing":null})");
}

TEST(Json, KeepsTheDigitsOfNumbers) {
  constexpr std::string_view digits = "123456789012345678901234567890.1234567890";
  EXPECT_EQ(Json::parse(digits)->digits(), digits);
  EXPECT_EQ(Json::parse(digits)->text(), digits);
}

TEST(Json, ReadsEscapes) {
  EXPECT_EQ(Json::parse(R"("a\"\\\/\b\f\n\r\té😀")")->string_value(), "a\"\\/\b\f\n\r\té😀");
  EXPECT_EQ(Json::parse(R"("\ud83dx")")->string_value(), "\xEF\xBF\xBDx");
}

TEST(Json, FindsFieldsAndItems) {
  const auto json = Json::parse(R"({"a":{"b":[10,20]},"c":null})");
  EXPECT_EQ((*json)["a"]["b"].at(1).as<int>(), 20);
  EXPECT_TRUE((*json)["a"]["no"]["such"].at(3).is_null());
  EXPECT_EQ(json->find("none"), nullptr);
  EXPECT_NE(json->find("c"), nullptr);
  EXPECT_EQ((*json)["c"].value_or(7), 7);
}

TEST(Json, CanBeChanged) {
  Json json;
  json.set("a", 1).set("b", "x").set("a", 2);
  EXPECT_EQ(json.text(), R"({"a":2,"b":"x"})");
  EXPECT_EQ(Json().add(1).add("two").text(), R"([1,"two"])");
}

TEST(Json, RefusesWhatIsNoJsonAndSaysWhere) {
  EXPECT_EQ(reason(""), "the text ends too early at byte 0 of a JSON text");
  EXPECT_EQ(reason("[1,]"), "no value begins like this at byte 3 of a JSON text");
  EXPECT_EQ(reason("{\"a\" 1}"), "a colon is missing at byte 5 of a JSON text");
  EXPECT_EQ(reason("[1 2]"), "a comma or ] is missing at byte 3 of a JSON text");
  EXPECT_EQ(reason("\"a\nb\""), "a control character stands in a string at byte 1 of a JSON text");
  EXPECT_EQ(reason("1 2"), "something follows the value at byte 2 of a JSON text");
  for (const auto* text :
       {"01", "-", "1.", "1e", "+1", ".5", "nul", "\"", "\"\\x\"", "\"\\u12\"", "{a:1}", "["})
    EXPECT_FALSE(Json::parse(text)) << text;
}

TEST(Json, BoundsItsNesting) {
  const std::string deep(100'000, '[');
  EXPECT_EQ(Json::parse(deep).error().code, "marque.bad_json");
  const std::string allowed = std::string(500, '[') + std::string(500, ']');
  EXPECT_TRUE(Json::parse(allowed));
}

TEST(Json, NamesWhatDoesNotFit) {
  EXPECT_EQ(Json("x").as<int>().error().message, "expected a whole number of 32 bits, found a string");
  EXPECT_EQ(Json(1.5).as<std::int64_t>().error().message,
            "expected a whole number of 64 bits, found the number 1.5");
  EXPECT_EQ(Json(300).as<std::int8_t>().error().code, "marque.bad_value");
  EXPECT_EQ(Json().as<std::string>().error().message, "expected a string, found null");
  EXPECT_FALSE(Json(1).as<bool>());
}

TEST(Json, HoldsFloatsThatJsonDoesNotKnowAsPostgresqlDoes) {
  EXPECT_EQ(Json(std::numeric_limits<double>::infinity()).text(), "\"Infinity\"");
  EXPECT_EQ(Json(-std::numeric_limits<double>::infinity()).as<double>(),
            -std::numeric_limits<double>::infinity());
  EXPECT_EQ(Json(0.1).text(), "0.1");
}

TEST(Json, EveryCutOffTextIsRefusedWithoutHarm) {
  const std::string text = R"({"a":[1,-2.5e3,"x\u00e9"],"b":{"c":null,"d":[true,false]}})";
  ASSERT_TRUE(Json::parse(text));
  for (std::size_t length = 0; length < text.size(); ++length)
    EXPECT_FALSE(Json::parse(std::string_view(text).substr(0, length))) << length;
}

TEST(Json, StringsAndNumbersComeBackAsTheyWere) {
  rc::check([](const std::vector<std::int64_t>& numbers, const std::string& text) {
    std::string clean;
    for (const char byte : text)
      if (static_cast<unsigned char>(byte) < 0x80) clean += byte;
    const Json json = Json::object({{"numbers", numbers}, {"text", clean}});
    const auto read = Json::parse(json.text());
    RC_ASSERT(read.has_value());
    RC_ASSERT(*read == json);
    RC_ASSERT((*read)["numbers"].as<std::vector<std::int64_t>>().value() == numbers);
  });
}

}  // namespace
}  // namespace marque
