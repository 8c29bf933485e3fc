// What mutations, calls and plans give when a real PostgreSQL runs them.
#include "running_sql.hpp"

namespace marque::query {
namespace {

using namespace testing;

class RunWrite : public WriteSqlRun {};

MutationPlan writes(Action action, std::string body, std::vector<PlannedField> columns) {
  auto plan = mutates(action, "items");
  plan.body = std::move(body);
  plan.columns = std::move(columns);
  plan.returning = {"*"};
  return plan;
}

TEST_F(RunWrite, InsertsUpdatesAndRemoves) {
  const auto returned = reads_source("items");
  const BodyForm array{};
  const std::vector columns{typed("id", "integer"), typed("name", "text")};
  auto insert = writes(Action::insert, R"([{"id":1,"name":"a"},{"id":2,"name":"b"}])", columns);
  auto answer = run(write_mutation(insert, returned, {}, array, {}));
  EXPECT_EQ(answer.at(page_column), "2");
  EXPECT_EQ(answer.body(),
            "[{\"id\":1,\"name\":\"a\",\"note\":null}, \n {\"id\":2,\"name\":\"b\",\"note\":null}]");
  EXPECT_EQ(answer.at(location_column), "{}");
  auto update = writes(Action::update, R"({"name":"c"})", {columns[1]});
  update.where = {equals("id", "1")};
  EXPECT_EQ(run(write_mutation(update, returned, {}, array, {})).body(),
            R"([{"id":1,"name":"c","note":null}])");
  update.columns.clear();
  EXPECT_EQ(run(write_mutation(update, returned, {}, array, {})).body(), "[]");
  auto remove = writes(Action::remove, "", {});
  remove.where = {equals("name", "b")};
  EXPECT_EQ(run(write_mutation(remove, returned, {}, array, {})).body(),
            R"([{"id":2,"name":"b","note":null}])");
}

TEST_F(RunWrite, TellsWhereARowIsAndWhichAreNew) {
  const auto returned = reads_source("items");
  const BodyForm none{BodyForm::Kind::none, {}};
  Preferences preferences;
  preferences.returning = Returning::headers_only;
  preferences.resolution = Resolution::merge_duplicates;
  const std::vector columns{typed("id", "integer"), typed("name", "text")};
  auto upsert = writes(Action::insert, R"({"id":7,"name":"a"})", columns);
  upsert.primary_key = {"id"};
  upsert.resolution = Resolution::merge_duplicates;
  upsert.conflict_columns = {"id"};
  const auto first = run(write_mutation(upsert, returned, preferences, none, {}));
  EXPECT_EQ(first.at(location_column), "{id=eq.7}");
  EXPECT_EQ(first.at(inserted_column), "1");
  EXPECT_EQ(run(write_mutation(upsert, returned, preferences, none, {})).at(inserted_column), "1");
  ASSERT_TRUE(session_.execute("select set_config('pgrst.inserted', '', true)"));
  EXPECT_EQ(run(write_mutation(upsert, returned, preferences, none, {})).at(inserted_column), "0");
}

TEST_F(RunWrite, PutsOnlyTheUrlsRow) {
  auto put = writes(Action::put, R"({"id":7,"name":"a"})", {typed("id", "integer"), typed("name", "text")});
  put.conflict_columns = {"id"};
  put.where = {equals("id", "7")};
  const auto returned = reads_source("items");
  EXPECT_EQ(run(write_mutation(put, returned, {}, {}, {})).body(), R"([{"id":7,"name":"a","note":null}])");
  put.where = {equals("id", "8")};
  EXPECT_EQ(run(write_mutation(put, returned, {}, {}, {})).at(page_column), "0");
}

TEST_F(RunWrite, FillsInDefaults) {
  std::vector columns{typed("name", "text"), typed("note", "text")};
  columns[0].default_value = "'none'::text";
  const auto returned = selecting(reads_source("items"), {"name", "note"});
  for (const auto* body : {R"([{"note":"x"}])", R"({"note":"x"})"}) {
    auto insert = writes(Action::insert, body, columns);
    insert.apply_defaults = true;
    EXPECT_EQ(run(write_mutation(insert, returned, {}, {}, {})).body(), R"([{"name":"none","note":"x"}])");
    insert.apply_defaults = false;
    EXPECT_EQ(run(write_mutation(insert, returned, {}, {}, {})).body(), R"([{"name":null,"note":"x"}])");
  }
  for (const bool defaults : {true, false}) {
    auto insert = writes(Action::insert, "[{},{}]", {});
    insert.apply_defaults = defaults;
    EXPECT_EQ(run(write_mutation(insert, returned, {}, {}, {})).at(page_column), "2");
    insert.body = "{}";
    EXPECT_EQ(run(write_mutation(insert, returned, {}, {}, {})).at(page_column), "1");
  }
}

TEST_F(RunWrite, CallsFunctions) {
  const auto call = [&](CallPlan plan) {
    const auto returned = reads_source(plan.routine.name.name);
    return run(write_call(std::move(plan), returned, Count::exact, {}, {})).body();
  };
  auto sum = calls(scalar_function("add_them", {parameter("a", "integer"), parameter("b", "integer")}));
  sum.body = R"({"a":1,"b":2})";
  EXPECT_EQ(call(sum), "3");
  sum.direct = true;
  sum.arguments = {{"a", false, {"3"}}, {"b", false, {"4"}}};
  EXPECT_EQ(call(sum), "7");
  auto all = calls(scalar_function("sum_all", {parameter("v", "integer[]")}));
  all.parameters[0].variadic = true;
  all.direct = true;
  all.arguments = {{"v", true, {"1", "2", "3"}}};
  EXPECT_EQ(call(all), "6");
  all.direct = false;
  all.body = R"({"v":[4,5]})";
  EXPECT_EQ(call(all), "9");
  auto numbers = calls(scalar_function("numbers", {}));
  numbers.routine.returns_set = true;
  EXPECT_EQ(call(numbers), "[1, 2, 3]");
  auto size = calls(scalar_function("size", {parameter("", "bytea")}));
  size.positional = true;
  size.body = std::string("\0\xff\\", 3);
  EXPECT_EQ(call(size), "3");
  auto below = calls(rows_function("below", {parameter("id", "integer")}));
  below.returning = {"id"};
  below.filter_fields = {"id", "name"};
  below.body = R"({"id":3})";
  auto returned = selecting(reads_source("projects"), {"id"});
  returned.where = {equals("name", "B")};
  EXPECT_EQ(run(write_call(below, returned, {}, {}, {})).body(), R"([{"id":2}])");
}

TEST_F(RunWrite, ExplainsEveryKindOfStatement) {
  const Explain explain{ExplainFormat::json, {ExplainOption::verbose}};
  auto plan = reads("projects");
  plan.where = {equals("id", "1")};
  EXPECT_TRUE(run(write_read(plan, Count::exact, {}, {}, explain)).at(0)->starts_with("["));
  auto insert = writes(Action::insert, "[]", {typed("id", "integer")});
  EXPECT_TRUE(run(write_mutation(insert, reads_source("items"), {}, {}, explain)).at(0)->starts_with("["));
  auto below = calls(rows_function("below", {parameter("id", "integer")}));
  below.direct = true;
  below.arguments = {{"id", false, {"3"}}};
  const auto shown = run(write_call(below, reads_source("projects"), {}, {}, explain)).at(0).value_or("");
  EXPECT_EQ(shown.find("below"), std::string::npos) << "not inlined: " << shown;
}

}  // namespace
}  // namespace marque::query
