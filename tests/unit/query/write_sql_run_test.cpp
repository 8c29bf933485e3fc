// What reads give when a real PostgreSQL runs them: types of parameters, bytes of bodies, row counts.
#include "running_sql.hpp"

namespace marque::query {
namespace {

using namespace testing;
using pg::Cardinality;

class RunRead : public WriteSqlRun {};

TEST_F(RunRead, GivesRowsAsJsonText) {
  auto plan = selecting(reads("projects"), {"id", "name"});
  plan.where = {where(field("id"), compares(Operator::less, "3"))};
  plan.order = {by("id")};
  EXPECT_EQ(read(plan), "[{\"id\":1,\"name\":\"A\"}, \n {\"id\":2,\"name\":\"B\"}]");
  EXPECT_EQ(read(plan, BodyForm::Kind::object), R"({"id":1,"name":"A"})");
  EXPECT_EQ(read(plan, BodyForm::Kind::csv), "id,name\n1,A\n2,B");
  EXPECT_EQ(read(plan, BodyForm::Kind::none), "");
  plan.where = {equals("id", "99")};
  EXPECT_EQ(read(plan), "[]");
  EXPECT_EQ(read(plan, BodyForm::Kind::object), "null");
  EXPECT_EQ(read(plan, BodyForm::Kind::csv), "\n");
}

TEST_F(RunRead, StripsNulls) {
  auto plan = selecting(reads("projects"), {"id", "client_id"});
  plan.where = {equals("id", "4")};
  EXPECT_EQ(read(plan, BodyForm::Kind::array_stripped), R"([{"id":4}])");
  EXPECT_EQ(read(plan, BodyForm::Kind::object_stripped), R"({"id":4})");
}

TEST_F(RunRead, ReachesIntoJson) {
  auto plan = selecting(reads("projects"), {"id", "data"});
  plan.select[1].field = field("data", {{"tags", false, false}, {"-1", true, true}});
  plan.select[1].field.to_json = false;
  plan.select[1].alias = "last";
  auto condition = plan.select[1].field;
  plan.where = {where(condition, compares(Operator::equal, "y"))};
  EXPECT_EQ(read(plan), R"([{"id":1,"last":"y"}])");
}

TEST_F(RunRead, FiltersByListsPatternsAndText) {
  const auto ids = [&](PlannedLogic condition) {
    auto plan = selecting(reads("projects"), {"id"});
    plan.where = {std::move(condition)};
    plan.order = {by("id")};
    plan.select[0].aggregate.reset();
    return read(plan, BodyForm::Kind::csv);
  };
  auto list = compares(Operator::in, "");
  list.values = {"1", "3"};
  EXPECT_EQ(ids(where(field("id"), list)), "id\n1\n3");
  list.values = {""};
  EXPECT_EQ(ids(where(field("id"), list)), "\n");
  auto any = compares(Operator::like, "{*A,*B}");
  any.quantifier = Quantifier::any;
  EXPECT_EQ(ids(where(field("name"), any)), "id\n1\n2");
  auto words = field("name");
  words.to_text_vector = ToTextVector{"english"};
  auto search = compares(Operator::text_search, "b | c");
  search.language = "english";
  EXPECT_EQ(ids(where(words, search)), "id\n2\n3");
  EXPECT_EQ(ids(group(PlannedLogic::Kind::any, {equals("id", "1"), equals("name", "D")})), "id\n1\n4");
}

TEST_F(RunRead, EmbedsAndSpreads) {
  auto plan = selecting(reads("projects"), {"id"});
  plan.order = {by("id")};
  plan.range = {.limit = 1, .offset = 3};
  add_embed(plan, embedded(plan, "clients", Cardinality::many_to_one, {"client_id", "id"}));
  EXPECT_EQ(read(plan), R"([{"id":4,"clients":null}])");
  plan.range.offset = 0;
  EXPECT_EQ(read(plan), R"([{"id":1,"clients":{"id": 1, "name": "Apple"}}])");
  plan.children[0].spread = SpreadKind::to_one;
  plan.embeds[0].kind = EmbedOutput::Kind::spread;
  plan.children[0].select = {column("name")};
  plan.embeds[0].spread_columns = {{"name", "client", {}, {}}};
  EXPECT_EQ(read(plan), R"([{"id":1,"client":"Apple"}])");
}

TEST_F(RunRead, EmbedsManyAndSpreadsMany) {
  auto plan = selecting(reads("clients"), {"id"});
  plan.order = {by("id")};
  auto child = selecting(embedded(plan, "projects", Cardinality::one_to_many, {"id", "client_id"}), {"id"});
  child.order = {by("id")};
  child.order[0].direction = Direction::descending;
  add_embed(plan, child);
  EXPECT_EQ(read(plan),
            "[{\"id\":1,\"projects\":[{\"id\": 2}, {\"id\": 1}]}, \n "
            "{\"id\":2,\"projects\":[{\"id\": 3}]}, \n {\"id\":3,\"projects\":[]}]");
  plan.children[0].join = Join::inner;
  EXPECT_EQ(read(plan, BodyForm::Kind::csv),
            "id,projects\n1,\"[{\"\"id\"\": 2}, {\"\"id\"\": 1}]\"\n"
            "2,\"[{\"\"id\"\": 3}]\"");
  plan.children[0].join.reset();
  plan.children[0].spread = SpreadKind::to_many;
  plan.children[0].order.clear();
  plan.children[0].select = {column("name")};
  plan.children[0].spread_order = {by("clients_projects_1_id_1")};
  plan.children[0].spread_order_columns = {{{}, column("id")}};
  plan.children[0].spread_order_columns[0].column.alias = "clients_projects_1_id_1";
  plan.embeds[0].kind = EmbedOutput::Kind::spread;
  plan.embeds[0].spread_columns = {{"name", {}, {}, {}}};
  EXPECT_EQ(read(plan),
            "[{\"id\":1,\"name\":[\"A\", \"B\"]}, \n {\"id\":2,\"name\":[\"C\"]}, \n "
            "{\"id\":3,\"name\":[]}]");
}

TEST_F(RunRead, SortsLargeSpreadsAlike) {
  auto plan = selecting(reads("clients"), {"id"});
  plan.where = {equals("id", "1")};
  auto child = selecting(embedded(plan, "projects", Cardinality::one_to_many, {"id", "client_id"}), {"name"});
  child.spread = SpreadKind::to_many;
  child.spread_order.assign(2000, by("sorted"));
  for (auto& term : child.spread_order) term.direction = Direction::descending;
  child.spread_order_columns = {{{}, column("id")}};
  child.spread_order_columns[0].column.alias = "sorted";
  add_embed(plan, child);
  EXPECT_EQ(read(plan), R"([{"id":1,"name":["B", "A"]}])");
}

ReadPlan users_with_projects() {
  auto plan = selecting(reads("users"), {"name"});
  auto child = selecting(embedded(plan, "projects", Cardinality::many_to_many, {"", ""}), {"id"});
  child.from_alias.reset();
  child.relationship->junction.relation = {"test", "users_projects"};
  child.join_conditions = {{{"test", "projects"}, "id", {"test", "users_projects"}, "project_id"},
                           {{"test", "users_projects"}, "user_id", {"test", "users"}, "id"}};
  add_embed(plan, child);
  return plan;
}

TEST_F(RunRead, EmbedsThroughAJunction) {
  EXPECT_EQ(read(users_with_projects()), R"([{"name":"ada","projects":[{"id": 1}, {"id": 3}]}])");
}

TEST_F(RunRead, EmbedsComputedRelationships) {
  auto plan = selecting(reads("clients"), {"id"});
  plan.where = {equals("id", "1")};
  auto child = selecting(embedded(plan, "recent", Cardinality::computed, {"", ""}), {"id"});
  child.relationship->function = {"test", "recent"};
  child.relationship->function_is_to_one = true;
  child.relationship_argument = {"test", "clients"};
  child.join_conditions.clear();
  add_embed(plan, child);
  EXPECT_EQ(read(plan), R"([{"id":1,"recent":{"id": 2}}])");
}

TEST_F(RunRead, CountsWithoutTheRange) {
  auto plan = selecting(reads("clients"), {"id"});
  plan.range = {.limit = 1, .offset = {}};
  auto child = embedded(plan, "projects", Cardinality::one_to_many, {"id", "client_id"});
  child.join = Join::inner;
  add_embed(plan, child);
  const auto total = [&] { return run(write_read(plan, Count::exact, {}, {}, {})).at(total_column); };
  EXPECT_EQ(total(), "2");
  plan.children[0].join.reset();
  EXPECT_EQ(total(), "3");
  plan.where = {embed_is_null("clients_projects_1")};
  EXPECT_EQ(total(), "1");
  plan.where = {group(PlannedLogic::Kind::any,
                      {embed_is_null("clients_projects_1"), embed_is_null("clients_projects_1", true)})};
  EXPECT_EQ(total(), "3");
  plan.children[0].join = Join::inner;
  EXPECT_EQ(total(), "2");
  EXPECT_EQ(run(write_read(plan, Count::estimated, 1, {}, {})).at(total_column), "2");
  EXPECT_NE(run(write_count_estimate(plan)).at(0).value_or("").find("\"Plan Rows\""), std::string::npos);
}

TEST_F(RunRead, RefusesRepeatedEmbedsAsThePeerDoes) {
  auto plan = reads("projects");
  const auto child = embedded(plan, "clients", Cardinality::many_to_one, {"client_id", "id"});
  add_embed(plan, child);
  add_embed(plan, child);
  EXPECT_NE(complaint(write_read(plan, {}, {}, {}, {}))
                .find("table name \"projects_clients_1\" specified more than once"),
            std::string::npos);
}

TEST_F(RunRead, RefusesSpreadsOfTooManyColumns) {
  auto plan = selecting(reads("clients"), {"id"});
  auto child = embedded(plan, "projects", Cardinality::one_to_many, {"id", "client_id"});
  child.select.assign(1665, column("name"));
  child.spread = SpreadKind::to_many;
  add_embed(plan, child);
  EXPECT_NE(complaint(write_read(plan, {}, {}, {}, {})).find("target lists can have at most 1664 entries"),
            std::string::npos);
}

TEST_F(RunRead, NamesColumnsAsThePeerDoes) {
  auto plan = selecting(reads("projects"), {"nothing"});
  EXPECT_NE(complaint(write_read(plan, {}, {}, {}, {})).find("column projects.nothing does not exist"),
            std::string::npos);
}

}  // namespace
}  // namespace marque::query
