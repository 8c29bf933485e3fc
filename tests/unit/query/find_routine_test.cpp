// Which function a call means (contracts/rest.md §14).
#include "plan_expect.hpp"

namespace marque::query::plan_tests {
namespace {

pg::RoutineParameter needs(std::string name, std::string type = "integer") {
  return {std::move(name), type, type, true, false};
}

pg::RoutineParameter may_have(std::string name) {
  pg::RoutineParameter parameter = needs(std::move(name));
  parameter.required = false;
  return parameter;
}

pg::Catalogue functions() {
  return CatalogueBuilder()
      .routine("plain", {})
      .routine("add_them", {needs("a"), needs("b")})
      .routine("greet", {needs("name", "text"), may_have("loud")})
      .routine("choosy", {may_have("a"), may_have("b")})
      .routine("twice", {needs("a", "integer")})
      .routine("twice", {needs("a", "text")})
      .routine("documents", {needs("", "json")})
      .routine("texts", {needs("", "text")})
      .routine("files", {needs("", "bytea")})
      .routine("mixed", {})
      .routine("mixed", {needs("", "jsonb")})
      .routine("mixed", {needs("x"), needs("y")})
      .routine("both", {needs("", "json")})
      .routine("both", {needs("", "jsonb")})
      .build();
}

Result<const pg::Routine*> found(const std::string& name, const Names& arguments,
                                 CallBody body = CallBody::json, bool is_post = true) {
  static const pg::Catalogue catalogue = functions();
  return find_routine(qualified(name), arguments, body, is_post, catalogue);
}

TEST(Choice, NeedsAllRequiredAndKnowsAllGiven) {
  EXPECT_TRUE(found("add_them", {"a", "b"}));
  EXPECT_FALSE(found("add_them", {"a"}));
  EXPECT_FALSE(found("add_them", {"a", "b", "c"}));
  EXPECT_TRUE(found("greet", {"name"}));
  EXPECT_TRUE(found("greet", {"loud", "name"}));
  EXPECT_FALSE(found("greet", {"loud"}));
  EXPECT_TRUE(found("choosy", {}));
  EXPECT_TRUE(found("choosy", {"b"}));
  EXPECT_FALSE(found("choosy", {"b", "c"}));
}

TEST(Choice, WithoutParametersOnlyWithoutArguments) {
  EXPECT_TRUE(found("plain", {}));
  EXPECT_TRUE(found("plain", {}, CallBody::none, false));
  EXPECT_FALSE(found("plain", {"a"}));
  EXPECT_FALSE(found("plain", {}, CallBody::text));
  EXPECT_TRUE(found("plain", {}, CallBody::text, false));
}

TEST(Choice, AnUnnamedParameterTakesTheFittingBody) {
  EXPECT_TRUE(found("documents", {"a", "b"}));
  EXPECT_TRUE(found("documents", {}, CallBody::none));
  EXPECT_FALSE(found("documents", {}, CallBody::text));
  EXPECT_FALSE(found("documents", {}, CallBody::form));
  EXPECT_FALSE(found("documents", {}, CallBody::json, false));
  EXPECT_TRUE(found("texts", {}, CallBody::text));
  EXPECT_TRUE(found("files", {}, CallBody::bytes));
  EXPECT_FALSE(found("files", {}, CallBody::xml));
}

TEST(Choice, NamedParametersComeBeforeAnUnnamedOne) {
  EXPECT_EQ((*found("mixed", {}))->parameters.size(), 0U);
  EXPECT_EQ((*found("mixed", {"x", "y"}))->parameters.size(), 2U);
  EXPECT_EQ((*found("mixed", {"x"}))->parameters.size(), 1U);
}

TEST(Ambiguity, ListsTheSignatures) {
  const Error error = found("twice", {"a"}).error();
  EXPECT_EQ(error.code, "PGRST203");
  EXPECT_EQ(error.message,
            "Could not choose the best candidate function between: test.twice(a => integer), "
            "test.twice(a => text)");
  EXPECT_EQ(error.hint,
            "Try renaming the parameters or the function itself in the database so function overloading can "
            "be resolved");
  EXPECT_EQ(
      found("both", {}).error().message,
      "Could not choose the best candidate function between: test.both( => json), test.both( => jsonb)");
}

TEST(Missing, SaysWhatWasSearched) {
  Error error = found("nothing", {"b", "a"}, CallBody::none, false).error();
  EXPECT_EQ(error.code, "PGRST202");
  EXPECT_EQ(error.message, "Could not find the function test.nothing(a, b) in the schema cache");
  EXPECT_EQ(error.detail,
            "Searched for the function test.nothing with parameters a, b, but no matches were found in the "
            "schema cache.");
  error = found("nothing", {}, CallBody::none, false).error();
  EXPECT_EQ(error.message, "Could not find the function test.nothing without parameters in the schema cache");
  EXPECT_EQ(error.detail,
            "Searched for the function test.nothing without parameters, but no matches were found in the "
            "schema cache.");
}

TEST(Missing, SaysWhatBodyWouldDo) {
  Error error = found("nothing", {"a"}).error();
  EXPECT_EQ(error.detail,
            "Searched for the function test.nothing with parameter a or with a single unnamed json/jsonb "
            "parameter, but no matches were found in the schema cache.");
  error = found("plain", {"a"}, CallBody::bytes).error();
  EXPECT_EQ(error.message, "Could not find the function test.plain in the schema cache");
  EXPECT_EQ(error.detail,
            "Searched for the function test.plain with a single unnamed bytea parameter, but no matches were "
            "found in the schema cache.");
  EXPECT_EQ(error.hint, "");
  EXPECT_EQ(
      found("nothing", {"a"}, CallBody::form).error().detail,
      "Searched for the function test.nothing with parameter a, but no matches were found in the schema "
      "cache.");
}

TEST(Missing, OffersANearNameOrOtherParameters) {
  EXPECT_EQ(found("add_then", {"a"}).error().hint, "Perhaps you meant to call the function test.add_them");
  EXPECT_EQ(found("add_them", {"a"}).error().hint,
            "Perhaps you meant to call the function test.add_them(a, b)");
  EXPECT_EQ(found("greet", {"nam"}).error().hint,
            "Perhaps you meant to call the function test.greet(loud, name)");
  EXPECT_EQ(found("greet", {"something_else_entirely"}).error().hint, "");
  EXPECT_EQ(found("zzzzzz", {}).error().hint, "");
}

}  // namespace
}  // namespace marque::query::plan_tests
