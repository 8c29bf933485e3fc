// Reads as whole statements: counts, bodies, plans.
#include <gtest/gtest.h>

#include "parsed_sql.hpp"
#include "plan_builder.hpp"
#include "query/write_sql.hpp"

namespace marque::query {
namespace {

using namespace testing;
using pg::Cardinality;

const BodyForm array_body{};

std::string estimate(const ReadPlan& plan) {
  const auto statement = write_count_estimate(plan);
  EXPECT_TRUE(is_sound(statement));
  const std::string_view start = "EXPLAIN (FORMAT JSON) ";
  EXPECT_TRUE(statement.sql.starts_with(start));
  return statement.sql.substr(start.size());
}

/// The statement's expression for the body.
std::string body_of(const pg::Statement& statement) {
  EXPECT_TRUE(is_sound(statement));
  const auto start = statement.sql.find("AS page, ") + 9;
  return statement.sql.substr(start, statement.sql.find(" AS body, ") - start);
}

std::string body_of(BodyForm::Kind kind) {
  return body_of(write_read(reads("projects"), {}, {}, {kind, {}}, {}));
}

TEST(WriteRead, IsOneStatementWithOneRow) {
  const auto statement = write_read(reads("projects"), {}, {}, array_body, {});
  EXPECT_TRUE(is_sound(statement));
  EXPECT_EQ(statement.sql, R"(WITH pgrst_source AS (SELECT "test"."projects".* FROM "test"."projects") )"
                           R"(SELECT null::bigint AS total, pg_catalog.count(_postgrest_t) AS page, )"
                           R"(coalesce(json_agg(_postgrest_t), '[]') AS body, )"
                           R"(nullif(current_setting('response.headers', true), '') AS headers, )"
                           R"(nullif(current_setting('response.status', true), '') AS status, )"
                           R"(null::text[] AS location, null::int AS inserted )"
                           R"(FROM (SELECT * FROM pgrst_source) _postgrest_t)");
}

TEST(WriteRead, HasOneTextForOneShape) {
  const auto text = [](std::string value, std::int64_t limit) {
    auto plan = reads("projects");
    plan.where = {equals("name", std::move(value))};
    plan.range.limit = limit;
    return write_read(plan, Count::exact, {}, array_body, {}).sql;
  };
  EXPECT_EQ(text("a", 1), text("'b' -- $9", 1'000'000));
}

TEST(WriteRead, CountsExactlyByAnotherQuery) {
  auto plan = reads("projects");
  plan.where = {equals("name", "a")};
  plan.range = {.limit = 5, .offset = 10};
  const auto statement = write_read(plan, Count::exact, 100, array_body, {});
  EXPECT_TRUE(is_sound(statement));
  EXPECT_NE(statement.sql.find(R"(, pgrst_source_count AS (SELECT 1 FROM "test"."projects" )"
                               R"(WHERE "test"."projects"."name" = $4) SELECT )"
                               R"((SELECT pg_catalog.count(*) FROM pgrst_source_count) AS total, )"),
            std::string::npos)
      << statement.sql;
}

TEST(WriteRead, CountsForAnEstimateOnlyPastTheMaximum) {
  const auto limited = write_read(reads("projects"), Count::estimated, 100, array_body, {});
  EXPECT_NE(limited.sql.find(R"((SELECT 1 FROM "test"."projects" LIMIT 101) SELECT)"), std::string::npos);
  const auto unlimited = write_read(reads("projects"), Count::estimated, {}, array_body, {});
  EXPECT_NE(unlimited.sql.find(R"((SELECT 1 FROM "test"."projects") SELECT)"), std::string::npos);
  const auto planned = write_read(reads("projects"), Count::planned, 100, array_body, {});
  EXPECT_EQ(planned.sql, write_read(reads("projects"), {}, 100, array_body, {}).sql);
}

TEST(WriteRead, HasABodyForEachForm) {
  using Kind = BodyForm::Kind;
  EXPECT_EQ(body_of(Kind::none), "''::text");
  EXPECT_EQ(body_of(Kind::array), "coalesce(json_agg(_postgrest_t), '[]')");
  EXPECT_EQ(body_of(Kind::array_stripped), "coalesce(json_strip_nulls(json_agg(_postgrest_t)), '[]')");
  EXPECT_EQ(body_of(Kind::object), "coalesce(json_agg(_postgrest_t)->0, 'null')");
  EXPECT_EQ(body_of(Kind::object_stripped), "coalesce(json_strip_nulls(json_agg(_postgrest_t)->0), 'null')");
  EXPECT_EQ(
      body_of(Kind::csv),
      "(SELECT coalesce(string_agg(a.k, ','), '') FROM (SELECT json_object_keys(r)::text AS k FROM "
      "(SELECT row_to_json(hh) AS r FROM pgrst_source AS hh LIMIT 1) s) a) || '\n' || "
      "coalesce(string_agg(substring(_postgrest_t::text, 2, length(_postgrest_t::text) - 2), '\n'), '')");
  EXPECT_EQ(body_of(Kind::geojson),
            "json_build_object('type', 'FeatureCollection', 'features', "
            "coalesce(json_agg(ST_AsGeoJSON(_postgrest_t)::json), '[]'))");
}

TEST(WriteRead, CallsHandlersOfOneRelationOrOfAny) {
  BodyForm body{BodyForm::Kind::custom, {{"test", "twkb_agg"}, {"test", "lines"}, "application/vnd.twkb"}};
  EXPECT_EQ(body_of(write_read(reads("lines"), {}, {}, body, {})),
            R"("test"."twkb_agg"(_postgrest_t::"test"."lines"))");
  body.handler.target = {};
  EXPECT_EQ(body_of(write_read(reads("lines"), {}, {}, body, {})), R"("test"."twkb_agg"(_postgrest_t))");
}

TEST(WriteRead, ShowsItsPlanWithThePeersColumns) {
  Explain explain{ExplainFormat::text,
                  {ExplainOption::analyze, ExplainOption::verbose, ExplainOption::settings,
                   ExplainOption::buffers, ExplainOption::wal}};
  const auto statement = write_read(reads("projects"), {}, {}, array_body, explain);
  EXPECT_TRUE(is_sound(statement));
  EXPECT_TRUE(statement.sql.starts_with(
      "EXPLAIN (FORMAT TEXT, ANALYZE, VERBOSE, SETTINGS, BUFFERS, WAL) WITH pgrst_source AS ("));
  EXPECT_TRUE(statement.sql.ends_with(" AS status, '' FROM (SELECT * FROM pgrst_source) _postgrest_t"));
}

ReadPlan clients_with_projects(std::optional<Join> join) {
  auto plan = reads("clients");
  auto child = embedded(plan, "projects", Cardinality::one_to_many, {"id", "client_id"});
  child.join = join;
  child.where = {equals("name", "a")};
  add_embed(plan, child);
  return plan;
}

TEST(WriteCount, LooksPastEmbedsThatDecideNothing) {
  EXPECT_EQ(estimate(clients_with_projects({})), R"(SELECT 1 FROM "test"."clients")");
}

TEST(WriteCount, AsksForInnerEmbeds) {
  EXPECT_EQ(estimate(clients_with_projects(Join::inner)),
            R"(SELECT 1 FROM "test"."clients" WHERE EXISTS (SELECT 1 FROM "test"."projects" AS "projects_1" )"
            R"(WHERE "projects_1"."name" = $1 AND "test"."clients"."id" = "projects_1"."client_id"))");
}

TEST(WriteCount, AsksForEmbedsThatAreFilteredByNull) {
  auto plan = clients_with_projects({});
  plan.where = {equals("id", "1"), embed_is_null("clients_projects_1")};
  EXPECT_EQ(estimate(plan),
            R"(SELECT 1 FROM "test"."clients" WHERE "test"."clients"."id" = $1 AND )"
            R"(NOT EXISTS (SELECT 1 FROM "test"."projects" AS "projects_1" )"
            R"(WHERE "projects_1"."name" = $2 AND "test"."clients"."id" = "projects_1"."client_id"))");
}

TEST(WriteCount, JoinsWhatIsAskedForTwice) {
  auto plan = clients_with_projects(Join::inner);
  plan.where = {embed_is_null("clients_projects_1", true)};
  EXPECT_EQ(
      estimate(plan),
      R"(SELECT 1 FROM "test"."clients" LEFT JOIN LATERAL ()"
      R"(SELECT 1 FROM "test"."projects" AS "projects_1" WHERE "projects_1"."name" = $1 )"
      R"(AND "test"."clients"."id" = "projects_1"."client_id" LIMIT 1) AS "clients_projects_1" ON TRUE )"
      R"(WHERE "clients_projects_1" IS DISTINCT FROM NULL AND "clients_projects_1" IS DISTINCT FROM NULL)");
}

/// `depth` levels of which each asks twice whether the next is there.
ReadPlan asking_twice(const ReadPlan& parent, int depth) {
  auto plan = embedded(parent, "links", Cardinality::one_to_many, {"id", "parent"});
  if (depth > 0) {
    const auto child = asking_twice(plan, depth - 1);
    plan.where = {embed_is_null(child.aggregate_alias), embed_is_null(child.aggregate_alias, true)};
    add_embed(plan, child);
  }
  return plan;
}

TEST(WriteCount, GrowsWithItsDepthAndNotFaster) {
  auto plan = reads("links");
  add_embed(plan, asking_twice(plan, 50));
  plan.where = {embed_is_null(plan.children[0].aggregate_alias, true)};
  EXPECT_LT(estimate(plan).size(), 20'000U);
}

TEST(WriteCount, IgnoresOrderAndRange) {
  auto plan = reads("projects");
  plan.order = {by("id")};
  plan.range = {.limit = 1, .offset = 1};
  EXPECT_EQ(estimate(plan), R"(SELECT 1 FROM "test"."projects")");
}

}  // namespace
}  // namespace marque::query
