// Functions, data representations and media handlers (contracts/rest.md §14, §22, §10).
#include "catalogue_support.hpp"

namespace marque::pg {
namespace {

using Names = std::vector<std::string>;

struct RoutinesTest : CatalogueTest<RoutinesTest> {
  static constexpr const char* fixture = R"(
    create schema api; create schema hidden;
    set search_path = api;
    create table brands (id int primary key);
    create type point3 as (x int, y int, z int);
    create domain place as point3;
    create domain count as int;
    create function hidden.secret() returns int language sql as 'select 1';
    create function one() returns int language sql immutable as 'select 1';
    create function nothing() returns void language sql as '';
    create function brand() returns brands language sql stable as 'select null::api.brands';
    create function all_brands() returns setof brands language sql as 'table api.brands';
    create function numbers() returns setof count language sql as 'select 1';
    create function somewhere() returns place language sql as 'select null::api.point3';
    create function columns() returns table (a int, b text) language sql as $$select 1, 'x'$$;
    create function out_one(a int, out b int) language sql as 'select 1';
    create function "any" (a bit, b character, c char(3)[], variadic d int[] default '{}') returns int
      language sql as 'select 1';
    create function body(json) returns int language sql as 'select 1';
    create function no_body(int) returns int language sql as 'select 1';
    create function two_bodies(json, json) returns int language sql as 'select 1';
    create function over(a int, b int default 1) returns int language sql as 'select 1';
    create function over(b int) returns int language sql as 'select 1';
    create function over(a text) returns int language sql as 'select 1';
    create function over() returns int language sql as 'select 1';
    comment on function over() is 'None';
    create function slow() returns int language sql as 'select 1'
      set statement_timeout = '3s' set lock_timeout = '1s'
      set default_transaction_isolation = 'REPEATABLE READ';
    create function changes() returns trigger language plpgsql as 'begin return new; end';
    create procedure steps() language sql as '';
    create aggregate total(int) (sfunc = int4pl, stype = int);

    create domain colour as int;
    create function to_json_of(colour) returns json language sql as 'select null::json';
    create cast (colour as json) with function to_json_of(colour) as implicit;
    create function from_text(text) returns colour language sql as 'select 1';
    create cast (text as colour) with function from_text(text) as implicit;
    create function from_json(json) returns colour language sql as 'select 1';
    create cast (json as colour) with function from_json(json);

    create domain "text/plain" as text; create domain "*/*" as bytea; create domain "App/X.y+Z" as text;
    create domain "no media type" as text;
    create function page() returns "text/plain" language sql as 'select null::text';
    create function pages() returns setof "text/plain" language sql as 'select null::text';
    create function upper_page() returns "App/X.y+Z" language sql as 'select null::text';
    create function no_page() returns "no media type" language sql as 'select null::text';
    create function hidden.add_any(state "*/*", next anyelement) returns "*/*"
      language sql as 'select null::bytea';
    create aggregate any_rows(anyelement) (sfunc = hidden.add_any, stype = "*/*");
    create function hidden.add_brand(state "text/plain", next brands) returns "text/plain"
      language sql as 'select null::text';
    create aggregate brand_rows(brands) (sfunc = hidden.add_brand, stype = "text/plain");)";
  static CatalogueScope scope() {
    return {{"api"}, {}, {"statement_timeout", "default_transaction_isolation"}};
  }

