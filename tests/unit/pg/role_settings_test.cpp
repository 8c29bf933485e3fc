// What is set on roles in the database (contracts/rest.md §2, §20).
#include "pg/role_settings.hpp"

#include "catalogue_support.hpp"

namespace marque::pg {
namespace {

using Settings = std::vector<std::pair<std::string, std::string>>;
using Configuration = std::map<std::string, std::string>;

/// Roles belong to the cluster: each is made for one test and dropped with it.
class RoleSettingsTest : public testing::Test {
 protected:
  void SetUp() override {
    run("create role \"The carrier\" login password 'carrier'; create role reader; create role writer;"
        "create role stranger; grant reader, writer to \"The carrier\"");
  }
  void TearDown() override {
    run("drop owned by \"The carrier\" cascade; drop role \"The carrier\", reader, writer, stranger");
  }
  void run(const std::string& sql) { TestDatabase::must(database_.session().execute(sql)); }
  std::string here(const std::string& setting) {
    return "alter role \"The carrier\" in database " + database_.name() + " set " + setting + ";";
  }

  /// As the carrier, whose own settings are part of what is read.
  Session carrier() {
    auto session = database_.session();
    TestDatabase::must(session.execute("set session authorization \"The carrier\""));
    return session;
  }
  RoleSettings settings() {
    auto session = carrier();
    return TestDatabase::must(load_role_settings(session));
  }
  Configuration configuration(const std::optional<QualifiedName>& pre_config = {}) {
    auto session = carrier();
    return TestDatabase::must(load_database_configuration(session, pre_config));
  }

  TestDatabase database_{"create schema api"};
};

TEST_F(RoleSettingsTest, OnlyRolesThatAreGranted) {
  run("alter role reader set statement_timeout = '3s'; alter role stranger set statement_timeout = '9s'");
  const auto found = settings();
  EXPECT_EQ(found.settings.size(), 1U);
  EXPECT_EQ(found.settings.at("reader"), (Settings{{"statement_timeout", "3s"}}));
}

TEST_F(RoleSettingsTest, OnlyWhatTheCarrierMaySet) {
  run("alter role reader set log_min_duration_statement = '1'; alter role reader set work_mem = '5MB';"
      "alter role reader set application.own = 'x'; alter role writer set log_min_messages = 'fatal';"
      "grant set on parameter log_min_messages to \"The carrier\"");
  const auto found = settings();
  EXPECT_EQ(found.settings.at("reader"), (Settings{{"work_mem", "5MB"}}));
  EXPECT_EQ(found.settings.at("writer"), (Settings{{"log_min_messages", "fatal"}}));
}

TEST_F(RoleSettingsTest, TheIsolationLevelIsNoSetting) {
  run("alter role reader set default_transaction_isolation = 'REPEATABLE READ';"
      "alter role writer set default_transaction_isolation = 'read uncommitted'");
  const auto found = settings();
  EXPECT_EQ(found.isolation.at("reader"), "repeatable read");
  EXPECT_EQ(found.isolation.at("writer"), "read committed");
  EXPECT_TRUE(found.settings.at("reader").empty());
}

TEST_F(RoleSettingsTest, NothingIsConfiguredByDefault) {
  EXPECT_TRUE(configuration().empty());
  EXPECT_TRUE(settings().settings.empty());
}

TEST_F(RoleSettingsTest, WhatIsSetForThisDatabaseWins) {
  run("alter role \"The carrier\" set pgrst.db_schemas = 'everywhere';"
      "alter role \"The carrier\" set pgrst.db_max_rows = '10';" +
      here("pgrst.db_schemas = 'api, other'") + here("pgrst.unknown = '1'") + here("pgrst.db_uri = 'x'"));
  EXPECT_EQ(configuration(), (Configuration{{"db-max-rows", "10"}, {"db-schemas", "api, other"}}));
}

TEST_F(RoleSettingsTest, TheDatabasesOwnSettingsDoNotCount) {
  run("alter database " + database_.name() + " set pgrst.db_schemas = 'api'");
  EXPECT_TRUE(configuration().empty());
}

TEST_F(RoleSettingsTest, AFunctionFillsInWhatTheRoleLeavesOpen) {
  run("grant usage on schema api to \"The carrier\";"
      "create function api.prepare() returns void language sql as $$"
      "select set_config('pgrst.db_schemas', 'function', true), set_config('pgrst.jwt_aud', 'me', true) $$;" +
      here("pgrst.db_schemas = 'role'"));
  EXPECT_EQ(configuration(QualifiedName{"api", "prepare"}),
            (Configuration{{"db-schemas", "role"}, {"jwt-aud", "me"}}));
}

TEST_F(RoleSettingsTest, AFunctionThatFailsIsAnErrorAndChangesNothing) {
  auto session = carrier();
  const auto found = load_database_configuration(session, QualifiedName{"", "missing"});
  ASSERT_FALSE(found.has_value());
  EXPECT_EQ(found.error().code, "pg.42883");
  EXPECT_FALSE(session.in_transaction());
}

}  // namespace
}  // namespace marque::pg
