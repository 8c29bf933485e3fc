#include "identity/compact_token.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "signing_key.hpp"

namespace marque::identity {
namespace {

using test::mac_token;
using test::SigningKey;

constexpr std::string_view secret = "a-secret-of-at-least-thirty-two-bytes";
constexpr std::string_view hs256 = R"({"alg":"HS256","typ":"JWT"})";

std::vector<JsonWebKey> keys_of(std::string_view text) {
  auto keys = read_keys(Secret(std::string(text)));
  EXPECT_TRUE(keys) << keys.error().message;
  return keys ? std::move(*keys) : std::vector<JsonWebKey>();
}

/// The message and, behind a bar, the detail of the refusal; empty if the token is good.
std::string refusal(std::string_view key_text, std::string_view token) {
  const auto payload = verified_payload(keys_of(key_text), token);
  if (payload) return {};
  EXPECT_EQ(payload.error().code, "PGRST301");
  return payload.error().message + (payload.error().detail.empty() ? "" : " | " + payload.error().detail);
}

constexpr std::string_view damaged = "JWT cryptographic operation failed";
constexpr std::string_view wrong_signature =
    "No suitable key or wrong key type | None of the keys was able to decode the JWT";
constexpr std::string_view no_key =
    "No suitable key or wrong key type | No suitable key was found to decode the JWT";

constexpr std::string_view rfc7515_payload =
    "{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}";

TEST(Rfc7515, AppendixA1IsHs256) {
  const auto payload = verified_payload(
      keys_of(R"({"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj)"
              R"(0iPS4hcgUuTwjAzZr1Z9CAow"})"),
      "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9."
      "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ."
      "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
  ASSERT_TRUE(payload) << payload.error().message;
  EXPECT_EQ(*payload, rfc7515_payload);
}

TEST(Rfc7515, AppendixA2IsRs256) {
  const auto payload = verified_payload(
      keys_of(R"({"kty":"RSA","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfH)"
              R"(Qp-Vaw-4qPCJrcS2mJPME)"
              R"(zP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL)"
              R"(-bSf63kpaSHSXndS5z5r)"
              R"(exMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I)"
              R"(5IhlJH7aGhyxXFvUK-DW)"
              R"(NmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ","e":"AQAB"})"),
      "eyJhbGciOiJSUzI1NiJ9."
      "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ."
      "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_"
      "O8W2Fp5jujGbds9uJdbF"
      "9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_"
      "eSN9383Lc"
      "OLn6_dO--xi12jzDwusC-"
      "eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlV"
      "mtVrBp0igcN_IoypGlUPQGe77Rw");
  ASSERT_TRUE(payload) << payload.error().message;
  EXPECT_EQ(*payload, rfc7515_payload);
}

TEST(Rfc7515, AppendixA3IsEs256) {
  const auto payload = verified_payload(
      keys_of(R"({"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",)"
              R"("y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"})"),
      "eyJhbGciOiJFUzI1NiJ9."
      "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ."
      "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q");
  ASSERT_TRUE(payload) << payload.error().message;
  EXPECT_EQ(*payload, rfc7515_payload);
}

TEST(Rfc7515, AppendixA4IsEs512) {
  const auto payload = verified_payload(
      keys_of(
          R"({"kty":"EC","crv":"P-521",)"
          R"("x":"AekpBQ8ST8a8VcfVOTNl353vSrDCLLJXmPk06wTjxrrjcBpXp5EOnYG_NjFZ6OvLFV1jSfS9tsz4qUxcWceqwQGk",)"
          R"("y":"ADSmRA43Z1DSNx_RvcLI87cdL07l6jQyyBXMoxVg_l2Th-x3S1WDhjDly79ajL4Kkd0AZMaZmh9)"
          R"(ubmf63e3kyMj2"})"),
      "eyJhbGciOiJFUzUxMiJ9.UGF5bG9hZA."
      "AdwMgeerwtHoh-l192l60hp9wAHZFVJbLfD_UxMi70cwnZOYaRI1bKPWROc-mZZqwqT2SI-KGDKB34XO0aw_"
      "7XdtAG8GaSwFKdCAPZgoX"
      "D2YBJZCPEX3xKpRwcdOO8KpEHwJjyqOgzDO7iKvU8vcnwNrmxYbSW9ERBXukOXolLzeO_Jn");
  ASSERT_TRUE(payload) << payload.error().message;
  EXPECT_EQ(*payload, "Payload");
}

