#include "query/characters.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "query/whole_number.hpp"

namespace marque::query {
namespace {

TEST(Letters, AreThoseOfAnyScriptAndNothingElse) {
  for (const char32_t letter : std::u32string_view(U"azAZéßΩЖאひ漢ǅʰ\U00010400\U0002A6D6"))
    EXPECT_TRUE(is_letter(letter)) << static_cast<std::uint32_t>(letter);
  for (const char32_t other : std::u32string_view(U"09_$ -@[`{×÷\u0301٣Ⅷ€\uFFFD\U0001F98B\U0010FFFF"))
    EXPECT_FALSE(is_letter(other)) << static_cast<std::uint32_t>(other);
}

TEST(Utf8, ReplacesBrokenSequences) {
  const std::string mark = "\xEF\xBF\xBD";
  EXPECT_EQ(replace_invalid_utf8("plain é 日 🦋"), "plain é 日 🦋");
  EXPECT_EQ(replace_invalid_utf8("\x80"
                                 "a\xFF"),
            mark + "a" + mark);
  EXPECT_EQ(replace_invalid_utf8("\xC0\x80"), mark + mark) << "overlong";
  EXPECT_EQ(replace_invalid_utf8("\xE2\x82"), mark) << "cut off";
  EXPECT_EQ(replace_invalid_utf8("\xED\xA0\x80"), mark + mark + mark) << "a surrogate";
  EXPECT_EQ(replace_invalid_utf8("\xF4\x90\x80\x80"
                                 "b"),
            mark + mark + mark + mark + "b")
      << "beyond Unicode";
}

TEST(Utf8, IsRepairedForGood) {
  EXPECT_TRUE(rc::check("repair(repair(x)) == repair(x)", [](const std::string& bytes) {
    const std::string repaired = replace_invalid_utf8(bytes);
    RC_ASSERT(replace_invalid_utf8(repaired) == repaired);
  }));
}

TEST(Blanks, AreTrimmedInAnyScript) {
  EXPECT_EQ(trim_blanks("\u00A0\t x y \u3000\n"), "x y");
  EXPECT_EQ(trim_blanks(" \u2003 "), "");
  EXPECT_EQ(trim_blanks("é"), "é");
  EXPECT_EQ(trim_blanks("\xA0"), "\xA0") << "no UTF-8";
}

TEST(WholeNumbers, AreReadAsThePeerReadsThem) {
  EXPECT_EQ(read_whole_number("12"), 12);
  EXPECT_EQ(read_whole_number(" -12 "), -12);
  EXPECT_EQ(read_whole_number("007"), 7);
  EXPECT_EQ(read_whole_number("- 5"), -5);
  EXPECT_EQ(read_whole_number("( (5 ))"), 5);
  EXPECT_EQ(read_whole_number("(-5)"), -5);
  EXPECT_EQ(read_whole_number("0x1F"), 31);
  EXPECT_EQ(read_whole_number("0O17"), 15);
  for (const char* text :
       {"", "-", "+5", "--5", "-(5)", "5.0", "1e3", "5 6", "0x", "0x-1", "x", "(5", "1_000"})
    EXPECT_EQ(read_whole_number(text), std::nullopt) << text;
}

TEST(WholeNumbers, EndAtSixtyFourBits) {
  EXPECT_EQ(read_whole_number("9223372036854775807"), 9223372036854775807);
  EXPECT_EQ(read_whole_number("9223372036854775808"), 9223372036854775807);
  EXPECT_EQ(read_whole_number("-99999999999999999999"), -9223372036854775807 - 1);
}

}  // namespace
}  // namespace marque::query
