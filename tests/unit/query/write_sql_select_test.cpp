// A level of a read: select list, embeds, order, range.
#include <stdexcept>

#include <gtest/gtest.h>

#include "plan_builder.hpp"
#include "query/write_parts.hpp"

namespace marque::query {
namespace {

using namespace testing;
using pg::Cardinality;

std::string level(const ReadPlan& plan) {
  SqlText text;
  write_level(text, plan);
  return std::move(text).take().sql;
}

std::vector<std::string> values(const pg::Statement& statement) {
  std::vector<std::string> texts;
  for (const auto& value : statement.parameters) texts.push_back(value.value_or("NULL"));
  return texts;
}

TEST(WriteSelect, TakesAllColumnsOfARelation) {
  EXPECT_EQ(level(reads("projects")), R"(SELECT "test"."projects".* FROM "test"."projects")");
}

TEST(WriteSelect, NamesCastsAndPaths) {
  auto plan = reads("films");
  plan.select = {column("id"), column("data")};
  plan.select[0].cast = "text";
  plan.select[0].alias = "number";
  plan.select[1].field = field("data", {{"tags", false, false}, {"-1", true, true}});
  plan.select[1].alias = "tags";
  SqlText text;
  write_level(text, plan);
  const auto statement = std::move(text).take();
  EXPECT_EQ(statement.sql, R"(SELECT CAST( "test"."films"."id" AS text ) AS "number", )"
                           R"(to_jsonb("test"."films"."data")->$1->>$2::int AS "tags" FROM "test"."films")");
  EXPECT_EQ(values(statement), (std::vector<std::string>{"tags", "-1"}));
}

TEST(WriteSelect, ReadsJsonColumnsWithoutConversion) {
  auto plan = reads("films");
  plan.select = {column("data")};
  plan.select[0].field = field("data", {{"a", false, false}});
  plan.select[0].field.to_json = false;
  EXPECT_EQ(level(plan), R"(SELECT "test"."films"."data"->$1 FROM "test"."films")");
}

TEST(WriteSelect, QuotesWhateverIsAName) {
  auto plan = reads("odd\"name; --");
  plan.select = {column("a\".b")};
  plan.select[0].alias = std::string("cut\0here", 8);
  EXPECT_EQ(level(plan),
            "SELECT \"test\".\"odd\"\"name; --\".\"a\"\".b\" AS \"cut\" FROM \"test\".\"odd\"\"name; --\"");
}

TEST(WriteSelect, RefusesCastsThatAreNoTypes) {
  auto plan = reads("films");
  plan.select[0].cast = "text) FROM secrets --";
  EXPECT_THROW(level(plan), std::logic_error);
  plan.select[0].cast = "double precision";
  EXPECT_NO_THROW(level(plan));
  plan.select[0].cast = "größe_1$";
  EXPECT_NO_THROW(level(plan));
}

TEST(WriteSelect, ShowsRepresentations) {
  auto plan = reads("todos");
  plan.select = {column("colour")};
  plan.select[0].field.transform = "\"public\".\"json\"";
  plan.select[0].alias = "colour";
  EXPECT_EQ(level(plan),
            R"(SELECT "public"."json"("test"."todos"."colour") AS "colour" FROM "test"."todos")");
}

TEST(WriteSelect, OrdersAndLimits) {
  auto plan = reads("projects");
  plan.order = {by("name"), by("id")};
  plan.order[0].direction = Direction::descending;
  plan.order[0].nulls = Nulls::last;
  plan.order[1].embed_alias = "projects_clients_1";
  plan.order[1].direction = Direction::ascending;
  plan.order[1].nulls = Nulls::first;
  plan.range = {.limit = 10, .offset = {}};
  SqlText text;
  write_level(text, plan);
  const auto statement = std::move(text).take();
  EXPECT_EQ(statement.sql,
            R"(SELECT "test"."projects".* FROM "test"."projects" ORDER BY "test"."projects"."name" DESC )"
            R"(NULLS LAST, "projects_clients_1"."id" ASC NULLS FIRST LIMIT $1 OFFSET $2)");
  EXPECT_EQ(values(statement), (std::vector<std::string>{"10", "0"}));
}

TEST(WriteSelect, LimitsOnlyWhereThereIsALimit) {
  auto plan = reads("projects");
  plan.range = {.limit = {}, .offset = 0};
  EXPECT_EQ(level(plan), R"(SELECT "test"."projects".* FROM "test"."projects")");
  plan.range.offset = 3;
  EXPECT_EQ(level(plan), R"(SELECT "test"."projects".* FROM "test"."projects" LIMIT ALL OFFSET $1)");
}

TEST(WriteSelect, GroupsByWhatIsNotAggregated) {
  auto plan = reads("sales");
  plan.select = {aggregated("amount", Aggregate::sum), column("year"), column("region"),
                 aggregated("*", Aggregate::count)};
  plan.select[0].cast = "numeric";
  plan.select[0].aggregate_cast = "int";
  plan.select[2].alias = "where";
  EXPECT_EQ(
      level(plan),
      R"(SELECT CAST( SUM(CAST( "test"."sales"."amount" AS numeric )) AS int ), "test"."sales"."year", )"
      R"("test"."sales"."region" AS "where", COUNT("test"."sales".*) FROM "test"."sales" )"
      R"(GROUP BY "test"."sales"."year", "where")");
}

TEST(WriteSelect, GroupsByNothingWhereAllIsAggregated) {
  auto plan = reads("sales");
  plan.select = {aggregated("amount", Aggregate::average), aggregated("amount", Aggregate::minimum),
                 aggregated("amount", Aggregate::maximum)};
  EXPECT_EQ(level(plan), R"(SELECT AVG("test"."sales"."amount"), MIN("test"."sales"."amount"), )"
                         R"(MAX("test"."sales"."amount") FROM "test"."sales")");
}

TEST(WriteSelect, EmbedsOneRowAsAnObject) {
  auto plan = reads("projects");
  add_embed(plan, embedded(plan, "clients", Cardinality::many_to_one, {"client_id", "id"}));
  EXPECT_EQ(level(plan),
            R"(SELECT "test"."projects".*, row_to_json("projects_clients_1".*)::jsonb AS "clients" )"
            R"(FROM "test"."projects" LEFT JOIN LATERAL ()"
            R"(SELECT "clients_1".* FROM "test"."clients" AS "clients_1" )"
            R"(WHERE "test"."projects"."client_id" = "clients_1"."id") AS "projects_clients_1" ON TRUE)");
}

TEST(WriteSelect, EmbedsManyRowsAsAnArray) {
  auto plan = reads("clients");
  auto child = embedded(plan, "projects", Cardinality::one_to_many, {"id", "client_id"});
  child.join = Join::inner;
  child.alias = "work";
  add_embed(plan, child);
  EXPECT_EQ(
      level(plan),
      R"(SELECT "test"."clients".*, COALESCE("clients_projects_1"."clients_projects_1",'[]') AS "work" )"
      R"(FROM "test"."clients" INNER JOIN LATERAL ()"
      R"(SELECT json_agg("clients_projects_1")::jsonb AS "clients_projects_1" FROM ()"
      R"(SELECT "projects_1".* FROM "test"."projects" AS "projects_1" )"
      R"(WHERE "test"."clients"."id" = "projects_1"."client_id") AS "clients_projects_1") )"
      R"(AS "clients_projects_1" ON "clients_projects_1" IS NOT NULL)");
}

TEST(WriteSelect, EmbedsThroughAJunctionWithoutAlias) {
  auto plan = reads("users");
  auto child = embedded(plan, "tasks", Cardinality::many_to_many, {"id", "id"});
  child.from_alias.reset();
  child.relationship->junction.relation = {"test", "users_tasks"};
  child.join_conditions = {{{"test", "tasks"}, "id", {"test", "users_tasks"}, "task_id"},
                           {{"test", "users_tasks"}, "user_id", {"test", "users"}, "id"}};
  EXPECT_EQ(level(child), R"(SELECT "test"."tasks".* FROM "test"."tasks", "test"."users_tasks" )"
                          R"(WHERE "test"."tasks"."id" = "test"."users_tasks"."task_id" )"
                          R"(AND "test"."users_tasks"."user_id" = "test"."users"."id")");
}

TEST(WriteSelect, EmbedsComputedRelationships) {
  auto plan = reads("designers");
  auto child = embedded(plan, "computed_games", Cardinality::computed, {"", ""});
  child.relationship->function = {"test", "computed_games"};
  child.relationship_argument = {"test", "designers"};
  child.join_conditions.clear();
  EXPECT_EQ(level(child),
            R"(SELECT "computed_games_1".* FROM "test"."computed_games"("designers"::"test"."designers") )"
            R"(AS "computed_games_1")");
  child.from_alias.reset();
  EXPECT_EQ(level(child),
            R"(SELECT "computed_games".* FROM "test"."computed_games"("designers"::"test"."designers"))");
}

TEST(WriteSelect, JoinsEmptyEmbedsWithoutShowingThem) {
  auto plan = reads("projects");
  auto child = embedded(plan, "clients", Cardinality::many_to_one, {"client_id", "id"});
  child.select.clear();
  add_embed(plan, child);
  EXPECT_EQ(level(plan),
            R"(SELECT "test"."projects".* FROM "test"."projects" LEFT JOIN LATERAL ()"
            R"(SELECT "clients_1".* FROM "test"."clients" AS "clients_1" )"
            R"(WHERE "test"."projects"."client_id" = "clients_1"."id") AS "projects_clients_1" ON TRUE)");
}

TEST(WriteSelect, WritesARepeatedEmbedOnce) {
  auto plan = reads("projects");
  const auto child = embedded(plan, "clients", Cardinality::many_to_one, {"client_id", "id"});
  add_embed(plan, child);
  add_embed(plan, child);
  EXPECT_TRUE(level(plan).ends_with(
      R"( AS "projects_clients_1" ON TRUE LEFT JOIN LATERAL (SELECT NULL) AS "projects_clients_1" ON TRUE)"));
}

TEST(WriteSelect, SpreadsOneRow) {
  auto plan = reads("projects");
  auto child = embedded(plan, "clients", Cardinality::many_to_one, {"client_id", "id"});
  child.spread = SpreadKind::to_one;
  child.select = {column("name"), column("id")};
  child.select[1].alias = "client";
  add_embed(plan, child);
  plan.embeds[0].spread_columns[1].aggregate = Aggregate::count;
  plan.embeds[0].spread_columns[1].aggregate_cast = "text";
  plan.embeds[0].spread_columns[1].alias = "clients";
  plan.select = {column("name")};
  EXPECT_EQ(level(plan),
            R"(SELECT "test"."projects"."name", "projects_clients_1"."name", )"
            R"(CAST( COUNT("projects_clients_1"."client") AS text ) AS "clients" )"
            R"(FROM "test"."projects" LEFT JOIN LATERAL ()"
            R"(SELECT "clients_1"."name", "clients_1"."id" AS "client" FROM "test"."clients" AS "clients_1" )"
            R"(WHERE "test"."projects"."client_id" = "clients_1"."id") AS "projects_clients_1" ON TRUE )"
            R"(GROUP BY "test"."projects"."name", "projects_clients_1"."name")");
}

ReadPlan spread_of_many(std::size_t columns, std::size_t terms) {
  auto plan = reads("clients");
  auto child = embedded(plan, "projects", Cardinality::one_to_many, {"id", "client_id"});
  child.spread = SpreadKind::to_many;
  child.select.assign(columns, column("name"));
  child.spread_order.assign(terms, by("clients_projects_1_id_1"));
  auto& extra = child.spread_order_columns.emplace_back();
  extra.column = column("id");
  extra.column.alias = "clients_projects_1_id_1";
  add_embed(plan, child);
  return plan;
}

TEST(WriteSelect, SpreadsManyRowsAsSortedArrays) {
  EXPECT_EQ(
      level(spread_of_many(1, 1)),
      R"(SELECT "test"."clients".*, "clients_projects_1"."name" FROM "test"."clients" LEFT JOIN LATERAL ()"
      R"(SELECT json_agg("clients_projects_1")::jsonb AS "clients_projects_1", )"
      R"(COALESCE(json_agg("clients_projects_1"."name" )"
      R"(ORDER BY "clients_projects_1"."clients_projects_1_id_1"),'[]')::jsonb AS "name" FROM ()"
      R"(SELECT "projects_1"."name", "projects_1"."id" AS "clients_projects_1_id_1" )"
      R"(FROM "test"."projects" AS "projects_1" )"
      R"(WHERE "test"."clients"."id" = "projects_1"."client_id") AS "clients_projects_1") )"
      R"(AS "clients_projects_1" ON TRUE)");
}

TEST(WriteSelect, SortsOnceWhatWouldRepeatTooOften) {
  const auto sql = level(spread_of_many(400, 400));
  EXPECT_LT(sql.size(), 200'000U);
  EXPECT_NE(sql.find(R"(FROM (SELECT * FROM (SELECT "projects_1"."name")"), std::string::npos);
}

TEST(WriteSelect, LiftsNoMoreColumnsThanPostgresqlTakes) {
  EXPECT_GT(level(spread_of_many(1664, 1)).size(), 1664U * 100);
  EXPECT_LT(level(spread_of_many(1665, 1)).size(), 1664U * 50) << "only the embed's own SELECT has them all";
}

TEST(WriteSelect, CountsWholeRowsInSpreads) {
  auto plan = reads("clients");
  plan.select = {aggregated("*", Aggregate::count)};
  plan.select[0].field.whole_row = true;
  EXPECT_EQ(level(plan), R"(SELECT COUNT("clients") FROM "test"."clients")");
}

}  // namespace
}  // namespace marque::query
