// Calls: arguments, bodies, and what comes back.
#include <gtest/gtest.h>

#include "parsed_sql.hpp"
#include "plan_builder.hpp"
#include "query/write_sql.hpp"

namespace marque::query {
namespace {

using namespace testing;

pg::Statement written(CallPlan plan, BodyForm body = {}) {
  const auto name = plan.routine.name.name;
  auto statement = write_call(std::move(plan), reads_source(name), {}, body, {});
  EXPECT_TRUE(is_sound(statement));
  return statement;
}

/// What is between `WITH pgrst_source AS (` and `) SELECT null::bigint AS total`.
std::string query_of(CallPlan plan) {
  const auto sql = written(std::move(plan)).sql;
  constexpr std::size_t start = 22;
  return sql.substr(start, sql.find(") SELECT null::bigint AS total, ") - start);
}

std::string body_of(CallPlan plan, BodyForm::Kind kind) {
  const auto sql = written(std::move(plan), {kind, {{"test", "text/xml"}, {"test", "f"}, "text/xml"}}).sql;
  const auto start = sql.find(" AS page, ") + 10;
  return sql.substr(start, sql.find(" AS body, ") - start);
}

CallPlan directly(pg::Routine routine, std::vector<CallArgument> arguments) {
  auto plan = calls(std::move(routine));
  plan.direct = true;
  plan.arguments = std::move(arguments);
  return plan;
}

TEST(WriteCall, NamesAndCastsItsArguments) {
  auto routine = scalar_function("add_them", {parameter("a", "integer"), parameter("b", "character")});
  routine.parameters[1].callable_type = "character varying";
  const auto plan = directly(routine, {{"b", false, {"first", "last"}}, {"a", false, {"1"}}});
  EXPECT_EQ(query_of(plan),
            R"(SELECT pgrst_call.pgrst_scalar FROM (SELECT "test"."add_them"("a" := $1::integer, )"
            R"("b" := $2::character varying) pgrst_scalar) pgrst_call)");
  EXPECT_EQ(written(plan).parameters, (std::vector<pg::Value>{"1", "last"}));
}

TEST(WriteCall, CollectsTheValuesOfAVariadicParameter) {
  auto routine = scalar_function("sum_all", {parameter("w", "text"), parameter("v", "integer[]")});
  routine.parameters[1].variadic = true;
  const auto plan = directly(routine, {{"v", true, {"1", "2"}}});
  EXPECT_EQ(query_of(plan),
            R"(SELECT pgrst_call.pgrst_scalar FROM (SELECT "test"."sum_all"()"
            R"("w" := NULL::text, VARIADIC "v" := $1::text[]::integer[]) pgrst_scalar) pgrst_call)");
  EXPECT_EQ(written(plan).parameters, (std::vector<pg::Value>{R"({"1","2"})"}));
}

TEST(WriteCall, CallsSetsOfRowsSoThatTheyCanBeInlined) {
  auto plan = directly(rows_function("getallprojects", {}), {});
  EXPECT_EQ(query_of(plan), R"(SELECT * FROM "test"."getallprojects"() pgrst_call)");
  plan.returning = {"*"};
  EXPECT_EQ(query_of(plan), R"(SELECT pgrst_call.* FROM "test"."getallprojects"() pgrst_call)");
}

TEST(WriteCall, ReturnsWhatIsSelectedAndFiltered) {
  auto plan = directly(rows_function("getallprojects", {}), {});
  plan.returning = {"client_id", "id"};
  plan.filter_fields = {"id", "name"};
  EXPECT_EQ(query_of(plan), R"(SELECT "pgrst_call"."client_id", "pgrst_call"."id", "pgrst_call"."name" )"
                            R"(FROM "test"."getallprojects"() pgrst_call)");
}

TEST(WriteCall, TakesArgumentsFromAJsonBody) {
  auto plan = calls(rows_function("search", {parameter("id", "integer"), parameter("v", "text[]")}));
  plan.parameters[1].variadic = true;
  plan.body = "{\"id\":1}";
  EXPECT_EQ(
      query_of(plan),
      R"(SELECT * FROM (SELECT $1::json AS json_data) pgrst_payload, LATERAL (SELECT "id", "v" )"
      R"(FROM json_to_record(pgrst_payload.json_data) AS _("id" integer, "v" text[]) LIMIT 1) pgrst_body, )"
      R"(LATERAL "test"."search"("id" := pgrst_body."id", VARIADIC "v" := pgrst_body."v") pgrst_call)");
  plan.body = "[{\"id\":1}]";
  EXPECT_NE(query_of(plan).find("json_to_recordset("), std::string::npos);
}

TEST(WriteCall, NeedsNoBodyWithoutParameters) {
  auto plan = calls(scalar_function("hello", {}));
  plan.body = "{}";
  EXPECT_EQ(query_of(plan),
            R"(SELECT pgrst_call.pgrst_scalar FROM (SELECT "test"."hello"() pgrst_scalar) pgrst_call)");
  EXPECT_TRUE(written(plan).parameters.empty());
}

CallPlan positional(std::string type, std::optional<std::string> body) {
  auto plan = calls(scalar_function("unnamed", {parameter("", std::move(type))}));
  plan.positional = true;
  plan.body = std::move(body);
  return plan;
}

TEST(WriteCall, PassesTheBodyToAnUnnamedParameter) {
  const auto plan = positional("json", "[1]");
  EXPECT_EQ(
      query_of(plan),
      R"(SELECT pgrst_call.pgrst_scalar FROM (SELECT "test"."unnamed"($1::json) pgrst_scalar) pgrst_call)");
  EXPECT_EQ(written(plan).parameters, (std::vector<pg::Value>{"[1]"}));
  EXPECT_EQ(written(positional("text", {})).parameters, (std::vector<pg::Value>{std::nullopt}));
}

TEST(WriteCall, PassesBytesAsHexadecimal) {
  const auto plan = positional("bytea", std::string("a\0\xff", 3));
  EXPECT_NE(query_of(plan).find("$1::bytea"), std::string::npos);
  EXPECT_EQ(written(plan).parameters, (std::vector<pg::Value>{"\\x6100ff"}));
}

TEST(WriteCall, PassesArgumentsToAnUnnamedParameterAsAnObject) {
  auto plan = positional("json", {});
  plan.direct = true;
  plan.arguments = {{"a", false, {"1"}}, {"b", false, {"\""}}};
  EXPECT_EQ(written(plan).parameters, (std::vector<pg::Value>{R"({"a":"1","b":"\""})"}));
}

TEST(WriteCall, ShowsSingleResultsAlone) {
  using Kind = BodyForm::Kind;
  const auto scalar = directly(scalar_function("f", {}), {});
  EXPECT_EQ(body_of(scalar, Kind::array), "coalesce(json_agg(_postgrest_t.pgrst_scalar)->0, 'null')");
  EXPECT_EQ(body_of(scalar, Kind::object), "coalesce(json_agg(_postgrest_t.pgrst_scalar)->0, 'null')");
  EXPECT_EQ(body_of(scalar, Kind::array_stripped),
            "coalesce(json_strip_nulls(json_agg(_postgrest_t.pgrst_scalar)->0), 'null')");
  auto composite = rows_function("f", {});
  composite.returns_set = false;
  EXPECT_EQ(body_of(directly(composite, {}), Kind::array), "coalesce(json_agg(_postgrest_t)->0, 'null')");
}

TEST(WriteCall, ShowsSetsAsArrays) {
  using Kind = BodyForm::Kind;
  auto scalars = scalar_function("f", {});
  scalars.returns_set = true;
  EXPECT_EQ(body_of(directly(scalars, {}), Kind::array),
            "coalesce(json_agg(_postgrest_t.pgrst_scalar), '[]')");
  EXPECT_EQ(body_of(directly(scalars, {}), Kind::object), "coalesce(json_agg(_postgrest_t)->0, 'null')");
  const auto rows = directly(rows_function("f", {}), {});
  EXPECT_EQ(body_of(rows, Kind::array), "coalesce(json_agg(_postgrest_t), '[]')");
}

TEST(WriteCall, PassesScalarsThroughTheirMediaType) {
  EXPECT_EQ(body_of(directly(scalar_function("f", {}), {}), BodyForm::Kind::custom),
            R"("test"."text/xml"(_postgrest_t.pgrst_scalar))");
  EXPECT_EQ(body_of(directly(rows_function("f", {}), {}), BodyForm::Kind::custom),
            R"("test"."text/xml"(_postgrest_t::"test"."f"))");
}

TEST(WriteCall, CountsSingleResultsAsOneRow) {
  EXPECT_NE(written(directly(scalar_function("f", {}), {})).sql.find(" 1 AS page, "), std::string::npos);
  EXPECT_NE(
      written(directly(rows_function("f", {}), {})).sql.find(" pg_catalog.count(_postgrest_t) AS page, "),
      std::string::npos);
}

TEST(WriteCall, FiltersAndCountsWhatTheFunctionGives) {
  auto read = reads_source("projects");
  read.where = {equals("id", "7")};
  read.range = {.limit = 2, .offset = {}};
  auto plan = directly(rows_function("f", {parameter("a", "integer")}), {{"a", false, {"1"}}});
  const auto statement = write_call(plan, read, Count::exact, {}, {});
  EXPECT_TRUE(is_sound(statement));
  EXPECT_NE(statement.sql.find(R"(, pgrst_source_count AS (SELECT 1 FROM "pgrst_source" AS "projects" )"
                               R"(WHERE "projects"."id" = $2) SELECT )"),
            std::string::npos);
  EXPECT_TRUE(statement.sql.ends_with(
      R"( FROM (SELECT "projects".* FROM "pgrst_source" AS "projects" WHERE "projects"."id" = $3 )"
      R"(LIMIT $4 OFFSET $5) _postgrest_t)"));
}

}  // namespace
}  // namespace marque::query
