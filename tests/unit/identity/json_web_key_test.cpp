#include "identity/json_web_key.hpp"

#include <gtest/gtest.h>

#include "signing_key.hpp"

namespace marque::identity {
namespace {

using test::SigningKey;

Result<std::vector<JsonWebKey>> read(std::string_view text) { return read_keys(Secret(std::string(text))); }

std::string refusal(std::string_view text) {
  const auto keys = read(text);
  if (keys) return {};
  EXPECT_EQ(keys.error().code, "identity.bad_key");
  return keys.error().message;
}

TEST(SecretTexts, AreKeysForHs256FromThirtyTwoBytesOn) {
  const auto keys = read("reallyreallyreallyreallyverysafe");
  ASSERT_TRUE(keys);
  ASSERT_EQ(keys->size(), 1U);
  EXPECT_EQ(keys->front().kind, KeyKind::symmetric);
  EXPECT_EQ(keys->front().algorithm, SignatureAlgorithm::hs256);
  EXPECT_EQ(keys->front().secret.reveal(), "reallyreallyreallyreallyverysafe");
  EXPECT_EQ(refusal("only thirty-one bytes long, alas"), "");
  EXPECT_EQ(refusal("only 31 bytes of text, so alas!"),
            "The JWT secret must be at least 32 characters long.");
  EXPECT_EQ(refusal(""), "The JWT secret must be at least 32 characters long.");
  EXPECT_EQ(refusal("123456789012345678901234567890123"), "") << "JSON, but no object";
}

TEST(KeySets, HoldKeysOfAllTypes) {
  const std::string set =
      fmt::format(R"({{"keys":[{},{},{},{{"kty":"oct","k":"c2VjcmV0","kid":"o","alg":"HS512"}}],"other":1}})",
                  SigningKey::rsa(1024).rsa_jwk(R"(,"kid":"r","use":"sig","x5c":["…"],"d":"AQAB")"),
                  SigningKey::curve("P-384").curve_jwk("P-384", R"(,"kid":"e","alg":"ES384")"),
                  SigningKey::edwards("ED448").edwards_jwk("Ed448", R"(,"kid":null)"));
  const auto keys = read(set);
  ASSERT_TRUE(keys) << keys.error().message;
  ASSERT_EQ(keys->size(), 4U);
  EXPECT_EQ((*keys)[0].kind, KeyKind::rsa);
  EXPECT_EQ((*keys)[0].id, "r");
  EXPECT_EQ((*keys)[1].kind, KeyKind::p384);
  EXPECT_EQ((*keys)[1].algorithm, SignatureAlgorithm::es384);
  EXPECT_EQ((*keys)[2].kind, KeyKind::edwards);
  EXPECT_EQ((*keys)[2].id, std::nullopt);
  EXPECT_EQ((*keys)[3].kind, KeyKind::symmetric);
  EXPECT_EQ((*keys)[3].secret.reveal(), "secret");
}

TEST(KeySets, MayHoldKeysThatNothingHereKnows) {
  const auto keys = read(R"({"keys":[{"kty":"AKP","alg":"ML-DSA-44"},{"kty":"oct","k":"c2VjcmV0","alg":"HS1"},
                             {"kty":"oct","k":"c2VjcmV0"}]})");
  ASSERT_TRUE(keys) << keys.error().message;
  ASSERT_EQ(keys->size(), 3U);
  EXPECT_EQ((*keys)[0].kind, KeyKind::unusable);
  EXPECT_EQ((*keys)[1].kind, KeyKind::unusable);
  EXPECT_EQ((*keys)[2].kind, KeyKind::symmetric);
  EXPECT_TRUE(read(R"({"keys":[]})"));
}

TEST(JsonWebKeys, ThatLackSomethingAreRefused) {
  EXPECT_EQ(refusal(R"({"k":"c2VjcmV0"})"), "a JSON Web Key lacks 'kty'");
  EXPECT_EQ(refusal(R"({"kty":"oct"})"), "a JSON Web Key of this type needs 'k'");
  EXPECT_EQ(refusal(R"({"kty":"oct","k":1})"), "'k' of a JSON Web Key is no text");
  EXPECT_EQ(refusal(R"({"kty":"oct","k":""})"), "'k' of a JSON Web Key is empty");
  EXPECT_EQ(refusal(R"({"kty":"oct","k":"/+/+"})"), "'k' of a JSON Web Key is not base64url");
  EXPECT_EQ(refusal(R"({"kty":"oct","k":"c2Vjc"})"), "'k' of a JSON Web Key is not base64url");
  EXPECT_EQ(refusal(R"({"kty":"oct","k":"c2VjcmV0","use":"any"})"),
            "'use' of a JSON Web Key is neither sig nor enc");
  EXPECT_EQ(refusal(R"({"kty":"oct","k":"c2VjcmV0","kid":7})"), "'kid' of a JSON Web Key is no text");
  EXPECT_EQ(refusal(R"({"kty":"RSA","n":"AQAB"})"), "a JSON Web Key of this type needs 'e'");
  EXPECT_EQ(refusal(R"({"kty":"RSA","n":"AQAB","e":"AQ"})"), "'n' and 'e' of a JSON Web Key are no RSA key");
  EXPECT_EQ(refusal(R"({"kty":"EC","x":"AQAB"})"), "'crv' of an EC key is none that is known");
  EXPECT_EQ(refusal(R"({"kty":"EC","crv":"Ed25519","x":"AQAB"})"),
            "'crv' of an EC key is none that is known");
  EXPECT_EQ(refusal(R"({"kty":"EC","crv":"P-256","x":"AQAB","y":"AQAB"})"),
            "a JSON Web Key is no point of P-256");
  EXPECT_EQ(refusal(R"({"kty":"OKP","crv":"Ed25519","x":"AQAB"})"), "a JSON Web Key is no point of Ed25519");
  EXPECT_EQ(refusal(R"({"keys":["text"]})"), "a JSON Web Key is no JSON object");
}

// As a text it would be a secret; but whoever writes an object means a key, and public keys are no secret.
TEST(JsonObjects, ThatAreNoKeyAreNoSecretEither) {
  EXPECT_NE(refusal(R"({"just":"some object that is long enough to be a secret"})"), "");
  EXPECT_NE(refusal(R"({"keys":"some text that is long enough to be a secret"})"), "");
}

TEST(KeyBytes, MayHaveBitsBeyondTheLast) {
  const auto keys = read(R"({"kty":"oct","k":"c2VjcmV1dB"})");
  ASSERT_TRUE(keys) << keys.error().message;
  EXPECT_EQ(keys->front().secret.reveal(), "secreut");
}

TEST(Base64Secrets, MayBeWrittenInEitherAlphabet) {
  const auto decoded = [](std::string_view text) {
    const auto secret = decode_secret(Secret(std::string(text)), true);
    return secret ? secret->reveal() : secret.error().message;
  };
  EXPECT_EQ(decoded("+/8="), "\xFB\xFF");
  EXPECT_EQ(decoded("-_8="), "\xFB\xFF");
  EXPECT_EQ(decoded("  -_8.\n"), "\xFB\xFF") << "a point for the sign of equality, blanks around";
  EXPECT_EQ(decoded(""), "");
  EXPECT_EQ(decoded("YQ"), "Base64-encoded bytestring is unpadded or has invalid padding");
  EXPECT_EQ(decoded("YWJjZ"), "Base64-encoded bytestring has invalid size");
  EXPECT_NE(decoded("no base-64!!"), "no base-64!!");
  EXPECT_EQ(decode_secret(Secret("as it is"), false)->reveal(), "as it is");
}

}  // namespace
}  // namespace marque::identity
