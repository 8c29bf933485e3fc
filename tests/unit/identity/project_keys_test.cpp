#include "identity/project_keys.hpp"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "core/encoding.hpp"
#include "identity/jwt.hpp"

namespace marque::identity {
namespace {

namespace fs = std::filesystem;

class KeysInDirectory : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "marque-keys-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    directory_ = name;
  }
  void TearDown() override { fs::remove_all(directory_); }
  fs::path file() const { return directory_ / "secrets" / "keys.json"; }

  fs::path directory_;
};

// The example of RFC 7515, appendix A.1, signed over its own header; here only the HMAC is compared.
TEST(Jwt, SignsAsRfc4231Case2) {
  const auto digest = hmac_sha256(Secret("Jefe"), "what do ya want for nothing?");
  EXPECT_EQ(core::to_hex(std::as_bytes(std::span(digest))),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(DevelopmentKeys, AreTheOnesOfTheSupabaseCli) {
  const auto keys = development_keys();
  EXPECT_EQ(keys.anon_key.reveal(),
            "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."
            "eyJpc3MiOiJzdXBhYmFzZS1kZW1vIiwicm9sZSI6ImFub24iLCJleHAiOjE5ODM4MTI5OTZ9."
            "CRXP1A7WOeoJeXxjNni43kdQwgnWNReilDMblYTn_I0");
  EXPECT_EQ(keys.service_role_key.reveal(),
            "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."
            "eyJpc3MiOiJzdXBhYmFzZS1kZW1vIiwicm9sZSI6InNlcnZpY2Vfcm9sZSIsImV4cCI6MTk4MzgxMjk5Nn0."
            "EGIM96RAZx35lJzdJsyH-qQwv8Hdp7fsn3W0YpN81IU");
}

TEST(MadeKeys, HaveTheFormOfTheContractAndAValidChecksum) {
  core::SeededRandom random(7);
  const auto keys = make_keys(random, core::system_clock());
  EXPECT_EQ(keys.publishable_key.reveal().size(), std::string("sb_publishable_").size() + 22 + 1 + 8);
  EXPECT_EQ(keys.secret_key.reveal().size(), std::string("sb_secret_").size() + 22 + 1 + 8);
  EXPECT_TRUE(has_valid_checksum(keys.publishable_key.reveal()));
  EXPECT_TRUE(has_valid_checksum(keys.secret_key.reveal()));
  EXPECT_TRUE(check_secret(keys.jwt_secret));
}

TEST(MadeKeys, AreValidWhateverTheDiceSay) {
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    core::SeededRandom random(seed);
    const std::string key = make_keys(random, core::system_clock()).secret_key.reveal();
    EXPECT_TRUE(has_valid_checksum(key)) << key;
    EXPECT_EQ(key.rfind('_'), key.size() - 9) << key;
  }
}

TEST(KeysWithASecret, AreTheSameOnEveryNode) {
  core::SeededRandom random(7);
  const Secret secret("an operator's own secret of 40 characters");
  const auto one = with_secret(make_keys(random, core::system_clock()), secret);
  const auto two = with_secret(make_keys(random, core::system_clock()), secret);
  EXPECT_TRUE(one.service_role_key.equals(two.service_role_key.reveal()));
  EXPECT_FALSE(one.anon_key.equals(one.service_role_key.reveal()));
}

TEST(MadeKeys, AChangedCharacterBreaksTheChecksum) {
  core::SeededRandom random(7);
  std::string key = make_keys(random, core::system_clock()).secret_key.reveal();
  key[12] = key[12] == 'a' ? 'b' : 'a';
  EXPECT_FALSE(has_valid_checksum(key));
}

TEST(CheckSecret, RefusesPublicAndShortOnes) {
  EXPECT_EQ(check_secret(development_keys().jwt_secret).error().code, "keys.known_default");
  EXPECT_EQ(check_secret(Secret("short")).error().code, "keys.too_short");
}

TEST_F(KeysInDirectory, AreMadeOnceWithAPrivateMode) {
  const auto first = load_or_make_keys(directory_);
  ASSERT_TRUE(first);
  const auto second = load_or_make_keys(directory_);
  ASSERT_TRUE(second);
  EXPECT_TRUE(first->service_role_key.equals(second->service_role_key.reveal()));
  EXPECT_EQ(fs::status(file()).permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(KeysInDirectory, ADamagedFileIsAnErrorAndIsNotReplaced) {
  fs::create_directories(file().parent_path());
  std::ofstream(file()) << R"({"jwt_secret":"x")";
  fs::permissions(file(), fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_EQ(load_or_make_keys(directory_).error().code, "keys.bad_file");
  std::ifstream stream(file());
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(stream), {}), R"({"jwt_secret":"x")");
}

TEST_F(KeysInDirectory, AFileThatOthersMayReadIsRefused) {
  ASSERT_TRUE(load_or_make_keys(directory_));
  fs::permissions(file(), fs::perms::group_read, fs::perm_options::add);
  EXPECT_EQ(load_or_make_keys(directory_).error().code, "keys.exposed");
}

}  // namespace
}  // namespace marque::identity