TEST(Rfc8037, AppendixA4IsEd25519) {
  const auto payload = verified_payload(
      keys_of(R"({"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})"),
      "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc."
      "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg");
  ASSERT_TRUE(payload) << payload.error().message;
  EXPECT_EQ(*payload, "Example of Ed25519 signing");
}

struct Signed {
  std::string_view algorithm;
  const EVP_MD* digest;
  bool pss = false;
};

TEST(Tokens, AreVerifiedWithEveryRsaAlgorithm) {
  const SigningKey key = SigningKey::rsa();
  for (const Signed& kind : {Signed{"RS256", EVP_sha256()}, Signed{"RS384", EVP_sha384()},
                             Signed{"RS512", EVP_sha512()}, Signed{"PS256", EVP_sha256(), true},
                             Signed{"PS384", EVP_sha384(), true}, Signed{"PS512", EVP_sha512(), true}}) {
    const std::string header = fmt::format(R"({{"alg":"{}"}})", kind.algorithm);
    const std::string token = key.token(header, "{}", kind.digest, kind.pss);
    EXPECT_EQ(refusal(key.rsa_jwk(), token), "") << kind.algorithm;
    EXPECT_EQ(refusal(key.rsa_jwk(fmt::format(R"(,"alg":"{}")", kind.algorithm)), token), "")
        << kind.algorithm;
    EXPECT_EQ(refusal(SigningKey::rsa(1024).rsa_jwk(), token), kind.pss ? damaged : wrong_signature);
  }
}

TEST(Tokens, AreVerifiedWithEveryCurve) {
  struct Curve {
    const char* name;
    Signed kind;
  };
  for (const Curve& curve : {Curve{"P-256", {"ES256", EVP_sha256()}}, Curve{"P-384", {"ES384", EVP_sha384()}},
                             Curve{"P-521", {"ES512", EVP_sha512()}}}) {
    const SigningKey key = SigningKey::curve(curve.name);
    const std::string token =
        key.token(fmt::format(R"({{"alg":"{}"}})", curve.kind.algorithm), "{}", curve.kind.digest);
    EXPECT_EQ(refusal(key.curve_jwk(curve.name), token), "") << curve.name;
    EXPECT_EQ(refusal(SigningKey::curve(curve.name).curve_jwk(curve.name), token), wrong_signature);
    EXPECT_EQ(refusal(SigningKey::rsa(1024).rsa_jwk(), token), no_key);
  }
  for (const char* name : {"ED25519", "ED448"}) {
    const std::string jwk_name = name == std::string_view("ED25519") ? "Ed25519" : "Ed448";
    const SigningKey key = SigningKey::edwards(name);
    const std::string token = key.token(R"({"alg":"EdDSA"})", "{}", nullptr);
    EXPECT_EQ(refusal(key.edwards_jwk(jwk_name), token), "") << name;
    EXPECT_EQ(refusal(SigningKey::edwards(name).edwards_jwk(jwk_name), token), wrong_signature) << name;
  }
}

TEST(Tokens, AreVerifiedWithEveryMac) {
  const std::string jwk = fmt::format(R"({{"kty":"oct","k":"{}"}})", core::to_base64url(secret));
  EXPECT_EQ(refusal(jwk, mac_token(secret, R"({"alg":"HS256"})", "{}", EVP_sha256())), "");
  EXPECT_EQ(refusal(jwk, mac_token(secret, R"({"alg":"HS384"})", "{}", EVP_sha384())), "");
  EXPECT_EQ(refusal(jwk, mac_token(secret, R"({"alg":"HS512"})", "{}", EVP_sha512())), "");
  EXPECT_EQ(refusal(jwk, mac_token("another", R"({"alg":"HS512"})", "{}", EVP_sha512())), wrong_signature);
}

