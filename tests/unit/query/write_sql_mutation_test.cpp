// Inserts, upserts, updates and deletes.
#include <stdexcept>

#include <gtest/gtest.h>

#include "parsed_sql.hpp"
#include "plan_builder.hpp"
#include "query/write_sql.hpp"

namespace marque::query {
namespace {

using namespace testing;

const BodyForm no_body{BodyForm::Kind::none, {}};

pg::Statement written(MutationPlan plan, Preferences preferences = {}) {
  auto statement = write_mutation(std::move(plan), reads_source("items"), preferences, no_body, {});
  EXPECT_TRUE(is_sound(statement));
  return statement;
}

/// What is between `WITH pgrst_source AS (` and `) SELECT null::bigint AS total`.
std::string query_of(MutationPlan plan) {
  const auto sql = written(std::move(plan)).sql;
  constexpr std::size_t start = 22;
  return sql.substr(start, sql.find(") SELECT null::bigint AS total, ") - start);
}

MutationPlan inserts(std::string body) {
  auto plan = mutates(Action::insert, "items");
  plan.columns = {typed("id", "bigint"), typed("name", "text")};
  plan.body = std::move(body);
  return plan;
}

constexpr auto recordset =
    R"(INSERT INTO "test"."items"("id", "name") SELECT "pgrst_body"."id", "pgrst_body"."name" )"
    R"(FROM (SELECT $1::json AS json_data) pgrst_payload, LATERAL (SELECT "id", "name" )"
    R"(FROM json_to_recordset(pgrst_payload.json_data) AS _("id" bigint, "name" text)) pgrst_body)";

TEST(WriteInsert, TakesRowsOutOfAnArray) {
  EXPECT_EQ(query_of(inserts("[{\"id\":1}]")), recordset + std::string(" RETURNING 1"));
  EXPECT_EQ(written(inserts("[{\"id\":1}]")).parameters, (std::vector<pg::Value>{"[{\"id\":1}]"}));
}

TEST(WriteInsert, TakesOneRowOutOfAnObject) {
  EXPECT_NE(query_of(inserts(" \t\r\n{\"id\":1}")).find("json_to_record(pgrst_payload.json_data)"),
            std::string::npos);
}

TEST(WriteInsert, MakesRowsOfDefaultsWithoutColumns) {
  auto plan = inserts("[{},{}]");
  plan.columns.clear();
  EXPECT_EQ(
      query_of(plan),
      R"(INSERT INTO "test"."items" SELECT FROM (SELECT $1::json AS json_data) pgrst_payload, )"
      R"(LATERAL (SELECT  FROM json_array_elements(pgrst_payload.json_data) _) pgrst_body RETURNING 1)");
  plan.body = "{}";
  EXPECT_NE(query_of(plan).find("LATERAL (SELECT  FROM (values(1)) _) pgrst_body"), std::string::npos);
}

TEST(WriteInsert, PutsDefaultsUnderEachRow) {
  auto plan = inserts("[{\"name\":\"a\"}]");
  plan.apply_defaults = true;
  plan.columns[0].default_value = "nextval('items_id_seq'::regclass)";
  EXPECT_EQ(
      query_of(plan),
      R"(INSERT INTO "test"."items"("id", "name") SELECT "pgrst_body"."id", "pgrst_body"."name" )"
      R"(FROM (SELECT $1::jsonb AS json_data) pgrst_payload, )"
      R"(LATERAL (SELECT jsonb_agg(jsonb_build_object('id', nextval('items_id_seq'::regclass)) || elem) )"
      R"(AS val FROM jsonb_array_elements(pgrst_payload.json_data) elem) pgrst_json_defs, )"
      R"(LATERAL (SELECT "id", "name" )"
      R"(FROM jsonb_to_recordset(pgrst_json_defs.val) AS _("id" bigint, "name" text)) pgrst_body )"
      R"(RETURNING 1)");
}

TEST(WriteInsert, PutsDefaultsUnderOneObject) {
  auto plan = inserts("{\"name\":\"a\"}");
  plan.apply_defaults = true;
  plan.columns[1].name = "it's";
  plan.columns[1].default_value = "'x'::text";
  EXPECT_EQ(query_of(plan),
            R"(INSERT INTO "test"."items"("id", "it's") SELECT "pgrst_body"."id", "pgrst_body"."it's" )"
            R"(FROM (SELECT $1::jsonb AS json_data) pgrst_payload, )"
            R"(LATERAL (SELECT jsonb_build_object('it''s', 'x'::text) || pgrst_payload.json_data AS val) )"
            R"(pgrst_json_defs, LATERAL (SELECT "id", "it's" )"
            R"(FROM jsonb_to_record(pgrst_json_defs.val) AS _("id" bigint, "it's" text)) pgrst_body )"
            R"(RETURNING 1)");
}

TEST(WriteInsert, ParsesRepresentations) {
  auto plan = inserts("[]");
  plan.columns[0].transform = "\"public\".\"colour\"";
  plan.columns[0].type = "json";
  EXPECT_NE(query_of(plan).find(R"((SELECT "public"."colour"("id") AS "id", "name" FROM json_to_recordset)"
                                R"((pgrst_payload.json_data) AS _("id" json, "name" text)))"),
            std::string::npos);
}

TEST(WriteInsert, ReturnsWhatIsReadBack) {
  auto plan = inserts("[]");
  plan.returning = {"id", "name"};
  EXPECT_TRUE(query_of(plan).ends_with(R"( RETURNING "test"."items"."id", "test"."items"."name")"));
  plan.returning = {"*"};
  EXPECT_TRUE(query_of(plan).ends_with(R"( RETURNING "test"."items".*)"));
}

constexpr auto counter =
    "set_config('pgrst.inserted', (coalesce(nullif(current_setting('pgrst.inserted', true), '')::int, 0)";

TEST(WriteUpsert, CountsWhatIsNew) {
  auto plan = inserts("[]");
  plan.resolution = Resolution::merge_duplicates;
  plan.conflict_columns = {"id", "name"};
  EXPECT_EQ(query_of(plan), std::string(recordset) + " WHERE " + counter +
                                R"( + 1)::text, true) <> '0' ON CONFLICT("id", "name") DO UPDATE SET )"
                                R"("id" = EXCLUDED."id", "name" = EXCLUDED."name" WHERE )" +
                                counter + R"( - 1)::text, true) <> '-1' RETURNING 1)");
  Preferences preferences;
  preferences.resolution = Resolution::merge_duplicates;
  EXPECT_NE(written(plan, preferences)
                .sql.find(", nullif(current_setting('pgrst.inserted', true), '')::int AS inserted "),
            std::string::npos);
}

TEST(WriteUpsert, LeavesDuplicatesAlone) {
  auto plan = inserts("[]");
  plan.resolution = Resolution::ignore_duplicates;
  plan.conflict_columns = {"id"};
  EXPECT_EQ(query_of(plan), std::string(recordset) + R"( ON CONFLICT("id") DO NOTHING RETURNING 1)");
}

TEST(WriteUpsert, IsAnInsertWithoutAKey) {
  auto plan = inserts("[]");
  plan.resolution = Resolution::ignore_duplicates;
  EXPECT_EQ(query_of(plan), recordset + std::string(" RETURNING 1"));
  plan = inserts("[]");
  plan.conflict_columns = {"id"};
  EXPECT_EQ(query_of(plan), recordset + std::string(" RETURNING 1"));
}

TEST(WriteUpsert, HasNothingToMergeWithoutColumns) {
  auto plan = inserts("{}");
  plan.columns.clear();
  plan.resolution = Resolution::merge_duplicates;
  plan.conflict_columns = {"id"};
  EXPECT_TRUE(query_of(plan).ends_with(R"(<> '0' ON CONFLICT("id") DO NOTHING RETURNING 1)"));
}

TEST(WritePut, TakesTheRowWithTheUrlsKey) {
  auto plan = inserts("{\"id\":1}");
  plan.action = Action::put;
  plan.conflict_columns = {"id"};
  plan.where = {equals("id", "1")};
  EXPECT_NE(query_of(plan).find(R"( + 1)::text, true) <> '0' AND "pgrst_body"."id" = $2 ON CONFLICT("id") )"
                                R"(DO UPDATE SET )"),
            std::string::npos);
  EXPECT_NE(written(plan).sql.find("'')::int AS inserted "), std::string::npos);
}

TEST(WriteInsert, TellsWhereTheRowIs) {
  auto plan = inserts("[]");
  plan.returning = {"id"};
  plan.primary_key = {"id", "it's"};
  Preferences preferences;
  EXPECT_NE(written(plan, preferences).sql.find(" AS status, array[]::text[] AS location, "),
            std::string::npos);
  preferences.returning = Returning::headers_only;
  EXPECT_NE(written(plan, preferences)
                .sql.find("WHERE part.key IN ('id', 'it''s')), array[]::text[]) ELSE array[]::text[] END AS "
                          "location, null::int AS inserted FROM (SELECT * FROM pgrst_source) _postgrest_t"),
            std::string::npos);
}

TEST(WriteUpdate, SetsWhatThePayloadHas) {
  auto plan = inserts("{\"id\":1}");
  plan.action = Action::update;
  plan.where = {equals("id", "1")};
  plan.returning = {"id"};
  EXPECT_EQ(query_of(plan),
            R"(UPDATE "test"."items" SET "id" = "pgrst_body"."id", "name" = "pgrst_body"."name" )"
            R"(FROM (SELECT $1::json AS json_data) pgrst_payload, LATERAL (SELECT "id", "name" )"
            R"(FROM json_to_record(pgrst_payload.json_data) AS _("id" bigint, "name" text)) pgrst_body )"
            R"(WHERE "test"."items"."id" = $2 RETURNING "test"."items"."id")");
}

TEST(WriteUpdate, TouchesNoRowWithoutColumns) {
  auto plan = mutates(Action::update, "items");
  plan.body = "{}";
  plan.where = {equals("id", "1")};
  EXPECT_EQ(query_of(plan), R"(SELECT NULL FROM "test"."items" WHERE false)");
  plan.returning = {"id", "*"};
  EXPECT_EQ(query_of(plan), R"(SELECT "items"."id", "items".* FROM "test"."items" WHERE false)");
}

TEST(WriteRemove, RemovesWhatTheFiltersSay) {
  auto plan = mutates(Action::remove, "items");
  EXPECT_EQ(query_of(plan), R"(DELETE FROM "test"."items" RETURNING 1)");
  plan.where = {equals("id", "1"), equals("name", "a")};
  EXPECT_EQ(query_of(plan),
            R"(DELETE FROM "test"."items" WHERE "test"."items"."id" = $1 AND "test"."items"."name" = $2 )"
            R"(RETURNING 1)");
}

TEST(WriteMutation, ShapesTheRepresentationAsARead) {
  auto plan = mutates(Action::remove, "items");
  plan.returning = {"*"};
  const auto statement = write_mutation(plan, reads_source("items"), {}, {}, {});
  EXPECT_TRUE(is_sound(statement));
  EXPECT_TRUE(statement.sql.ends_with(
      R"( AS inserted FROM (SELECT "items".* FROM "pgrst_source" AS "items") _postgrest_t)"));
}

TEST(WriteMutation, ShowsItsPlanWithThePeersColumns) {
  auto plan = mutates(Action::remove, "items");
  const auto statement = write_mutation(plan, reads_source("items"), {}, {}, Explain{});
  EXPECT_TRUE(is_sound(statement));
  EXPECT_NE(
      statement.sql.find(") SELECT '' AS total, pg_catalog.count(_postgrest_t) AS page, "
                         "array[]::text[] AS location, coalesce(json_agg(_postgrest_t), '[]') AS body, "),
      std::string::npos);
  EXPECT_NE(statement.sql.find(" AS status, '' AS inserted FROM "), std::string::npos);
}

TEST(WriteMutation, IsNoReadAndNoCall) {
  EXPECT_THROW(write_mutation(mutates(Action::read, "items"), reads("items"), {}, {}, {}), std::logic_error);
  EXPECT_THROW(write_mutation(mutates(Action::call, "items"), reads("items"), {}, {}, {}), std::logic_error);
}

}  // namespace
}  // namespace marque::query
