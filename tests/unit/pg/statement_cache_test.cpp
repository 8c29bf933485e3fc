#include "pg/statement_cache.hpp"

#include <gtest/gtest.h>

namespace marque::pg {
namespace {

TEST(StatementCache, KeepsTheSameTextApartByRole) {
  StatementCache cache(10);
  const auto one = cache.add("anon", "select 1");
  const auto two = cache.add("authenticated", "select 1");
  EXPECT_NE(one.name, two.name);
  EXPECT_EQ(*cache.find("anon", "select 1"), one.name);
  EXPECT_EQ(*cache.find("authenticated", "select 1"), two.name);
  EXPECT_EQ(cache.find("service_role", "select 1"), nullptr);
}

TEST(StatementCache, RoleAndTextCannotRunIntoEachOther) {
  StatementCache cache(10);
  cache.add("a", "bc");
  EXPECT_EQ(cache.find("ab", "c"), nullptr);
}

TEST(StatementCache, TheLeastRecentlyUsedLeavesFirst) {
  StatementCache cache(2);
  const auto first = cache.add("r", "1");
  const auto second = cache.add("r", "2");
  ASSERT_NE(cache.find("r", "1"), nullptr);
  const auto third = cache.add("r", "3");
  EXPECT_EQ(third.evicted, second.name);
  EXPECT_NE(cache.find("r", "1"), nullptr);
  EXPECT_EQ(cache.find("r", "2"), nullptr);
  EXPECT_EQ(cache.size(), 2U);
}

TEST(StatementCache, AForgottenStatementGetsANewName) {
  StatementCache cache(2);
  const auto first = cache.add("r", "1");
  EXPECT_TRUE(cache.forget(first.name));
  EXPECT_FALSE(cache.forget(first.name));
  EXPECT_NE(cache.add("r", "1").name, first.name);
}

}  // namespace
}  // namespace marque::pg
