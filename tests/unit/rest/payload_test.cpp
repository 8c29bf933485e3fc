#include "rest/payload.hpp"

#include <gtest/gtest.h>

namespace marque::rest {
namespace {

using query::Action;
using Columns = std::optional<std::vector<std::string>>;

/// "keys|text" of a body, or the message of the refusal.
std::string read(std::string_view type, std::string body, Action action = Action::insert,
                 Columns columns = {}) {
  const auto read = read_payload(action, read_media_type(type), std::move(body), columns);
  if (!read) return read.error().message;
  std::string text;
  for (const std::string& key : read->payload.keys) text += key + " ";
  return text + "|" + read->payload.json;
}

std::string json(std::string body) { return read("application/json", std::move(body)); }
std::string csv(std::string body) { return read("text/csv", std::move(body)); }

constexpr const char* invalid = "Empty or invalid json";
constexpr const char* different = "All object keys must match";

TEST(JsonPayload, IsPassedOnAsItCame) {
  EXPECT_EQ(json(" {\"b\": 1, \"a\":[2,{}] } \n"), "a b | {\"b\": 1, \"a\":[2,{}] } \n");
  EXPECT_EQ(json(R"([{"a":1,"b":2},{"b":3,"a":4}])"), R"(a b |[{"a":1,"b":2},{"b":3,"a":4}])");
  EXPECT_EQ(json("{}"), "|{}");
  EXPECT_EQ(json("[{},{}]"), "|[{},{}]");
}

TEST(JsonPayload, TakesKeysForTheSameHoweverTheyAreWritten) {
  EXPECT_EQ(json(R"([{"\u0061":1},{"a":2},{"a":3,"a":4}])"), R"(a |[{"\u0061":1},{"a":2},{"a":3,"a":4}])");
  EXPECT_EQ(json(R"({"\ud83d\ude00\n":1})"), "\xF0\x9F\x98\x80\n |{\"\\ud83d\\ude00\\n\":1}");
}

TEST(JsonPayload, AnythingElseThatIsJsonCountsAsNoRows) {
  for (const char* body : {"[]", " [ ] ", "1", "null", "\"x\"", "true", "-0.5e+7"})
    EXPECT_EQ(json(body), "|[]");
}

TEST(JsonPayload, ObjectsMustHaveTheSameKeys) {
  for (const char* body : {R"([{"a":1},{"b":1}])", R"([{"a":1},{}])", R"([{"a":1},2])", "[1]", "[[]]",
                           "[null,{}]", R"([{"a":1},{"a":1,"b":2}])"})
    EXPECT_EQ(json(body), different) << body;
  EXPECT_EQ(json(R"([{"a":1},{"b":1},)"), invalid) << "being JSON at all comes first";
}

TEST(JsonPayload, MustBeJson) {
  for (const char* body : {"",
                           " ",
                           "{",
                           "[",
                           "{\"a\":1",
                           "{\"a\"}",
                           "{\"a\":}",
                           "{a:1}",
                           "{\"a\":1,}",
                           "[1,]",
                           "[,1]",
                           "[1 2]",
                           "{\"a\":1}}",
                           "{}{}",
                           "01",
                           "+1",
                           "1.",
                           ".5",
                           "1e",
                           "1e+",
                           "-",
                           "--1",
                           "nul",
                           "nulll",
                           "tru",
                           "TRUE",
                           "'a'",
                           "\"a",
                           "\"\\x\"",
                           "\"\\u12g4\"",
                           "\"\\u12",
                           "\"\\ud800\"",
                           "\"\\ud800\\u0041\"",
                           "\"\\udc00\"",
                           "\"a\nb\"",
                           "\"\xff\"",
                           "\"\xc0\xaf\"",
                           "\"\xed\xa0\x80\"",
                           "\"\xf4\x90\x80\x80\"",
                           "\xEF\xBB\xBF{}",
                           "[1]x",
                           "{\"a\":1]",
                           "[}",
                           "\v1",
                           "NaN",
                           "Infinity",
                           "// c\n1"})
    EXPECT_EQ(json(body), invalid) << body;
  EXPECT_EQ(json(std::string("{}\0", 3)), invalid);
}

TEST(JsonPayload, LeavesControlCharactersBehindAnEscapeToPostgres) {
  EXPECT_EQ(json("[{\"a\":\"\\n\n\"}]"), "a |[{\"a\":\"\\n\n\"}]");
  EXPECT_EQ(json("[{\"a\":\"\xc3\xa4\t\"}]"), "a |[{\"a\":\"\xc3\xa4\t\"}]");
}

TEST(JsonPayload, MayBeAsDeepAndItsNumbersAsLongAsItLikes) {
  const std::string deep = "{\"a\":" + std::string(200'000, '[') + std::string(200'000, ']') + "}";
  EXPECT_EQ(json(deep), "a |" + deep);
  EXPECT_EQ(json(std::string(200'000, '[')), invalid);
  const std::string numbers = "{\"a\":" + std::string(100'000, '9') + "e" + std::string(100'000, '9') + "}";
  EXPECT_EQ(json(numbers), "a |" + numbers);
}

TEST(JsonPayload, IsNotLookedAtWhereTheColumnsAreNamed) {
  EXPECT_EQ(read("application/json", "no json", Action::insert, {{"b", "a", "b"}}), "a b |no json");
  EXPECT_EQ(read("application/json", "no json", Action::put, {{"a"}}), invalid);
  EXPECT_EQ(read("text/csv", "x\n1", Action::insert, {{"a"}}), "x |[{\"x\":\"1\"}]");
}

TEST(JsonPayload, MayBeMissingInACall) {
  EXPECT_EQ(read("application/json", "", Action::call), "|");
  EXPECT_EQ(read("application/json", " ", Action::call), invalid);
}

TEST(CsvPayload, BecomesRowsOfTexts) {
  EXPECT_EQ(csv("a,b\nbar,baz"), R"(a b |[{"a":"bar","b":"baz"}])");
  EXPECT_EQ(csv("b,a\r\n1,2\r\n\r\n3,4\r\n"), R"(a b |[{"b":"1","a":"2"},{"b":"3","a":"4"}])");
  EXPECT_EQ(csv("a,b\nNULL,\"NULL\"\n null,"), R"(a b |[{"a":null,"b":null},{"a":" null","b":""}])");
  EXPECT_EQ(csv("\"a \"\"x\"\"\"\n\"1\n,2\"\n"), "a \"x\" |[{\"a \\\"x\\\"\":\"1\\n,2\"}]");
  EXPECT_EQ(csv("a\n"), "|[]");
  EXPECT_EQ(csv("a\n\n\n"), "|[]");
}

TEST(CsvPayload, MustHaveTheSameNumberOfFieldsOnAllLines) {
  EXPECT_EQ(csv("a,b\nfoo,bar\nbaz"), "All lines must have same number of fields");
  EXPECT_EQ(csv("a,b\nfoo\nbar"), R"(a |[{"a":"foo"},{"a":"bar"}])");
  EXPECT_EQ(csv("a\n1,2\n3"), R"(a |[{"a":"1"},{"a":"3"}])") << "fields without a column are dropped";
  EXPECT_EQ(csv("a,a\n1,2\n3"), R"(a |[{"a":"2"},{"a":"3"}])");
}

TEST(CsvPayload, IsRefusedInTheWordsOfThePeersParser) {
  EXPECT_EQ(csv(""), "parse error (not enough input) at \"\"");
  EXPECT_EQ(csv("a,b"), "parse error (not enough input) at \"\"");
  EXPECT_EQ(csv("a\"b\n1"), "parse error (Failed reading: satisfy) at \"\\\"b\\n1\"");
  EXPECT_EQ(csv("a\n\"1\"x\xc3\xa4"
                "1\x0eH"),
            "parse error (Failed reading: satisfy) at \"x\\195\\164\\&1\\SO\\&H\"");
  EXPECT_EQ(csv("a\nb\"" + std::string(100, 'x')),
            "parse error (Failed reading: satisfy) at \"" + std::string(99, 'x') + " (truncated)");
  EXPECT_EQ(csv("a\n\""), "parse error (Failed reading: trailing double quote) at \"\"");
  EXPECT_EQ(csv("a\n\"x\"\""), "parse error (Failed reading: insufficient input) at \"\"");
}

TEST(CsvPayload, TakesAQuoteThatNeverEndsUpToTheLastCharacterButOne) {
  EXPECT_EQ(csv("a\n\"xyz"), R"(a |[{"a":"xy"}])");
}

TEST(FormPayload, IsOneRowOfTexts) {
  EXPECT_EQ(read("application/x-www-form-urlencoded", "b=1+2&a=%c3%a4&b=3;c"),
            "a b c |{\"a\":\"\xc3\xa4\",\"b\":\"3\",\"c\":\"\"}");
  EXPECT_EQ(read("application/x-www-form-urlencoded", ""), "|{}");
  EXPECT_EQ(read("application/x-www-form-urlencoded", "?a=1&&"), " a |{\"\":\"\",\"a\":\"1\"}");
}

TEST(FormPayload, KeepsItsFieldsForACall) {
  const auto read =
      read_payload(Action::call, read_media_type("application/x-www-form-urlencoded"), "v=1&v=2&a=3=4", {});
  ASSERT_TRUE(read);
  EXPECT_EQ(read->payload.keys, (std::vector<std::string>{"a", "v"}));
  EXPECT_EQ(*read->form,
            (std::vector<std::pair<std::string, std::string>>{{"v", "1"}, {"v", "2"}, {"a", "3=4"}}));
}

TEST(RawPayload, IsForCallsOnly) {
  for (const char* type : {"text/plain", "text/xml", "application/octet-stream"}) {
    const auto call = read_payload(Action::call, read_media_type(type), "x", {});
    ASSERT_TRUE(call);
    EXPECT_TRUE(call->is_raw);
    EXPECT_EQ(call->payload.json, "x");
    EXPECT_EQ(read(type, "x"), std::string("Content-Type not acceptable: ") + type);
  }
  EXPECT_EQ(read("Image/PNG; a=b", "x", Action::call), "Content-Type not acceptable: Image/PNG; a=b");
}

TEST(Payload, OfAReadOrDeleteIsLeftAside) {
  EXPECT_EQ(read("image/png", "x", Action::remove), "|");
  EXPECT_EQ(read("application/json", "x", Action::read), "|");
}

}  // namespace
}  // namespace marque::rest
