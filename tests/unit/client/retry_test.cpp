#include "client/retry.hpp"

#include <gtest/gtest.h>

namespace marque::client {
namespace {

using namespace std::chrono_literals;

constexpr Try refused_get{.method = "GET", .count = 1, .status = 503, .left = 60s};

TEST(Retry, BacksOffTwiceAsLongEachTimeWithJitter) {
  const HttpOptions options{.first_pause = 200ms};
  Try last = refused_get;
  EXPECT_EQ(pause_before_retry(options, last, 0.0), 100ms);
  EXPECT_EQ(pause_before_retry(options, last, 1.0), 200ms);
  last.count = 3;
  EXPECT_EQ(pause_before_retry(options, last, 1.0), 800ms);
}

TEST(Retry, EndsWithTheLastTry) {
  Try last = refused_get;
  last.count = 4;
  EXPECT_EQ(pause_before_retry({}, last, 0.5), std::nullopt);
  EXPECT_EQ(pause_before_retry({.maximum_retries = 0}, refused_get, 0.5), std::nullopt);
}

TEST(Retry, IsForReadsThatDidNotSucceedForNow) {
  Try last = refused_get;
  last.method = "POST";
  EXPECT_EQ(pause_before_retry({}, last, 0.5), std::nullopt);
  for (const int status : {200, 400, 404, 500, 502, 504}) {
    last = refused_get;
    last.status = status;
    EXPECT_EQ(pause_before_retry({}, last, 0.5), std::nullopt) << status;
  }
  last = refused_get;
  last.method = "HEAD";
  last.status = 520;
  EXPECT_TRUE(pause_before_retry({}, last, 0.5));
  last.status = 0;
  EXPECT_FALSE(pause_before_retry({}, last, 0.5)) << "a timeout, or a certificate that does not fit";
  last.transient = true;
  EXPECT_TRUE(pause_before_retry({}, last, 0.5));
  last.delivered = true;
  EXPECT_FALSE(pause_before_retry({}, last, 0.5)) << "rows that were taken would come twice";
}

TEST(Retry, HonoursRetryAfterUnlessItIsTooLong) {
  Try last = refused_get;
  last.retry_after = 2s;
  EXPECT_EQ(pause_before_retry({}, last, 0.5), 2s);
  last.retry_after = 31s;
  EXPECT_EQ(pause_before_retry({}, last, 0.5), std::nullopt);
  last.retry_after = 5s;
  last.left = 4s;
  EXPECT_EQ(pause_before_retry({}, last, 0.5), std::nullopt) << "it would end after the request's time";
}

}  // namespace
}  // namespace marque::client
