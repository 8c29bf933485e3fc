#include <string>

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "catalogue_support.hpp"
#include "pg/catalogue/node_tree.hpp"

namespace marque::pg::catalogue {
namespace {

TEST(NodeTree, ReadsTheTargetListOfTheOutermostQuery) {
  const auto entries = read_target_list(
      "({QUERY :commandType 1 :rtable ({RANGETBLENTRY :subquery {QUERY :targetList ({TARGETENTRY :expr <> "
      ":resno 7 :resorigtbl 7 :resorigcol 7})}}) :targetList ({TARGETENTRY :expr {VAR :varno 1} :resno 1 "
      ":resname id :resorigtbl 16388 :resorigcol 2 :resjunk false} {TARGETENTRY :expr {CONST :constvalue 4 "
      "[ 1 0 0 0 ]} :resno 2 :resname b :resorigtbl 0 :resorigcol 0}) :override 0 :sortClause <>})");
  EXPECT_EQ(entries, (std::vector<TargetEntry>{{1, 16388, 2}, {2, 0, 0}}));
}

TEST(NodeTree, ASubqueryInATargetIsNotTheTargetList) {
  const auto entries = read_target_list(
      "({QUERY :targetList ({TARGETENTRY :expr {SUBLINK :subselect {QUERY :targetList ({TARGETENTRY :expr <> "
      ":resno 9 :resorigtbl 9 :resorigcol 9})}} :resno 1 :resorigtbl 5 :resorigcol 6})})");
  EXPECT_EQ(entries, (std::vector<TargetEntry>{{1, 5, 6}}));
}

TEST(NodeTree, AnEmptyTargetListHasNoEntries) {
  EXPECT_TRUE(read_target_list("({QUERY :targetList <> :resno 1})").empty());
}

TEST(NodeTree, NamesThatLookLikeStructureAreNames) {
  const auto entries = read_target_list(
      R"(({QUERY :targetList ({TARGETENTRY :resno 1 :resname \}\)\ \(\{:resno\ 3 :resorigtbl 4 :resorigcol 5}
      {TARGETENTRY :resno 2 :resname :resorigtbl :resorigtbl 6 :resorigcol 7})}))");
  EXPECT_EQ(entries, (std::vector<TargetEntry>{{1, 4, 5}, {2, 6, 7}}));
}

TEST(NodeTree, TextThatIsNoTreeGivesNothingWrong) {
  for (const char* text : {"", "(", "({", ")", "}}}}", ":targetList", "({QUERY :targetList (", "\\",
                           "({QUERY :targetList ({TARGETENTRY :resno", "({QUERY :targetList ({T :resno \\"})
    EXPECT_LE(read_target_list(text).size(), 1U) << text;
}

RC_GTEST_PROP(NodeTree, TakesAnyText, (std::string text)) { (void)read_target_list(text); }

RC_GTEST_PROP(NodeTree, TakesAnyPiecesOfATree, ()) {
  const auto pieces = *rc::gen::container<std::vector<std::string>>(
      rc::gen::element<std::string>("(", ")", "{", "}", " ", "\\", ":targetList ", ":resno ", ":resorigtbl ",
                                    ":resorigcol ", "QUERY ", "TARGETENTRY ", "1 ", "99999999999 ", "<> "));
  std::string text = "({QUERY :targetList ";
  for (const std::string& piece : pieces) text += piece;
  RC_ASSERT(read_target_list(text).size() <= pieces.size());
}

TEST(NodeTree, MillionsOfBracesTakeLinearTime) {
  EXPECT_TRUE(read_target_list(std::string(4'000'000, '(')).empty());
  EXPECT_TRUE(read_target_list("({QUERY :targetList " + std::string(4'000'000, '{')).size() <= 1);
}

TEST(NodeTree, WhatPostgresqlWritesIsUnderstood) {
  const TestDatabase database(R"(
    create table "(odd {table" ("co}l) \" int primary key, plain text);
    create view "v}" as select plain || ') :resno 8 {' as made, "co}l) \" as "} :resorigtbl 1 {\(",
      (select count(*) from pg_class) as n from "(odd {table" where plain <> '({\}' order by lower(plain))");
  auto session = database.session();
  const auto tree = session.query("select ev_action from pg_rewrite where ev_class = '\"v}\"'::regclass");
  const auto table = session.query("select '\"(odd {table\"'::regclass::oid");
  const auto oid = static_cast<std::uint32_t>(std::stoul(*table->single()));
  const auto entries = read_target_list(*tree->single());
  ASSERT_EQ(entries.size(), 4U);  // the last is what it is ordered by
  EXPECT_EQ(entries[0], (TargetEntry{1, 0, 0}));
  EXPECT_EQ(entries[1], (TargetEntry{2, oid, 1}));
  EXPECT_EQ(entries[2], (TargetEntry{3, 0, 0}));
  EXPECT_EQ(entries[3].position, 4U);
}

}  // namespace
}  // namespace marque::pg::catalogue
