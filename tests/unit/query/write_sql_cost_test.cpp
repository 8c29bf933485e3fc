// The peer's own tests pin what PostgreSQL 17 thinks its statements cost. Ours have the same expressions, so
// they cost the same to the last digit.
#include <cstdlib>

#include <gtest/gtest.h>

#include "../pg/test_cluster.hpp"
#include "plan_builder.hpp"
#include "query/write_sql.hpp"

namespace marque::query {
namespace {

using namespace testing;

constexpr auto schema_sql = R"(
begin;
set local random_page_cost = 4; -- as PostgreSQL comes
create schema test;
create table test.projects (id integer primary key, name text not null, client_id integer);
create view test.projects_view as select id, name, client_id from test.projects;
create table test.tiobe_pls (name text primary key, rank smallint);
create function test.getallprojects() returns setof test.projects language sql rows 2019
  as 'select * from test.projects';
create function test.add_them(a int, b int) returns int language sql as 'select a + b';
)";

const BodyForm no_body{BodyForm::Kind::none, {}};

class WriteSqlCost : public ::testing::Test {
 protected:
  /// In a transaction that is never committed.
  void SetUp() override { ASSERT_TRUE(session_.execute(schema_sql)); }

  double cost_of(const pg::Statement& statement) {
    const auto rows = session_.query(statement.sql, statement.parameters);
    if (!rows) return ADD_FAILURE() << core::describe(rows.error()), 0;
    const auto text = rows->single().value_or("");
    const std::string_view key = "\"Total Cost\": ";
    const auto found = text.find(key);
    return found == std::string::npos ? 0 : std::strtod(text.c_str() + found + key.size(), nullptr);
  }

  pg::Session session_ = pg::TestCluster::instance().session();
};

PlannedLogic one_of_three() {
  auto condition = compares(Operator::in, "");
  condition.values = {"1", "2", "3"};
  return where(field("id"), condition);
}

MutationPlan languages(Action action) {
  auto plan = mutates(action, "tiobe_pls");
  plan.columns = {typed("name", "text"), typed("rank", "smallint")};
  plan.body = R"([ { "name": "Go", "rank": 19 } ])";
  plan.conflict_columns = {"name"};
  return plan;
}

TEST_F(WriteSqlCost, OfReads) {
  auto table = reads("projects");
  table.where = {one_of_three()};
  EXPECT_DOUBLE_EQ(cost_of(write_read(table, {}, {}, {}, Explain{})), 11.32);
  auto view = reads("projects_view");
  view.where = {where(field("id"), compares(Operator::greater, "2"))};
  EXPECT_DOUBLE_EQ(cost_of(write_read(view, {}, {}, {}, Explain{})), 24.28);
}

TEST_F(WriteSqlCost, OfWrites) {
  auto insert = mutates(Action::insert, "projects");
  insert.columns = {typed("id", "integer"), typed("name", "text")};
  insert.body = R"({"id":100, "name": "Project 100"})";
  const auto returned = reads_source("projects");
  EXPECT_DOUBLE_EQ(cost_of(write_mutation(insert, returned, {}, no_body, Explain{})), 0.06);
  auto update = insert;
  update.action = Action::update;
  update.columns = {typed("name", "text")};
  update.where = {equals("id", "3")};
  EXPECT_DOUBLE_EQ(cost_of(write_mutation(update, returned, {}, no_body, Explain{})), 8.23);
  auto remove = mutates(Action::remove, "projects");
  remove.where = {one_of_three()};
  EXPECT_DOUBLE_EQ(cost_of(write_mutation(remove, returned, {}, no_body, Explain{})), 11.37);
}

TEST_F(WriteSqlCost, OfUpserts) {
  const auto returned = reads_source("tiobe_pls");
  auto put = languages(Action::put);
  put.where = {equals("name", "Go")};
  EXPECT_DOUBLE_EQ(cost_of(write_mutation(put, returned, {}, no_body, Explain{})), 3.55);
  Preferences preferences;
  preferences.resolution = Resolution::merge_duplicates;
  auto upsert = languages(Action::insert);
  upsert.resolution = Resolution::merge_duplicates;
  EXPECT_DOUBLE_EQ(cost_of(write_mutation(upsert, returned, preferences, no_body, Explain{})), 5.53);
}

TEST_F(WriteSqlCost, OfCalls) {
  auto all = calls(rows_function("getallprojects", {}));
  all.direct = true;
  auto read = reads_source("projects");
  read.where = {one_of_three()};
  all.returning = {"*"};
  EXPECT_DOUBLE_EQ(cost_of(write_call(all, read, {}, {}, Explain{})), 68.56);
  auto sum = calls(scalar_function("add_them", {parameter("a", "integer"), parameter("b", "integer")}));
  sum.direct = true;
  sum.arguments = {{"a", false, {"3"}}, {"b", false, {"4"}}};
  EXPECT_LT(cost_of(write_call(sum, reads_source("add_them"), {}, {}, Explain{})), 0.08);
}

}  // namespace
}  // namespace marque::query
