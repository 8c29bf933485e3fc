#include "identity/sieve_cache.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace marque::identity {
namespace {

TEST(SieveCache, FindsWhatWasPutIn) {
  SieveCache<int> cache(2);
  EXPECT_EQ(cache.find("a"), nullptr);
  EXPECT_FALSE(cache.insert("a", 1));
  ASSERT_NE(cache.find("a"), nullptr);
  EXPECT_EQ(*cache.find("a"), 1);
}

TEST(SieveCache, DropsTheOldestThatWasNotUsed) {
  SieveCache<int> cache(3);
  cache.insert("a", 1);
  cache.insert("b", 2);
  cache.insert("c", 3);
  cache.find("a");
  EXPECT_TRUE(cache.insert("d", 4));
  EXPECT_NE(cache.find("a"), nullptr);
  EXPECT_EQ(cache.find("b"), nullptr);
  EXPECT_NE(cache.find("c"), nullptr);
  EXPECT_NE(cache.find("d"), nullptr);
}

// The hand stays where it last dropped one; new entries behind it are looked at later than the old ones
// before.
TEST(SieveCache, GoesOnWhereItStopped) {
  SieveCache<int> cache(3);
  for (const char* key : {"a", "b", "c"}) cache.insert(key, 0);
  cache.find("a");
  cache.insert("d", 0);  // spares a, drops b
  cache.insert("e", 0);  // drops c, although a is older and no longer marked
  EXPECT_EQ(cache.find("c"), nullptr);
  EXPECT_NE(cache.find("a"), nullptr);
}

TEST(SieveCache, SparesNobodyTwiceWhoIsNotUsedAgain) {
  SieveCache<int> cache(2);
  cache.insert("a", 0);
  cache.insert("b", 0);
  cache.find("a");
  cache.find("b");
  EXPECT_TRUE(cache.insert("c", 0));
  EXPECT_EQ(cache.find("a"), nullptr);
  EXPECT_NE(cache.find("b"), nullptr);
}

TEST(SieveCache, OfOneEntryWorks) {
  SieveCache<int> cache(1);
  for (int number = 0; number < 10; ++number) {
    EXPECT_EQ(cache.insert(std::to_string(number), number), number > 0);
    EXPECT_EQ(*cache.find(std::to_string(number)), number);
    EXPECT_EQ(cache.size(), 1U);
  }
}

TEST(SieveCache, NeverGrowsNorForgetsTheNewest) {
  rc::check("the last insert is found, the size is bounded", [](const std::vector<std::uint8_t>& keys) {
    SieveCache<std::uint8_t> cache(5);
    for (const std::uint8_t key : keys) {
      const std::string text = std::to_string(key);
      if (cache.find(text) == nullptr) cache.insert(text, key);
      RC_ASSERT(*cache.find(text) == key);
      RC_ASSERT(cache.size() <= 5U);
    }
  });
}

}  // namespace
}  // namespace marque::identity
