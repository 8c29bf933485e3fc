// How relations refer to each other (contracts/rest.md §8.1).
#include <algorithm>
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "catalogue_support.hpp"

namespace marque::pg {
namespace {

std::string text_of(const std::vector<ColumnPair>& columns) {
  std::string text;
  for (const ColumnPair& pair : columns)
    text += (text.empty() ? "" : ", ") + pair.column + "=" + pair.foreign_column;
  return text;
}

/// "many-to-one brands_owner(owner=id)"
std::string text_of(const Relationship& way) {
  static const std::map<Cardinality, std::string> names{{Cardinality::one_to_many, "one-to-many"},
                                                        {Cardinality::many_to_one, "many-to-one"},
                                                        {Cardinality::one_to_one, "one-to-one"},
                                                        {Cardinality::many_to_many, "many-to-many"},
                                                        {Cardinality::computed, "computed"}};
  const std::string name = names.at(way.cardinality) + (way.is_parent ? " parent" : "");
  if (way.cardinality == Cardinality::computed)
    return fmt::format("{} {}.{} {}", name, way.function.schema, way.function.name,
                       way.function_is_to_one ? "to one" : "to many");
  if (way.cardinality == Cardinality::many_to_many)
    return fmt::format("{} {}: {}({}) {}({})", name, way.junction.relation.name, way.junction.constraint,
                       text_of(way.junction.origin_columns), way.junction.foreign_constraint,
                       text_of(way.junction.target_columns));
  return fmt::format("{} {}({})", name, way.constraint, text_of(way.columns));
}

using Texts = std::vector<std::string>;

Texts ways(const Catalogue& catalogue, const std::string& origin, const std::string& target) {
  Texts texts;
  const auto found = catalogue.relationships.find({{"api", origin}, "api"});
  if (found == catalogue.relationships.end()) return texts;
  EXPECT_TRUE(std::ranges::is_sorted(found->second));
  for (const Relationship& way : found->second)
    if (way.foreign_relation.name == target) texts.push_back(text_of(way));
  return texts;
}

struct TablesTest : CatalogueTest<TablesTest> {
  static constexpr const char* fixture = R"(
    create schema api; create schema hidden;
    set search_path = api;
    create table people (id int primary key, code text unique, boss int constraint boss references people);
    create table brands (
      id int primary key,
      owner int constraint brands_owner references people,
      painter text constraint brands_painter references people (code));
    create table passports (holder int unique constraint passports_holder references people);
    create table grants (
      brand int constraint grants_brand references brands,
      person int constraint grants_person references people,
      giver int constraint grants_giver references people,
      primary key (brand, person));
    create table loose (
      brand int constraint loose_brand references brands,
      person int constraint loose_person references people, id int primary key);
    create table hidden.likes (
      brand int references brands, person int references people, primary key (brand, person));
    create table hidden.notes (brand int references brands);
    create table rooms (house int, number int, primary key (house, number));
    create table beds (
      id int primary key, number int, house int,
      constraint beds_room foreign key (house, number) references rooms);
    create table keys (
      number int, house int, unique (number, house),
      constraint keys_room foreign key (house, number) references rooms);
    create table parts (
      id int, kind int, brand int constraint parts_brand references brands, primary key (id, kind)
    ) partition by list (kind);
    create table parts_of_one partition of parts for values in (1);)";
  static CatalogueScope scope() { return {{"api"}, {}, {}}; }

