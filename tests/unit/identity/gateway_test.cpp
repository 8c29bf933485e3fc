#include "identity/gateway.hpp"

#include <gtest/gtest.h>

namespace marque::identity {
namespace {

const ProjectKeys keys = development_keys();

/// A request as the parser leaves it: "/rest/v1/brands" with this query and these headers.
class Arrived : public http::Request {
 public:
  explicit Arrived(http::Headers headers, std::string query = "") {
    head.headers = std::move(headers);
    head.target = "/rest/v1/brands";
    head.path_size = head.target.size();
    head.target += query;
  }
};

std::string authorization_after(http::Headers headers, std::string query = "") {
  Arrived request(std::move(headers), std::move(query));
  const auto admitted = Gateway(keys).admit(request);
  return admitted ? std::string(request.headers().get_or("Authorization", "(none)")) : admitted.error().code;
}

TEST(Gateway, RefusesARequestWithoutAnyKey) {
  EXPECT_EQ(authorization_after({}), "gateway.no_key");
  EXPECT_EQ(authorization_after({{"Authorization", "Bearer " + keys.publishable_key.reveal()}}),
            "gateway.no_key");
}

TEST(Gateway, RefusesAKeyThatNobodyGave) {
  EXPECT_EQ(authorization_after({{"apikey", "sb_publishable_other"}}), "gateway.unknown_key");
  EXPECT_EQ(authorization_after({{"apikey", keys.anon_key.reveal() + "x"}}), "gateway.unknown_key");
}

TEST(Gateway, LetsTheKeySpeakWhereNobodyIsSignedIn) {
  const std::string anon = "Bearer " + keys.anon_key.reveal();
  const std::string service = "Bearer " + keys.service_role_key.reveal();
  EXPECT_EQ(authorization_after({{"apikey", keys.publishable_key.reveal()}}), anon);
  EXPECT_EQ(authorization_after({{"apikey", keys.anon_key.reveal()}}), anon);
  EXPECT_EQ(authorization_after({{"apikey", keys.secret_key.reveal()}}), service);
  EXPECT_EQ(authorization_after({{"apikey", keys.publishable_key.reveal()},
                                 {"Authorization", "Bearer " + keys.publishable_key.reveal()}}),
            anon);
}

TEST(Gateway, LetsAPersonsTokenWinOverTheKey) {
  EXPECT_EQ(
      authorization_after({{"apikey", keys.secret_key.reveal()}, {"Authorization", "Bearer aaa.bbb.ccc"}}),
      "Bearer aaa.bbb.ccc");
  EXPECT_EQ(authorization_after({{"Authorization", "Bearer aaa.bbb.ccc"}}), "Bearer aaa.bbb.ccc");
}

TEST(Gateway, TakesTheKeyOutOfHeadersAndQuery) {
  Arrived request({}, "?select=id&apikey=" + keys.publishable_key.reveal() + "&id=eq.1");
  ASSERT_TRUE(Gateway(keys).admit(request));
  EXPECT_EQ(request.target(), "/rest/v1/brands?select=id&id=eq.1");
  EXPECT_EQ(request.path(), "/rest/v1/brands");
  Arrived only({{"apikey", keys.secret_key.reveal()}}, "?apikey=x");
  ASSERT_TRUE(Gateway(keys).admit(only));
  EXPECT_EQ(only.target(), "/rest/v1/brands");
  EXPECT_FALSE(only.headers().contains("apikey"));
}

TEST(Gateway, WordsItsRefusalAsSupabasesGatewayDoes) {
  const auto response = gateway_refusal(Error("gateway.no_key", "No API key found in request"));
  EXPECT_EQ(response.status, 401);
  EXPECT_EQ(std::get<std::string>(response.body), R"({"message":"No API key found in request"})");
}

}  // namespace
}  // namespace marque::identity
