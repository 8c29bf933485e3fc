#include "pg/connection_url.hpp"

#include <gtest/gtest.h>

namespace marque::pg {
namespace {

class GoodUrl : public ::testing::TestWithParam<const char*> {};
class BadUrl : public ::testing::TestWithParam<const char*> {};

TEST_P(GoodUrl, IsTaken) { EXPECT_TRUE(check_connection_url(Secret(GetParam()))); }

TEST_P(BadUrl, IsRefusedWithoutBeingQuoted) {
  const auto checked = check_connection_url(Secret(GetParam()));
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().code, "pg.bad_url");
  EXPECT_EQ((checked.error().message + checked.error().detail + checked.error().hint).find("hunter2"),
            std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(Forms, GoodUrl,
                         ::testing::Values("postgresql://bob:hunter2@db.example:5432/app?sslmode=require",
                                           "postgres://bob@[::1]/app", "postgresql:///app?host=/run/socket",
                                           "postgresql://bob:a%40b%2Fc@one:1,two:2/app",
                                           "host='/run/with space' port=5432 user=bob password='hunter2'",
                                           "host=/run/a@b dbname=app"));

INSTANTIATE_TEST_SUITE_P(Forms, BadUrl,
                         ::testing::Values("mysql://bob:hunter2@db.example/app", "bob:hunter2",
                                           "postgresql://bob:hunter2@[::1/app",
                                           "postgresql://bob:hunter2%zz@db.example/app",
                                           "postgresql://bob:hunter2/x@db.example/app",
                                           "postgresql://bob:x@hunter2@db.example/app",
                                           "postgresql://bob:hunter2@db.example:0/app",
                                           "postgresql://bob:hunter2@db.example:99999/app",
                                           "postgresql://bob:p@db.example/app?hunter2",
                                           "host=db.example password='hunter2"));

}  // namespace
}  // namespace marque::pg
