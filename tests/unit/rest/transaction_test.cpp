#include "rest/transaction.hpp"

#include <gtest/gtest.h>

#include "arrived_request.hpp"

namespace marque::rest {
namespace {

struct Situation {
  Settings settings;
  identity::Caller caller{"ada", R"({"role":"ada"})", false};
  ArrivedRequest request{"GET", "/brands?id=eq.1", {{"X-One", "1"}, {"Cookie", "a=1; b=2"}, {"x-one", "2"}}};
  query::Preferences preferences;
  pg::Routine routine;

  TransactionInput input() const {
    return {.settings = settings,
            .caller = caller,
            .request = request,
            .path = "/brands",
            .schema = "app",
            .preferences = preferences};
  }
};

/// "name=value" for each setting, in their order.
std::vector<std::string> written(const TransactionInput& input) {
  const pg::Statement statement = write_settings(input);
  std::vector<std::string> settings;
  std::size_t parameter = 0;
  std::string_view rest = statement.sql;
  for (std::size_t at; (at = rest.find("set_config(")) != rest.npos;) {
    rest.remove_prefix(at + 11);
    std::string name = rest.starts_with('\'') ? std::string(rest.substr(1, rest.find('\'', 1) - 1))
                                              : *statement.parameters[parameter++];
    settings.push_back(name + "=" + *statement.parameters[parameter++]);
  }
  return settings;
}

TEST(Transaction, SetsWhatSqlCanReadInTheContractsOrder) {
  Situation situation;
  EXPECT_EQ(written(situation.input()),
            (std::vector<std::string>{R"(search_path="app", "public")", "role=ada",
                                      R"(request.jwt.claims={"role":"ada"})", "request.method=GET",
                                      "request.path=/brands", R"(request.headers={"x-one":"2"})",
                                      R"(request.cookies={"a":"1","b":"2"})", "transaction_read_only=on"}));
}

TEST(Transaction, SettingsOfRoleTimezoneFunctionAndApplicationHaveTheirPlaces) {
  Situation situation;
  situation.settings.role_settings["ada"] = {{"statement_timeout", "5s"}};
  situation.settings.app_settings = {{"app.settings.host", "h"}};
  situation.preferences.timezone = "Asia/Tokyo";
  situation.routine.settings = {{"work_mem", "8MB"}};
  TransactionInput input = situation.input();
  input.routine = &situation.routine;
  input.read_only = false;
  const auto settings = written(input);
  EXPECT_EQ(settings[1], "statement_timeout=5s") << "before the role, whose own rights may not suffice";
  EXPECT_EQ(settings[2], "role=ada");
  EXPECT_EQ(settings[7], R"(request.cookies={"a":"1","b":"2"})");
  EXPECT_EQ(settings[8], "timezone=Asia/Tokyo");
  EXPECT_EQ(settings[9], "work_mem=8MB");
  EXPECT_EQ(settings.back(), "app.settings.host=h");
}

TEST(Transaction, TextDependsOnTheShapeOnly) {
  Situation one;
  Situation other;
  other.caller = {"bob", "{}", false};
  EXPECT_EQ(write_settings(one.input()).sql, write_settings(other.input()).sql);
}

TEST(Transaction, NamesOfSchemasAreQuoted) {
  Situation situation;
  TransactionInput input = situation.input();
  input.schema = "we\"ird";
  EXPECT_EQ(written(input)[0], R"(search_path="we""ird", "public")");
}

TEST(Transaction, TheFunctionsIsolationLevelWinsOverTheRoles) {
  Situation situation;
  EXPECT_EQ(isolation_level(situation.input()), "");
  situation.settings.role_isolation["ada"] = "serializable";
  EXPECT_EQ(isolation_level(situation.input()), "serializable");
  situation.routine.isolation_level = "repeatable read";
  TransactionInput input = situation.input();
  input.routine = &situation.routine;
  EXPECT_EQ(isolation_level(input), "repeatable read");
}

TEST(Transaction, EndsAsTheSettingsSayUnlessTheClientMayChoose) {
  Settings settings;
  query::Preferences preferences;
  EXPECT_FALSE(rolls_back(settings, preferences));
  preferences.transaction = query::TransactionEnd::rollback;
  EXPECT_TRUE(rolls_back(settings, preferences)) << "a preference that is not allowed is never read";
  settings.transaction_end = TransactionEndRule::rollback_allow_override;
  preferences.transaction = query::TransactionEnd::commit;
  EXPECT_FALSE(rolls_back(settings, preferences));
  preferences.transaction.reset();
  EXPECT_TRUE(rolls_back(settings, preferences));
}

}  // namespace
}  // namespace marque::rest