TEST(Tokens, OfATextSecretAreHs256) {
  EXPECT_EQ(refusal(secret, mac_token(secret, hs256, "{}")), "");
  EXPECT_EQ(refusal(secret, mac_token("another secret", hs256, "{}")), wrong_signature);
  EXPECT_EQ(refusal(secret, mac_token(secret, R"({"alg":"HS512"})", "{}", EVP_sha512())), no_key);
}

TEST(Tokens, MustHaveThreeParts) {
  EXPECT_EQ(refusal(secret, ""), "Empty JWT is sent in Authorization header");
  EXPECT_EQ(refusal(secret, "one"), "Expected 3 parts in JWT; got 1");
  EXPECT_EQ(refusal(secret, "one.two"), "Expected 3 parts in JWT; got 2");
  EXPECT_EQ(refusal(secret, "a.b.c.d.e"), "Expected 3 parts in JWT; got 5");
  EXPECT_EQ(refusal(secret, ".."), damaged);
}

TEST(Tokens, OfWhichAPartIsDamagedAreRefused) {
  const auto with_header = [](std::string_view header) { return mac_token(secret, header, "{}"); };
  EXPECT_EQ(refusal(secret, "quifquirndsjagnrgniur.fonvoienqhhdj.iuqvnvhojah"), damaged) << "no base64";
  EXPECT_EQ(refusal(secret, with_header("no JSON")), damaged);
  EXPECT_EQ(refusal(secret, with_header("[]")), damaged);
  EXPECT_EQ(refusal(secret, with_header("{}")), damaged) << "no alg";
  EXPECT_EQ(refusal(secret, with_header(R"({"alg":1})")), damaged);
  EXPECT_EQ(refusal(secret, with_header(R"({"alg":"hs256"})")), damaged) << "the case counts";
  EXPECT_EQ(refusal(secret, with_header(R"({"alg":"HS256","kid":1})")), damaged);
  EXPECT_EQ(refusal(secret, with_header(R"({"alg":"HS256","typ":1})")), damaged);
  EXPECT_EQ(refusal(secret, with_header(R"({"alg":"HS256","typ":null,"kid":null,"cty":null})")), "");
  EXPECT_EQ(refusal(secret, with_header(R"({"alg":"RSA-OAEP","enc":"A128GCM"})")), damaged) << "encrypted";
  const std::string good = mac_token(secret, hs256, "{}");
  EXPECT_EQ(refusal(secret, good + "="), damaged) << "padding";
  EXPECT_EQ(refusal(secret, good + " "), damaged);
  EXPECT_EQ(refusal(secret, good.substr(0, good.size() - 1)), damaged) << "bits are left over";
}

TEST(Tokens, WithoutASignatureAreRefused) {
  constexpr std::string_view unsecured =
      "Wrong or unsupported encoding algorithm | JWT is unsecured but expected 'alg' was not 'none'";
  const std::string header = core::to_base64url(R"({"alg":"none"})");
  EXPECT_EQ(refusal(secret, header + ".e30."), unsecured);
  EXPECT_EQ(refusal(secret, header + ".e30.anything"), unsecured);
  EXPECT_EQ(refusal(secret, core::to_base64url(R"({"alg":"none","enc":"x","kid":1})") + ".e30."), unsecured);
  EXPECT_EQ(refusal(secret, core::to_base64url(R"({"alg":"None"})") + ".e30."), damaged);
  EXPECT_EQ(refusal(secret, core::to_base64url(R"({"alg":"HS256"})") + ".e30."), wrong_signature);
}