  static Texts between(const std::string& origin, const std::string& target) {
    return ways(catalogue(), origin, target);
  }
};

TEST_F(TablesTest, AForeignKeyLeadsBothWays) {
  EXPECT_EQ(between("brands", "people"),
            (Texts{"many-to-one brands_owner(owner=id)", "many-to-one brands_painter(painter=code)",
                   "many-to-many grants: grants_brand(id=brand) grants_person(id=person)"}));
  EXPECT_EQ(between("people", "passports"), Texts{"one-to-one parent passports_holder(id=holder)"});
  EXPECT_EQ(between("passports", "people"), Texts{"one-to-one passports_holder(holder=id)"});
}

TEST_F(TablesTest, CandidatesAreListedOneToManyFirstAndJunctionsLast) {
  EXPECT_EQ(between("people", "brands"),
            (Texts{"one-to-many brands_owner(id=owner)", "one-to-many brands_painter(code=painter)",
                   "many-to-many grants: grants_person(id=person) grants_brand(id=brand)"}));
}

TEST_F(TablesTest, ATableCanReferToItself) {
  EXPECT_EQ(between("people", "people"), (Texts{"one-to-many boss(id=boss)", "many-to-one boss(boss=id)"}));
}

TEST_F(TablesTest, AJunctionsKeysAreAllPartOfItsPrimaryKey) {
  EXPECT_EQ(between("people", "loose"), Texts{"one-to-many loose_person(id=person)"});
  for (const std::string& way : between("brands", "people")) EXPECT_EQ(way.find("loose"), way.npos);
}

TEST_F(TablesTest, HiddenRelationsAndJunctionsDoNotShow) {
  for (const auto& [key, list] : catalogue().relationships) {
    EXPECT_EQ(key.relation.schema, "api");
    EXPECT_EQ(key.foreign_schema, "api");
    for (const Relationship& way : list) EXPECT_NE(way.junction.relation.schema, "hidden");
  }
}

TEST_F(TablesTest, KeysOfSeveralColumnsKeepTheirOrderAndAreUniqueInAnyOrder) {
  EXPECT_EQ(between("beds", "rooms"), Texts{"many-to-one beds_room(house=house, number=number)"});
  EXPECT_EQ(between("keys", "rooms"), Texts{"one-to-one keys_room(house=house, number=number)"});
}

TEST_F(TablesTest, OfPartitionsOnlyTheParentsKeyCounts) {
  EXPECT_EQ(between("parts", "brands"), Texts{"many-to-one parts_brand(brand=id)"});
  EXPECT_TRUE(between("parts_of_one", "brands").empty());
}

struct ViewsTest : CatalogueTest<ViewsTest> {
  static constexpr const char* fixture = R"(
    create schema api; create schema inner_views; create schema hidden;
    set search_path = hidden;
    create table people (id int primary key, name text);
    create table brands (id int primary key, owner int constraint owner references people);
    create table grants (
      brand int constraint grants_brand references brands,
      person int constraint grants_person references people, primary key (brand, person));
    create view inner_views.people as select id as number, name from people;
    create view unknown_people as select id as number, name from people;
    create view api.persons as select id from people;
    create view api.persons_twice as select id, id as id2 from people;
    create view api.persons_over_view as select number as "no" from inner_views.people;
    create view api.persons_over_unknown as select number from unknown_people;
    create view api.persons_of_union as select id from people union select id from people;
    create view api.persons_with as with p as (select * from people) select id from p;
    create view api.persons_expression as select id + 0 as id from people;
    create view api.persons_subquery as select s.id from (select id from people) s;
    create view api.brands as select * from brands;
    create view api.brands_with_owner as
      select b.id, b.owner, b.owner as owner2, p.id as person from brands b join people p on p.id = b.owner;
    create table api.marks (id int primary key, brand int constraint marks_brand references brands);
    create view api.grants as select brand, person from grants;
    create view api.circle as select id from people;
    create view api.circle2 as select id from api.circle;
    create or replace view api.circle as select id from api.circle2;)";
  static CatalogueScope scope() { return {{"api"}, {"inner_views"}, {}}; }

  static Texts between(const std::string& origin, const std::string& target) {
    return ways(catalogue(), origin, target);
  }
};

