#include "identity/claims.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "identity/claim_path.hpp"
#include "identity/decimal.hpp"
#include "identity/haskell_text.hpp"

namespace marque::identity {
namespace {

/// What SQL is shown of these claims; "refused" if they are none.
std::string rewritten(std::string_view json) {
  const auto claims = read_claims(json);
  return claims ? to_json(*claims) : "refused";
}

TEST(Claims, AreWrittenCompactlyAndSortedByName) {
  EXPECT_EQ(rewritten(" { \"b\" : [ 1 , {} , [] , null ] , \"a\" : { \"d\" : true, \"c\" : false } } \n"),
            R"({"a":{"c":false,"d":true},"b":[1,{},[],null]})");
  EXPECT_EQ(rewritten(R"({"z":1,"ä":2,"Z":3,"a":4,"":5})"), R"({"":5,"Z":3,"a":4,"z":1,"ä":2})");
}

TEST(Claims, OfOneNameCountOnce) { EXPECT_EQ(rewritten(R"({"a":1,"b":2,"a":3})"), R"({"a":1,"b":2})"); }

TEST(Claims, ThatAreNoJsonObjectAreRefused) {
  for (const std::string_view json :
       {"", "[]", "1", "null", "{", "{}}", "{} {}", "{\"a\"}", "{a:1}", "{\"a\":1,}", "{\"a\":01}",
        "{\"a\":+1}", "{\"a\":.5}", "{\"a\":1.}", "{\"a\":nan}", "{\"a\":\"\x80\"}", "{\"a\":\"\\ud800\"}",
        "{\"a\":\"\n\"}", "// x\n{}"})
    EXPECT_EQ(rewritten(json), "refused") << json;
}

TEST(Claims, DoNotNestWithoutEnd) {
  const auto nested = [](std::size_t depth) {
    return "{\"a\":" + std::string(depth, '[') + std::string(depth, ']') + "}";
  };
  EXPECT_EQ(rewritten(nested(100)), nested(100));
  EXPECT_EQ(rewritten(nested(1000)), "refused");
  EXPECT_EQ(rewritten("{\"a\":" + std::string(1'000'000, '[')), "refused");
}

TEST(ClaimTexts, HaveOnlyTheEscapesThatMustBe) {
  EXPECT_EQ(rewritten(R"({"a":"\"\\\/\b\f\n\r\t\u0000\u001f\u007f<>&\u00e4\ud83d\ude00"})"),
            "{\"a\":\"\\\"\\\\/\\u0008\\u000c\\n\\r\\t\\u0000\\u001f\x7F<>&ä😀\"}");
}

TEST(ClaimNumbers, KeepTheirValueWhateverTheirSize) {
  const auto number = [](std::string_view text) {
    const std::string object = rewritten("{\"a\":" + std::string(text) + "}");
    return object.size() > 6 ? object.substr(5, object.size() - 6) : object;
  };
  EXPECT_EQ(number("1893456000"), "1893456000");
  EXPECT_EQ(number("123456789012345678901234567890"), "123456789012345678901234567890");
  EXPECT_EQ(number("-0"), "0");
  EXPECT_EQ(number("-7"), "-7");
  EXPECT_EQ(number("1e2"), "100");
  EXPECT_EQ(number("1.5e3"), "1500");
  EXPECT_EQ(number("10.0"), "10.0");
  EXPECT_EQ(number("0.0"), "0.0");
  EXPECT_EQ(number("1.50"), "1.5");
  EXPECT_EQ(number("-0.1"), "-0.1");
  EXPECT_EQ(number("0.05"), "5.0e-2");
  EXPECT_EQ(number("0.0512"), "5.12e-2");
  EXPECT_EQ(number("1234567.5"), "1234567.5");
  EXPECT_EQ(number("12345678.5"), "1.23456785e7");
  EXPECT_EQ(number("3.141592653589793238462643383279"), "3.141592653589793238462643383279");
  EXPECT_EQ(number("1E-7"), "1.0e-7");
  EXPECT_EQ(number("1e1024"), "1" + std::string(1024, '0'));
  EXPECT_EQ(number("1e1025"), "1.0e1025");
  EXPECT_EQ(number("0e5"), "0");
}

TEST(WholeParts, AreFoundInAnySpelling) {
  constexpr auto largest = std::numeric_limits<std::int64_t>::max();
  const auto whole = [](std::string_view text) { return whole_part(read_decimal(text)); };
  EXPECT_EQ(whole("1893456000"), 1893456000);
  EXPECT_EQ(whole("1893456000.0"), 1893456000);
  EXPECT_EQ(whole("1.893456e9"), 1893456000);
  EXPECT_EQ(whole("0.000"), 0);
  EXPECT_EQ(whole("-5"), -5);
  EXPECT_EQ(whole("9223372036854775807"), largest);
  EXPECT_EQ(whole("9223372036854775808"), largest);
  EXPECT_EQ(whole("1e999999999999999999999"), largest);
  EXPECT_EQ(whole("-1e999999999999999999999"), -largest);
  EXPECT_EQ(whole("1e-999999999999999999999"), 0);
  EXPECT_EQ(whole("1.5"), 1);
  EXPECT_EQ(whole("-1893456000.75"), -1893456000);
}

TEST(Claims, AreTheSameAfterWritingAndReadingThem) {
  rc::check("written claims stay as they are", [](const std::map<std::string, std::int64_t>& members) {
    std::string json = "{";
    for (const auto& [name, value] : members) {
      std::string key;
      for (const char character : name)
        key += fmt::format("\\u00{:02x}", static_cast<unsigned char>(character));
      json += fmt::format("{}\"{}\":[{},\"{}\"]", json.size() > 1 ? "," : "", key, value, key);
    }
    const std::string once = rewritten(json + "}");
    RC_ASSERT(once != "refused");
    RC_ASSERT(rewritten(once) == once);
  });
}

/// The text that a path finds, what its parser says, or "nothing".
std::string found(std::string_view path_text, std::string_view json) {
  const auto path = parse_claim_path(path_text);
  if (!path) return path.error().message;
  const auto claims = read_claims(json);
  const auto* value = claims ? find_claim(*claims, *path) : nullptr;
  return value == nullptr ? "nothing" : to_json(*value);
}

TEST(ClaimPaths, LeadThroughMembersAndItems) {
  EXPECT_EQ(found(".role", R"({"role":"ada"})"), "\"ada\"");
  EXPECT_EQ(found(".a.b_c$@9", R"({"a":{"b_c$@9":1}})"), "1");
  EXPECT_EQ(found(".ä", R"({"ä":1})"), "1");
  EXPECT_EQ(
      found(R"(."https://example.com/roles"[0].value)", R"({"https://example.com/roles":[{"value":"ada"}]})"),
      "\"ada\"");
  EXPECT_EQ(found(R"(."")", R"({"":1})"), "1");
  EXPECT_EQ(found(".a[1]", R"({"a":[1,2]})"), "2");
  EXPECT_EQ(found(".a[2]", R"({"a":[1,2]})"), "nothing");
  EXPECT_EQ(found(".a[99999999999999999999999]", R"({"a":[1,2]})"), "nothing");
  EXPECT_EQ(found(".a[0]", R"({"a":{"0":1}})"), "nothing");
  EXPECT_EQ(found(".a.b", R"({"a":["b"]})"), "nothing");
  EXPECT_EQ(found("[0]", R"({"a":1})"), "nothing");
  EXPECT_EQ(found(".a", R"({"a":null})"), "null");
}

TEST(ClaimPaths, MayEndInAFilter) {
  constexpr std::string_view roles = R"({"roles":[7,"other","test_author",{"a":"test_author"}]})";
  EXPECT_EQ(found(R"(.roles[?(@ == "test_author")])", roles), "\"test_author\"");
  EXPECT_EQ(found(R"(.roles[?(@=="test_author")])", roles), "\"test_author\"") << "blanks are as one likes";
  EXPECT_EQ(found(R"(.roles[?(@ != "other")])", roles), "\"test_author\"") << "only texts count";
  EXPECT_EQ(found(R"(.roles[?(@ ^== "test")])", roles), "\"test_author\"");
  EXPECT_EQ(found(R"(.roles[?(@ ==^ "author")])", roles), "\"test_author\"");
  EXPECT_EQ(found(R"(.roles[?(@ *== "_")])", roles), "\"test_author\"");
  EXPECT_EQ(found(R"(.roles[?(@ == "nobody")])", roles), "nothing");
  EXPECT_EQ(found(R"(.roles[?(@ == "x")])", R"({"roles":"x"})"), "nothing");
}

TEST(ClaimPaths, ThatAreNoneNameTheColumn) {
  const auto refusal = [](std::string_view text, int column) {
    EXPECT_EQ(found(text, "{}"),
              fmt::format("failed to parse role-claim-key value ({}): column {} is wrong", text, column));
  };
  refusal("", 1);
  refusal("role.other", 1);
  refusal(".role##", 6);
  refusal(".my_role;;domain", 9);
  refusal(".#$$%&$%/", 2);
  refusal("1234", 1);
  refusal(".role[?(@ =)]", 11);
  refusal(".role[?(@ == \"a\")].b", 19);
  refusal(".role[-1]", 7);
  refusal(".role[", 7);
  refusal(".role.", 7);
  refusal(".\"open", 7);
}

TEST(ClaimPaths, AreShownInTheirFullSpelling) {
  const auto shown = [](std::string_view text) { return to_text(*parse_claim_path(text)); };
  EXPECT_EQ(shown(".role"), R"(."role")");
  EXPECT_EQ(shown(R"(.user[007]."real-role")"), R"(."user"[7]."real-role")");
  EXPECT_EQ(shown(R"(.roles[?(@=="a")])"), R"(."roles"[?(@ == "a")])");
  EXPECT_EQ(shown(R"(.roles[?(@ ==^"a")])"), R"(."roles"[?(@ ==^ "a")])");
}

TEST(HaskellTexts, NameWhatIsNotPlain) {
  EXPECT_EQ(haskell_text("plain text"), R"("plain text")");
  EXPECT_EQ(haskell_text("a\"b\\c"), R"("a\"b\\c")");
  EXPECT_EQ(haskell_text("\n\t\x01\x7F"), R"("\n\t\SOH\DEL")");
  EXPECT_EQ(haskell_text("ä1é"), R"("\228\&1\233")");
  EXPECT_EQ(haskell_text("😀"), R"("\128512")");
  EXPECT_EQ(haskell_text("\x0EH"), R"("\SO\&H")");
  EXPECT_EQ(haskell_text("\xFF\xC3"), R"("\65533\65533")");
}

}  // namespace
}  // namespace marque::identity