TEST(Tokens, ThatNameAKeyAreTriedWithThatKeyOnly) {
  const std::string first = core::to_base64url("the first secret");
  const std::string second = core::to_base64url("the second secret");
  const std::string set = fmt::format(
      R"({{"keys":[{{"kty":"oct","kid":"a","k":"{}"}},{{"kty":"oct","kid":"b","k":"{}"}}]}})", first, second);
  EXPECT_EQ(refusal(set, mac_token("the second secret", R"({"alg":"HS256","kid":"b"})", "{}")), "");
  EXPECT_EQ(refusal(set, mac_token("the second secret", R"({"alg":"HS256","kid":"a"})", "{}")),
            wrong_signature);
  EXPECT_EQ(refusal(set, mac_token("the second secret", R"({"alg":"HS256","kid":"c"})", "{}")), no_key);
  EXPECT_EQ(refusal(set, mac_token("the second secret", R"({"alg":"HS256"})", "{}")), "")
      << "each key in turn";
  EXPECT_EQ(refusal(secret, mac_token(secret, R"({"alg":"HS256","kid":"a"})", "{}")), no_key);
}

TEST(Tokens, AreNotVerifiedWithAKeyForAnotherUse) {
  const std::string k = core::to_base64url(secret);
  const std::string token = mac_token(secret, hs256, "{}");
  EXPECT_EQ(refusal(fmt::format(R"({{"kty":"oct","k":"{}","use":"sig"}})", k), token), "");
  EXPECT_EQ(refusal(fmt::format(R"({{"kty":"oct","k":"{}","use":"enc"}})", k), token), no_key);
  EXPECT_EQ(refusal(fmt::format(R"({{"kty":"oct","k":"{}","alg":"HS512"}})", k), token), no_key);
  EXPECT_EQ(refusal(fmt::format(R"({{"kty":"oct","k":"{}","alg":"A128KW"}})", k), token), no_key);
}

// The classic attack: an HMAC whose key is the public key's text.
TEST(Tokens, CannotTurnAPublicKeyIntoASecret) {
  const std::string jwk = SigningKey::rsa(1024).rsa_jwk();
  EXPECT_EQ(refusal(jwk, mac_token(jwk, hs256, "{}")), no_key);
}

TEST(Tokens, OfACurveNeedSignaturesOfItsLength) {
  const SigningKey key = SigningKey::curve("P-256");
  const std::string text = core::to_base64url(R"({"alg":"ES256"})") + ".e30";
  const std::string signature = key.sign(text, EVP_sha256());
  const std::string jwk = key.curve_jwk("P-256");
  EXPECT_EQ(refusal(jwk, text + '.' + core::to_base64url(signature)), "");
  EXPECT_EQ(refusal(jwk, text + '.' + core::to_base64url(std::string(1, '\0') + signature + '\0')),
            wrong_signature);
  EXPECT_EQ(refusal(jwk, text + '.' + core::to_base64url(std::string(64, '\0'))), wrong_signature);
}

TEST(Tokens, LoseTheirForceWithAnyBitThatIsFlipped) {
  const std::string token = mac_token(secret, hs256, R"({"role":"ada","exp":1893456000,"name":"Ünique"})");
  const auto keys = keys_of(secret);
  for (std::size_t position = 0; position < token.size(); ++position) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string flipped = token;
      flipped[position] = static_cast<char>(static_cast<unsigned char>(flipped[position]) ^ (1U << bit));
      ASSERT_FALSE(verified_payload(keys, flipped)) << flipped;
    }
  }
}

TEST(Tokens, MadeFromAnyBytesAreReadBack) {
  rc::check("payloads come back, changed tokens do not", [](const std::string& payload) {
    const auto keys = keys_of(secret);
    const std::string token = mac_token(secret, hs256, payload);
    const auto read = verified_payload(keys, token);
    RC_ASSERT(read && *read == payload);
    std::string changed = token;
    const auto position = *rc::gen::inRange<std::size_t>(0, token.size());
    changed[position] = *rc::gen::distinctFrom(token[position]);
    RC_ASSERT(!verified_payload(keys, changed));
  });
}

}  // namespace
}  // namespace marque::identity