  static const std::vector<Routine>& overloads(const std::string& name) {
    return catalogue().routines.at({"api", name});
  }
  static const Routine& routine(const std::string& name) { return overloads(name).front(); }
  static bool is_known(const std::string& name) { return catalogue().routines.contains({"api", name}); }
};

TEST_F(RoutinesTest, OnlyFunctionsThatCanBeCalled) {
  for (const char* name : {"secret", "changes", "steps", "total", "no_body", "two_bodies"})
    EXPECT_FALSE(is_known(name)) << name;
  EXPECT_TRUE(is_known("body"));
  EXPECT_EQ(routine("body").parameters.front().name, "");
}

TEST_F(RoutinesTest, WhatAFunctionReturns) {
  EXPECT_TRUE(routine("one").returns_scalar());
  EXPECT_EQ(routine("one").return_type, (QualifiedName{"pg_catalog", "int4"}));
  EXPECT_TRUE(routine("nothing").returns_void());
  EXPECT_TRUE(routine("brand").returns_single_composite());
  EXPECT_EQ(routine("brand").return_type, (QualifiedName{"api", "brands"}));
  EXPECT_TRUE(routine("all_brands").returns_set);
  EXPECT_TRUE(routine("numbers").returns_set_of_scalar());
  EXPECT_EQ(routine("columns").return_type, (QualifiedName{"pg_catalog", "record"}));
  EXPECT_EQ(routine("columns").return_kind, ReturnKind::composite);
  EXPECT_TRUE(routine("out_one").returns_single_composite());
}

TEST_F(RoutinesTest, DomainsAreLookedThrough) {
  EXPECT_TRUE(routine("somewhere").returns_composite_alias);
  EXPECT_EQ(routine("somewhere").return_type, (QualifiedName{"api", "point3"}));
  EXPECT_EQ(routine("numbers").return_type, (QualifiedName{"pg_catalog", "int4"}));
  EXPECT_FALSE(routine("brand").returns_composite_alias);
}

TEST_F(RoutinesTest, VolatilityIsKnown) {
  EXPECT_EQ(routine("one").volatility, Volatility::immutable);
  EXPECT_EQ(routine("brand").volatility, Volatility::stable);
  EXPECT_EQ(routine("all_brands").volatility, Volatility::volatile_);
}

TEST_F(RoutinesTest, ParametersWithTypesThatCutNothing) {
  const std::vector<RoutineParameter> expected{
      {"a", "bit", "bit varying", true, false},
      {"b", "character", "character varying", true, false},
      {"c", "character[]", "character varying[]", true, false},
      {"d", "integer[]", "integer[]", false, true},
  };
  EXPECT_EQ(routine("any").parameters, expected);
  EXPECT_TRUE(routine("any").has_variadic);
  EXPECT_EQ(routine("out_one").parameters.size(), 1U);
}

TEST_F(RoutinesTest, OverloadsWithFewerParametersComeFirst) {
  Names found;
  for (const Routine& each : overloads("over")) {
    std::string names;
    for (const RoutineParameter& parameter : each.parameters) names += parameter.name + parameter.type[0];
    found.push_back(names);
  }
  EXPECT_EQ(found, (Names{"", "at", "bi", "aibi"}));
  EXPECT_EQ(overloads("over").front().description, "None");
}

TEST_F(RoutinesTest, SettingsThatAreHoisted) {
  const std::vector<std::pair<std::string, std::string>> expected{
      {"statement_timeout", "3s"}, {"default_transaction_isolation", "REPEATABLE READ"}};
  EXPECT_EQ(routine("slow").settings, expected);
  EXPECT_EQ(routine("slow").isolation_level, "repeatable read");
  EXPECT_EQ(routine("one").isolation_level, std::nullopt);
}

TEST_F(RoutinesTest, RepresentationsAreImplicitCasts) {
  EXPECT_EQ(catalogue().representations.size(), 2U);
  ASSERT_NE(catalogue().representation("api.colour", "json"), nullptr);
  EXPECT_EQ(*catalogue().representation("api.colour", "json"), "api.to_json_of");
  EXPECT_EQ(*catalogue().representation("text", "api.colour"), "api.from_text");
  EXPECT_EQ(catalogue().representation("json", "api.colour"), nullptr);
}

TEST_F(RoutinesTest, MediaHandlersServeRelationsFunctionsOrAnything) {
  std::vector<std::string> found;
  for (const MediaHandler& handler : catalogue().media_handlers)
    found.push_back(handler.target.name + " " + handler.media_type + " by " + handler.function.name);
  EXPECT_EQ(found, (Names{" */* by any_rows", "brands text/plain by brand_rows",
                          "page text/plain by text/plain", "upper_page app/x.y+z by app/x.y+z"}));
}

TEST(Routines, AnInvalidRegularExpressionIsAnError) {
  const TestDatabase database(
      "create function public.f() returns int language sql as 'select 1' set jit = off");
  auto session = database.session();
  const auto loaded = load_catalogue(session, {{"public"}, {}, {"("}});
  ASSERT_FALSE(loaded.has_value());
  EXPECT_EQ(loaded.error().code, "pg.2201B");
}

}  // namespace
}  // namespace marque::pg
