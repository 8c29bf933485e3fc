#include "core/configuration.hpp"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <unistd.h>

namespace marque::core {
namespace {

constexpr std::array definitions{
    SettingDefinition{"server.listen", SettingKind::text, "127.0.0.1:1", "where"},
    SettingDefinition{"server.threads", SettingKind::integer, "2", "how many", {}, 1, 64},
    SettingDefinition{"server.timeout", SettingKind::duration, "30s", "how long", {}, 1, 60'000},
    SettingDefinition{"server.size", SettingKind::bytes, "1MiB", "how large"},
    SettingDefinition{"server.log", SettingKind::boolean, "true", "whether"},
    SettingDefinition{"server.origins", SettingKind::list, "*", "who"},
    SettingDefinition{"fal.key", SettingKind::secret, "", "key", "FAL_KEY"},
};

class ConfigurationTest : public ::testing::Test {
 protected:
  void TearDown() override { std::filesystem::remove(path_); }
  Result<Configuration> load() { return Configuration::load(definitions, sources_); }
  void write_file(const std::string& text) {
    std::ofstream(path_) << text;
    sources_.file = path_;
  }

  ConfigurationSources sources_;
  std::filesystem::path path_ =
      std::filesystem::temp_directory_path() / ("marque-" + std::to_string(::getpid()) + ".toml");
};

TEST_F(ConfigurationTest, DefaultsAreTypedAndKnowTheirOrigin) {
  const auto loaded = load();
  ASSERT_TRUE(loaded);
  EXPECT_EQ(loaded->text("server.listen"), "127.0.0.1:1");
  EXPECT_EQ(loaded->integer("server.threads"), 2);
  EXPECT_EQ(loaded->duration("server.timeout"), std::chrono::seconds(30));
  EXPECT_EQ(loaded->bytes("server.size"), 1 << 20);
  EXPECT_TRUE(loaded->boolean("server.log"));
  EXPECT_EQ(loaded->list("server.origins"), std::vector<std::string>{"*"});
  EXPECT_TRUE(loaded->is_default("server.listen"));
}

TEST_F(ConfigurationTest, FlagBeatsEnvironmentBeatsFileBeatsDefault) {
  write_file("[server]\nlisten = \"file\"\nthreads = 3\nlog = false\n");
  sources_.environment = {{"MARQUE_SERVER_LISTEN", "environment"}, {"MARQUE_SERVER_THREADS", "4"}};
  sources_.flags = {{"server.listen", "flag"}};
  const auto loaded = load();
  ASSERT_TRUE(loaded) << describe(loaded.error());
  EXPECT_EQ(loaded->text("server.listen"), "flag");
  EXPECT_EQ(loaded->integer("server.threads"), 4);
  EXPECT_EQ(loaded->origin("server.threads"), "environment MARQUE_SERVER_THREADS");
  EXPECT_FALSE(loaded->boolean("server.log"));
  EXPECT_EQ(loaded->origin("server.log"), path_.filename().string() + ":4");
}

TEST_F(ConfigurationTest, AnUnknownKeyNamesTheNearestKnownOne) {
  write_file("[server]\nlisen = \"x\"\n");
  EXPECT_EQ(load().error().code, "configuration.unknown_key");
  EXPECT_NE(load().error().hint.find("server.listen"), std::string::npos);
}

TEST_F(ConfigurationTest, AnUnknownVariableOfOursIsAnErrorAndOthersAreNot) {
  sources_.environment = {{"PATH", "/bin"}, {"MARQUE_TEST_BINARY", "x"}};
  EXPECT_TRUE(load());
  sources_.environment.emplace_back("MARQUE_SERVER_TREADS", "4");
  EXPECT_EQ(load().error().code, "configuration.unknown_key");
  EXPECT_NE(load().error().hint.find("MARQUE_SERVER_THREADS"), std::string::npos);
}

TEST_F(ConfigurationTest, BadValuesNameSourceValueAndWhatIsAllowed) {
  sources_.environment = {{"MARQUE_SERVER_THREADS", "many"}};
  EXPECT_NE(load().error().message.find("MARQUE_SERVER_THREADS: \"many\" is not a whole number"),
            std::string::npos);
  sources_.environment = {{"MARQUE_SERVER_THREADS", "65"}};
  EXPECT_EQ(load().error().hint, "allowed: 1 to 64");
  sources_.environment = {{"MARQUE_SERVER_TIMEOUT", "5 weeks"}};
  EXPECT_EQ(load().error().code, "configuration.bad_value");
}

TEST_F(ConfigurationTest, ASettingMayHaveAVariableOfItsOwnName) {
  sources_.environment = {{"FAL_KEY", "very-secret"}};
  const auto loaded = load();
  ASSERT_TRUE(loaded);
  EXPECT_EQ(loaded->secret("fal.key").reveal(), "very-secret");
}

TEST_F(ConfigurationTest, MalformedFilesAreErrorsWithLineAndColumn) {
  write_file("[server\nlisten = 1");
  const auto loaded = load();
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().code, "configuration.bad_file");
  EXPECT_NE(loaded.error().message.find(".toml:1:"), std::string::npos);
}

TEST_F(ConfigurationTest, AFileThatIsNamedMustExist) {
  sources_.file = "/nonexistent/marque.toml";
  EXPECT_EQ(load().error().code, "configuration.bad_file");
}

TEST_F(ConfigurationTest, ListsComeAsArraysOrWithCommas) {
  write_file("[server]\norigins = [\"https://a\", \"https://b\"]\n");
  EXPECT_EQ(load()->list("server.origins"), (std::vector<std::string>{"https://a", "https://b"}));
  sources_.environment = {{"MARQUE_SERVER_ORIGINS", "x, y,"}};
  EXPECT_EQ(load()->list("server.origins"), (std::vector<std::string>{"x", "y"}));
}

TEST(ConfigurationValues, DurationsAndSizesAreReadWithTheirUnits) {
  EXPECT_EQ(parse_duration_ms("250ms"), 250);
  EXPECT_EQ(parse_duration_ms("2h"), 7'200'000);
  EXPECT_EQ(parse_duration_ms("5"), std::nullopt);
  EXPECT_EQ(parse_duration_ms("-5s"), std::nullopt);
  EXPECT_EQ(parse_bytes("512"), 512);
  EXPECT_EQ(parse_bytes("64 KiB"), 65'536);
  EXPECT_EQ(parse_bytes("2GB"), 2'000'000'000);
  EXPECT_EQ(parse_bytes("99999999999GiB"), std::nullopt);
  EXPECT_EQ(parse_bytes("many"), std::nullopt);
}

}  // namespace
}  // namespace marque::core
