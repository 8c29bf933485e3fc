#include "core/encoding.hpp"

#include <regex>
#include <set>

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "core/random.hpp"
#include "core/secret.hpp"
#include "core/text.hpp"

namespace marque::core {
namespace {

TEST(Base64Url, IsTheOneOfRfc4648WithoutPadding) {
  EXPECT_EQ(to_base64url("foobar"), "Zm9vYmFy");
  EXPECT_EQ(to_base64url("fooba"), "Zm9vYmE");
  EXPECT_EQ(to_base64url("\xfb\xff"), "-_8");
}

TEST(Base64Url, ReadsBackWhatItWrote) {
  EXPECT_TRUE(rc::check("decode(encode(x)) == x", [](const std::string& bytes) {
    RC_ASSERT(from_base64url(to_base64url(bytes)) == bytes);
  }));
}

TEST(Base64Url, RefusesPaddingForeignCharactersAndStrayBits) {
  for (const char* text : {"Zg==", "Zm9v YmFy", "Zm+v", "A", "Zh"})
    EXPECT_FALSE(from_base64url(text)) << text;
}

TEST(Sha256, IsTheOneOfFips180) {
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Uuid, HasVersionFourAndDoesNotRepeat) {
  const std::regex form("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
  std::set<std::string> seen;
  for (int count = 0; count < 1000; ++count) {
    const std::string uuid = new_uuid();
    EXPECT_TRUE(std::regex_match(uuid, form)) << uuid;
    EXPECT_TRUE(seen.insert(uuid).second);
  }
}

TEST(SeededRandom, ReplaysTheSameSequence) {
  SeededRandom one(42);
  SeededRandom two(42);
  EXPECT_EQ(random_text(64, one), random_text(64, two));
  EXPECT_EQ(random_text(22).size(), 22U);
}

TEST(Secret, ComparesWholeTexts) {
  EXPECT_TRUE(Secret("abc").equals("abc"));
  EXPECT_FALSE(Secret("abc").equals("abd"));
  EXPECT_FALSE(Secret("abc").equals("abcd"));
}

TEST(EditDistance, CountsEdits) {
  EXPECT_EQ(edit_distance("listen", "lisen"), 1U);
  EXPECT_EQ(edit_distance("", "abc"), 3U);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3U);
}

TEST(ParseInteger, TakesWholeNumbersOnly) {
  EXPECT_EQ(parse_integer("-12"), -12);
  for (const char* text : {"", "1 ", " 1", "1.5", "0x1", "9223372036854775808"})
    EXPECT_FALSE(parse_integer(text)) << text;
}

}  // namespace
}  // namespace marque::core
