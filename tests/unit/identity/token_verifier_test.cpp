#include "identity/token_verifier.hpp"

#include <gtest/gtest.h>

#include "identity/jwt.hpp"
#include "signing_key.hpp"

namespace marque::identity {
namespace {

constexpr std::int64_t now_s = 1'800'000'000;
const Secret secret("a-secret-of-at-least-thirty-two-bytes");

class FixedClock final : public core::Clock {
 public:
  core::SystemTime now() const override { return core::SystemTime(std::chrono::seconds(seconds)); }
  core::SteadyTime steady() const override { return {}; }
  std::int64_t seconds = now_s;
};

TokenRules usual_rules() {
  TokenRules rules;
  rules.secret = secret;
  rules.anonymous_role = "anon";
  return rules;
}

class Verifier {
 public:
  explicit Verifier(TokenRules rules = usual_rules())
      : verifier_(*TokenVerifier::make(std::move(rules), clock)) {}

  Result<Caller> identify(std::string_view authorization) { return verifier_.identify(authorization); }
  Result<Caller> with_claims(std::string_view claims) {
    return identify("Bearer " + sign_hs256(secret, claims));
  }

  /// "role claims", or the error's code and message.
  std::string answer(std::string_view claims) { return shown(with_claims(claims)); }
  std::string answer_to(std::string_view authorization) { return shown(identify(authorization)); }
  TokenVerifier::CacheCounts counts() const { return verifier_.cache_counts(); }

  FixedClock clock;

 private:
  static std::string shown(const Result<Caller>& caller) {
    return caller ? caller->role + " " + caller->claims : caller.error().code + " " + caller.error().message;
  }

