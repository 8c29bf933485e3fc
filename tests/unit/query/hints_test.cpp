// Names that are near (contracts/rest.md §21).
#include "query/hints.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "plan_expect.hpp"
#include "query/fuzzy_match.hpp"
#include "query/hash_order.hpp"

namespace marque::query::plan_tests {
namespace {

std::string relation_hint(const std::string& name, const pg::Catalogue& catalogue) {
  const auto found = find_relation(qualified(name), catalogue);
  EXPECT_FALSE(found);
  return found ? "found" : found.error().hint;
}

TEST(MissingRelation, OffersANearName) {
  const auto found = find_relation(qualified("projectx"), projects());
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, "PGRST205");
  EXPECT_EQ(found.error().message, "Could not find the table 'test.projectx' in the schema cache");
  EXPECT_EQ(found.error().hint, "Perhaps you meant the table 'test.projects'");
  EXPECT_EQ(relation_hint("projecxx", projects()), "Perhaps you meant the table 'test.projects'");
  EXPECT_EQ(relation_hint("projexxx", projects()), "");
  EXPECT_EQ(relation_hint("Projects", projects()), "Perhaps you meant the table 'test.projects'");
}

TEST(MissingRelation, LooksInItsOwnSchemaOnly) {
  const pg::Catalogue catalogue = CatalogueBuilder().table("private.projects", {"id"}).build();
  EXPECT_EQ(relation_hint("projectx", catalogue), "");
}

TEST(MissingRelation, OffersNothingInLargeSchemas) {
  CatalogueBuilder builder;
  for (int number = 0; number < 499; ++number) builder.table("t" + std::to_string(number), {"id"});
  pg::Catalogue catalogue = builder.build();
  EXPECT_NE(relation_hint("T12", catalogue), "");
  catalogue.relations[qualified("one_more")] = {};
  EXPECT_EQ(relation_hint("T12", catalogue), "");
}

std::string relationship_hint(const std::string& origin, const std::string& target) {
  const pg::Catalogue catalogue = CatalogueBuilder()
                                      .key("films", "director", "directors", "id")
                                      .key("roles", "film", "films", "id")
                                      .key("actors", "film", "films", "id")
                                      .build();
  return hint_for_relationship("test", origin, target, catalogue);
}

TEST(MissingRelationship, OffersANearOriginElseANearTarget) {
  EXPECT_EQ(relationship_hint("film", "directors"), "Perhaps you meant 'films' instead of 'film'.");
  EXPECT_EQ(relationship_hint("films", "role"), "Perhaps you meant 'roles' instead of 'role'.");
  EXPECT_EQ(relationship_hint("films", "actors"), "");
  EXPECT_EQ(relationship_hint("noclosealternative", "roles"), "");
  EXPECT_EQ(relationship_hint("films", "noclosealternative"), "");
}

TEST(FuzzyMatches, ScoreByEditDistance) {
  EXPECT_EQ(fuzzy_matches({"jurassic park", "terminator", "the matrix"}, "percolator", 0.33).at(0).text,
            "terminator");
  const auto matches =
      fuzzy_matches({"shaggy rogers", "fred jones", "daphne blake", "velma dinkley"}, "shaggy jones", 0.33);
  ASSERT_EQ(matches.size(), 2U);
  EXPECT_EQ(matches[0], (FuzzyMatch{10.0 / 13, "shaggy rogers"}));
  EXPECT_EQ(matches[1], (FuzzyMatch{0.5, "fred jones"}));
}

TEST(FuzzyMatches, TheSameInAnotherCaseIsTheSame) {
  EXPECT_EQ(fuzzy_matches({"Tasks", "task"}, "tASKS", 0.33), (std::vector<FuzzyMatch>{{1, "Tasks"}}));
  EXPECT_EQ(fuzzy_matches({"МЕСТА"}, "места", 0.33), (std::vector<FuzzyMatch>{{1, "МЕСТА"}}));
}

TEST(FuzzyMatches, FallBackToPairsOfCharacters) {
  EXPECT_EQ(fuzzy_matches({"ab"}, "ax", 0.33), (std::vector<FuzzyMatch>{{0.5, "ab"}}));
  EXPECT_TRUE(fuzzy_matches({"ab"}, "xy", 0.33).empty());
}

TEST(FuzzyMatches, OfEqualOnesTheFirstWins) {
  const auto matches = fuzzy_matches({"item2", "item1"}, "item3", 0.33);
  ASSERT_EQ(matches.size(), 2U);
  EXPECT_EQ(matches[0].text, "item2");
}

TEST(FuzzyMatches, AreSortedAndAboveTheMinimumWhateverComes) {
  rc::check([](const std::vector<std::string>& texts, const std::string& wanted) {
    const auto matches = fuzzy_matches(texts, wanted, 0.33);
    RC_ASSERT(std::ranges::is_sorted(matches, std::ranges::greater(), &FuzzyMatch::score));
    for (const FuzzyMatch& match : matches) {
      RC_ASSERT(match.score >= 0.33 && match.score <= 1);
      RC_ASSERT(std::ranges::find(texts, match.text) != texts.end());
    }
  });
}

TEST(FuzzyMatches, LongNamesAreNoBurden) {
  const std::vector<std::string> texts(400, std::string(60, 'a'));
  EXPECT_TRUE(fuzzy_matches(texts, std::string(1'000'000, 'a'), 0.33).empty());
}

// Published test values of XXH3 (xxHash 0.8) with seed 0.
TEST(HashOrder, IsXxh3) {
  EXPECT_EQ(hash_text(""), 0x2D06800538D394C2U);
  EXPECT_EQ(hash_text("a"), 0xE6C632B61E964E1FU);
  EXPECT_EQ(hash_text("abc"), 0x78AF5F94892F3950U);
  EXPECT_EQ(hash_text("hello world"), 0xD447B1EA40E6988BU);
}

TEST(HashOrder, GoesFromTheLowestBitsUp) {
  EXPECT_LT(hash_map_rank(32), hash_map_rank(1));
  EXPECT_LT(hash_map_rank(1), hash_map_rank(33));
  EXPECT_LT(hash_map_rank(33), hash_map_rank(2));
}

}  // namespace
}  // namespace marque::query::plan_tests
