#include "rest/openapi_queries.hpp"

#include <memory>

#include <gtest/gtest.h>
#include <libpq-fe.h>

#include "../pg/test_cluster.hpp"

namespace marque::rest {
namespace {

constexpr const char* schema_sql = R"(
drop schema if exists "Shown here" cascade;
drop role if exists reader;
create role reader;
create schema "Shown here";
grant usage on schema "Shown here" to reader;
comment on schema "Shown here" is 'Title';
set search_path to "Shown here";
create table readable (id int); grant select on readable to reader;
create table one_column (id int, secret int); grant select (id) on one_column to reader;
create table hidden (id int);
create table parts (id int) partition by list (id); grant select on parts to reader;
create table part partition of parts default; grant select on part to reader;
create type colour as enum ('red');
create function paint(c colour, amount int default 1) returns int stable language sql as 'select 1';
comment on function paint is 'Paints';
create function paint() returns int language sql as 'select 1';
create function many(variadic v text[]) returns int immutable language sql as 'select 1';
create function body(json) returns int language sql as 'select 1';
create function unnamed(int) returns int language sql as 'select 1';
create function "out"(out a int, out b int) language sql as 'select 1, 2';
create function fires() returns trigger language plpgsql as 'begin end';
create function denied() returns int language sql as 'select 1';
revoke execute on function denied from public;
create procedure done() language sql as 'select 1';
)";

/// Asks as a request of the role would.
class OpenApiQueries : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    auto session = pg::TestCluster::instance().session();
    const auto made = session.execute(schema_sql);
    ASSERT_TRUE(made) << core::describe(made.error());
  }
  void SetUp() override {
    connection_.reset(PQconnectdb(pg::TestCluster::instance().url().reveal().c_str()));
    PQclear(PQexec(connection_.get(), R"(set search_path to "Shown here"; set role reader)"));
  }
  pg::RowSet ask(const pg::Statement& statement) {
    const char* parameter = statement.parameters.at(0)->c_str();
    pg_result* result =
        PQexecParams(connection_.get(), statement.sql.c_str(), 1, nullptr, &parameter, nullptr, nullptr, 0);
    EXPECT_EQ(PQresultStatus(result), PGRES_TUPLES_OK) << PQresultErrorMessage(result);
    return pg::RowSet(result);
  }

  struct Finish {
    void operator()(pg_conn* connection) const { PQfinish(connection); }
  };
  std::unique_ptr<pg_conn, Finish> connection_;
};

TEST_F(OpenApiQueries, FindRelationsWithAnyRight) {
  EXPECT_EQ(read_accessible_relations(ask(accessible_relations("Shown here"))),
            (std::set<std::string>{"one_column", "parts", "readable"}));
}

TEST_F(OpenApiQueries, FindFunctionsThatTheRoleMayCall) {
  const auto routines = read_executable_routines(ask(executable_routines("Shown here")), "Shown here");
  std::string found;
  for (const pg::Routine& routine : routines) {
    found += routine.name.name + "(";
    for (const pg::RoutineParameter& parameter : routine.parameters)
      found += parameter.name + " " + parameter.type + (parameter.required ? "!" : "") +
               (parameter.variadic ? "..." : "") + ";";
    found += ")" + routine.description.value_or("") + " ";
  }
  EXPECT_EQ(found, "body( json!;) many(v text[]!...;) out() paint() paint(c colour!;amount integer;)Paints ");
  EXPECT_EQ(routines[1].volatility, pg::Volatility::immutable);
  EXPECT_EQ(routines[3].volatility, pg::Volatility::volatile_);
  EXPECT_EQ(routines[4].volatility, pg::Volatility::stable);
  EXPECT_EQ(routines[0].name.schema, "Shown here");
}

TEST_F(OpenApiQueries, FindTheSchemasComment) {
  EXPECT_EQ(read_schema_comment(ask(schema_comment("Shown here"))), "Title");
  EXPECT_EQ(read_schema_comment(ask(schema_comment("pg_toast"))), "reserved schema for TOAST tables");
  EXPECT_EQ(read_schema_comment(ask(schema_comment("absent"))), std::nullopt);
}

}  // namespace
}  // namespace marque::rest