TEST_F(ViewsTest, ViewsTakeOverTheKeysOfWhatTheyShow) {
  EXPECT_EQ(between("brands", "persons"),
            (Texts{"many-to-one owner(owner=id)",
                   "many-to-many grants: grants_brand(id=brand) grants_person(id=person)"}));
  EXPECT_EQ(between("marks", "brands"), Texts{"many-to-one marks_brand(brand=id)"});
  EXPECT_EQ(between("brands", "marks"), Texts{"one-to-many marks_brand(id=brand)"});
}

TEST_F(ViewsTest, ThroughViewsInTheExtraSearchPathOnly) {
  EXPECT_EQ(between("brands", "persons_over_view").front(), "many-to-one owner(owner=no)");
  EXPECT_TRUE(between("brands", "persons_over_unknown").empty());
}

TEST_F(ViewsTest, ThroughSubqueriesButNotExpressionsOrSetOperations) {
  EXPECT_EQ(between("brands", "persons_with").front(), "many-to-one owner(owner=id)");
  EXPECT_EQ(between("brands", "persons_subquery").front(), "many-to-one owner(owner=id)");
  EXPECT_TRUE(between("brands", "persons_of_union").empty());
  EXPECT_TRUE(between("brands", "persons_expression").empty());
}

TEST_F(ViewsTest, AColumnShownTwiceGivesAWayForEach) {
  const auto found = between("brands_with_owner", "persons_twice");
  EXPECT_EQ(Texts(found.begin(), found.begin() + 4),
            (Texts{"many-to-one owner(owner=id)", "many-to-one owner(owner=id2)",
                   "many-to-one owner(owner2=id)", "many-to-one owner(owner2=id2)"}));
  EXPECT_EQ(found.size(), 6U);  // and the junction, once for each of the two
}

TEST_F(ViewsTest, AViewThatShowsBothSidesRefersToItself) {
  EXPECT_EQ(between("brands_with_owner", "brands_with_owner").front(), "one-to-many owner(person=owner)");
}

TEST_F(ViewsTest, WhichSideIsAViewIsKnown) {
  const auto& from_table = catalogue().relationships.at({{"api", "marks"}, "api"}).front();
  EXPECT_FALSE(from_table.relation_is_view);
  EXPECT_TRUE(from_table.foreign_relation_is_view);
  const auto& from_view = catalogue().relationships.at({{"api", "persons"}, "api"}).front();
  EXPECT_TRUE(from_view.relation_is_view);
}

TEST_F(ViewsTest, ViewsInACircleEnd) { EXPECT_TRUE(between("circle", "circle2").empty()); }

struct ComputedTest : CatalogueTest<ComputedTest> {
  static constexpr const char* fixture = R"(
    create schema api; create schema other;
    set search_path = api;
    create table people (id int primary key);
    create table brands (id int primary key, owner int references people);
    create function brands(people) returns setof brands language sql as 'select null::api.brands';
    create function owner_of(brands) returns people language sql as 'select null::api.people';
    create function first_of(people) returns setof brands rows 1 language sql as 'select null::api.brands';
    create function other.brands(people) returns setof brands language sql as 'select null::api.brands';
    create function of_two(people, people) returns setof brands language sql as 'select null::api.brands';)";
  static CatalogueScope scope() { return {{"api"}, {}, {}}; }
};

TEST_F(ComputedTest, FunctionsComeAfterKeysAndReplaceThoseToTheirName) {
  EXPECT_EQ(ways(catalogue(), "people", "brands"),
            (Texts{"computed api.brands to many", "computed api.first_of to one"}));
  EXPECT_EQ(ways(catalogue(), "brands", "people"),
            (Texts{"many-to-one brands_owner_fkey(owner=id)", "computed api.owner_of to one"}));
}

TEST_F(ComputedTest, AFunctionIsFoundBySchemaOfItsOwn) {
  const auto& from_other = catalogue().relationships.at({{"api", "people"}, "other"});
  ASSERT_EQ(from_other.size(), 1U);
  EXPECT_EQ(text_of(from_other.front()), "computed other.brands to many");
}

}  // namespace
}  // namespace marque::pg