  TokenVerifier verifier_;
};

TEST(RequestsWithoutAToken, RunAsTheAnonymousRole) {
  Verifier verifier;
  for (const std::string_view authorization : {"", "Basic YTpi", "Bearerx", "Digest Bearer x"}) {
    const auto caller = verifier.identify(authorization);
    ASSERT_TRUE(caller) << authorization;
    EXPECT_EQ(caller->role, "anon");
    EXPECT_EQ(caller->claims, R"({"role":"anon"})");
    EXPECT_TRUE(caller->anonymous);
  }
}

TEST(RequestsWithoutAToken, AreRefusedWhereThereIsNoAnonymousRole) {
  TokenRules rules = usual_rules();
  rules.anonymous_role.clear();
  Verifier verifier(rules);
  EXPECT_EQ(verifier.answer_to(""), "PGRST302 Anonymous access is disabled");
  EXPECT_EQ(verifier.answer(R"({"id":1})"), "PGRST302 Anonymous access is disabled");
  EXPECT_EQ(verifier.answer(R"({"role":"ada"})"), R"(ada {"role":"ada"})");
}

TEST(RequestsWithAToken, NeedASecret) {
  TokenRules rules = usual_rules();
  rules.secret = Secret();
  Verifier verifier(rules);
  EXPECT_EQ(verifier.answer("{}"), "PGRST300 Server lacks JWT secret");
  EXPECT_EQ(verifier.answer_to("Bearer "), "PGRST300 Server lacks JWT secret");
  EXPECT_EQ(verifier.answer_to(""), R"(anon {"role":"anon"})");
}

TEST(Schemes, AreBearerInAnyCase) {
  Verifier verifier;
  const std::string token = sign_hs256(secret, R"({"role":"ada"})");
  for (const std::string_view scheme : {"Bearer ", "bearer ", "BEARER   ", "Bearer\t"})
    EXPECT_EQ(verifier.answer_to(std::string(scheme) + token), R"(ada {"role":"ada"})") << scheme;
  EXPECT_EQ(verifier.answer_to("Bearer"), "PGRST301 Empty JWT is sent in Authorization header");
  EXPECT_EQ(verifier.answer_to("Bearer  "), "PGRST301 Empty JWT is sent in Authorization header");
}

TEST(Roles, ComeFromTheTokenOrElseAreAnonymous) {
  Verifier verifier;
  const auto ada = verifier.with_claims(R"({"sub":"7","role":"ada"})");
  ASSERT_TRUE(ada);
  EXPECT_EQ(ada->role, "ada");
  EXPECT_EQ(ada->claims, R"({"role":"ada","sub":"7"})");
  EXPECT_FALSE(ada->anonymous);
  const auto nobody = verifier.with_claims(R"({"sub":"7"})");
  ASSERT_TRUE(nobody);
  EXPECT_EQ(nobody->claims, R"({"role":"anon","sub":"7"})");
  EXPECT_TRUE(nobody->anonymous);
  EXPECT_TRUE(verifier.with_claims(R"({"role":"anon"})")->anonymous);
}

TEST(Roles, ThatAreNoTextAreWrittenAsJson) {
  Verifier verifier;
  EXPECT_EQ(verifier.answer(R"({"role":null})"), R"(null {"role":"null"})");
  EXPECT_EQ(verifier.answer(R"({"role":{"b":1,"a":[2]}})"),
            R"({"a":[2],"b":1} {"role":"{\"a\":[2],\"b\":1}"})");
  EXPECT_EQ(verifier.answer(R"({"role":""})"), R"( {"role":""})");
}

TEST(Roles, AreFoundAtTheConfiguredPlace) {
  TokenRules rules = usual_rules();
  rules.role_claim = R"(.realm.roles[?(@ ^== "app_")])";
  Verifier verifier(rules);
  EXPECT_EQ(verifier.answer(R"({"role":"x","realm":{"roles":["y","app_user"]}})"),
            R"(app_user {"realm":{"roles":["y","app_user"]},"role":"app_user"})");
  EXPECT_EQ(verifier.answer(R"({"role":"x"})"), R"(anon {"role":"anon"})");
  rules.role_claim = "role";
  const auto refused = TokenVerifier::make(rules);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "identity.bad_path");
}

TEST(Payloads, MustBeObjects) {
  Verifier verifier;
  EXPECT_EQ(verifier.answer("[]"), "PGRST303 Parsing claims failed");
  EXPECT_EQ(verifier.answer("no JSON"), "PGRST303 Parsing claims failed");
}

TEST(Times, AreTakenWithHalfAMinuteOfSkew) {
  Verifier verifier;
  const auto answer = [&](std::string_view claim, std::int64_t offset_s) {
    return verifier.answer(fmt::format(R"({{"{}":{}}})", claim, now_s + offset_s)).substr(0, 32);
  };
  EXPECT_TRUE(answer("exp", -30).starts_with("anon"));
  EXPECT_EQ(answer("exp", -31), "PGRST303 JWT expired");
  EXPECT_TRUE(answer("nbf", 30).starts_with("anon"));
  EXPECT_EQ(answer("nbf", 31), "PGRST303 JWT not yet valid");
  EXPECT_TRUE(answer("iat", 30).starts_with("anon"));
  EXPECT_EQ(answer("iat", 31), "PGRST303 JWT issued at future");
}

TEST(Times, MustBeNumbers) {
  Verifier verifier;
  EXPECT_EQ(verifier.answer(R"({"exp":"1"})"), "PGRST303 The JWT 'exp' claim must be a number");
  EXPECT_EQ(verifier.answer(R"({"nbf":true})"), "PGRST303 The JWT 'nbf' claim must be a number");
  EXPECT_EQ(verifier.answer(R"({"iat":[]})"), "PGRST303 The JWT 'iat' claim must be a number");
  EXPECT_EQ(verifier.answer(R"({"exp":null,"nbf":null,"iat":null})"),
            R"(anon {"exp":null,"iat":null,"nbf":null,"role":"anon"})");
  EXPECT_EQ(verifier.answer(R"({"exp":"1","nbf":"1"})"), "PGRST303 The JWT 'exp' claim must be a number");
}

// The peer counts what is no whole number of 64 bits as 0.
TEST(Times, MayHaveFractionsAndAnySize) {
  Verifier verifier;
  EXPECT_EQ(verifier.answer(R"({"exp":9999999999.5})"), R"(anon {"exp":9.9999999995e9,"role":"anon"})");
  EXPECT_EQ(verifier.answer(R"({"exp":1.5})"), "PGRST303 JWT expired");
  EXPECT_EQ(verifier.answer(R"({"exp":-1e30})"), "PGRST303 JWT expired");
  EXPECT_EQ(verifier.answer(R"({"nbf":1e30})"), "PGRST303 JWT not yet valid");
}

TEST(Audiences, AreComparedWhereOneIsConfigured) {
  TokenRules rules = usual_rules();
  rules.audience = "mine";
  Verifier verifier(rules);
  const std::string refused = "PGRST303 JWT not in audience";
  for (const std::string_view good :
       {R"({"aud":"mine"})", R"({"aud":["other","mine"]})", R"({"aud":[]})", R"({"aud":null})", "{}"})
    EXPECT_TRUE(verifier.answer(good).starts_with("anon")) << good;
  for (const std::string_view bad :
       {R"({"aud":"other"})", R"({"aud":""})", R"({"aud":["other"]})", R"({"aud":["MINE"]})"})
    EXPECT_EQ(verifier.answer(bad), refused) << bad;
}

TEST(Audiences, MustBeTextsInAnyCase) {
  Verifier verifier;
  const std::string refused = "PGRST303 The JWT 'aud' claim must be a string or an array of strings";
  EXPECT_EQ(verifier.answer(R"({"aud":{"a":"b"}})"), refused);
  EXPECT_EQ(verifier.answer(R"({"aud":["a",1]})"), refused);
  EXPECT_EQ(verifier.answer(R"({"aud":7})"), refused);
  EXPECT_TRUE(verifier.answer(R"({"aud":"anybody"})").starts_with("anon"));
}

TEST(Secrets, MayBeBase64) {
  TokenRules rules = usual_rules();
  rules.secret = Secret("YS1zZWNyZXQtb2YtYXQtbGVhc3QtdGhpcnR5LXR3by1ieXRlcw==");
  rules.secret_is_base64 = true;
  Verifier verifier(rules);
  EXPECT_EQ(verifier.answer(R"({"role":"ada"})"), R"(ada {"role":"ada"})");
  rules.secret = Secret("no base-64!");
  ASSERT_FALSE(TokenVerifier::make(rules));
  EXPECT_EQ(TokenVerifier::make(rules).error().code, "identity.bad_key");
}

TEST(VerifiedTokens, AreRemembered) {
  Verifier verifier;
  for (int round = 0; round < 3; ++round)
    EXPECT_EQ(verifier.answer(R"({"role":"ada"})"), R"(ada {"role":"ada"})");
  EXPECT_EQ(verifier.counts().requests, 3U);
  EXPECT_EQ(verifier.counts().hits, 2U);
  verifier.answer_to("");
  EXPECT_EQ(verifier.counts().requests, 3U) << "without a token there is nothing to look up";
}

TEST(VerifiedTokens, ExpireAllTheSame) {
  Verifier verifier;
  const std::string claims = fmt::format(R"({{"exp":{}}})", now_s);
  EXPECT_TRUE(verifier.answer(claims).starts_with("anon"));
  verifier.clock.seconds = now_s + 31;
  EXPECT_EQ(verifier.answer(claims), "PGRST303 JWT expired");
  EXPECT_EQ(verifier.counts().hits, 1U);
}

TEST(VerifiedTokens, AreForgottenInTurn) {
  TokenRules rules = usual_rules();
  rules.cache_entries = 2;
  Verifier verifier(rules);
  for (int id = 0; id < 5; ++id) verifier.answer(fmt::format(R"({{"id":{}}})", id));
  EXPECT_EQ(verifier.counts().evictions, 3U);
}

TEST(RefusedTokens, AreNotRemembered) {
  Verifier verifier;
  const std::string forged = "Bearer " + sign_hs256(Secret("another secret"), "{}");
  for (int round = 0; round < 2; ++round)
    EXPECT_EQ(verifier.answer_to(forged), "PGRST301 No suitable key or wrong key type");
  EXPECT_EQ(verifier.counts().hits, 0U);
}

TEST(TheCache, CanBeTurnedOff) {
  TokenRules rules = usual_rules();
  rules.cache_entries = 0;
  Verifier verifier(rules);
  for (int round = 0; round < 2; ++round) EXPECT_TRUE(verifier.with_claims("{}"));
  EXPECT_EQ(verifier.counts().requests, 0U);
}

}  // namespace
}  // namespace marque::identity
