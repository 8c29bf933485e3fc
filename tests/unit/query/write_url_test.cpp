#include "query/write_url.hpp"

#include <gtest/gtest.h>

#include "tree_generators.hpp"
#include "url_terms.hpp"

namespace marque::query {
namespace {

/// The tree that `query` says; of a read unless it has arguments.
Tree tree(std::string_view query, Action action = Action::read) {
  Tree made;
  made.action = action;
  return with_parts(std::move(made), read(query, action == Action::call));
}

TEST(WriteQuery, WritesAsPeopleDo) {
  for (const std::string query :
       {"", "select=id,n:name,clients(*)",
        "select=*,a:b!hint!inner(c,...d(e)),f-%3E0-%3E%3Eg::int.sum()::text", "select=n:count()::int",
        "id=eq.5", "a.b=not.in.(1,2)", "a=like(any).%7Bx*,y*%7D", "a=fts(english).cat",
        "a-%3Eb-%3E%3E-1=is.not_null", "or=(a.eq.1,not.and(b.gt.2,c.in.(3,4)))", "x.not.and=(a.is.null)",
        "order=a.desc.nullslast,b,c(d).asc", "a.order=b.nullsfirst", "limit=5&offset=3", "a.b.limit=7",
        "columns=a,b&on_conflict=c"})
    EXPECT_EQ(write_query(tree(query)), query);
}

TEST(WriteQuery, QuotesWhatMeansSomethingElse) {
  Tree odd;
  odd.select = {selected(column("a.b,c")), selected(column("data", {key("1"), key("x.y")}))};
  odd.filters = {{{"or"}, compared(column("order"), Operator::equal, "a&b=c;d+e%")},
                 {{}, compared(column("select"), Operator::equal, "é")}};
  odd.logic = {{{}, joined(Logic::Kind::any, {leaf(compared(column("a"), Operator::equal, "x,\"y\""))})}};
  EXPECT_EQ(write_query(odd),
            "select=%22a.b,c%22,data-%3E%221%22-%3E%22x.y%22&or.%22order%22=eq.a%26b%3Dc%3Bd%2Be%25"
            "&%22select%22=eq.%C3%A9&or=(a.eq.%22x,%5C%22y%5C%22%22)");
  EXPECT_EQ(tree(write_query(odd)), odd);
}

TEST(WriteQuery, WritesArgumentsOfCalls) {
  const std::string query = "a=1&%22limit%22=2&b=eq.3";
  const Tree call = tree(query, Action::call);
  EXPECT_EQ(call.arguments.size(), 2U);
  EXPECT_EQ(tree(write_query(call), Action::call), call);
}

TEST(WritePath, NamesRelationsAndFunctions) {
  Tree made;
  made.relation = "people";
  EXPECT_EQ(write_path(made), "/people");
  made.relation = "a/b c";
  EXPECT_EQ(write_path(made), "/a%2Fb%20c");
  made.action = Action::call;
  EXPECT_EQ(write_path(made), "/rpc/a%2Fb%20c");
}

TEST(WriteQuery, IsReadBackAsTheSameTree) {
  EXPECT_TRUE(rc::check("read(write(tree)) == tree", [] {
    const Tree made = Chance().tree();
    const std::string query = write_query(made);
    RC_LOG() << query << '\n';
    auto parts = read_query(query, made.action == Action::call);
    if (!parts) RC_FAIL(parts.error().message + ": " + parts.error().detail);
    Tree bare;
    bare.action = made.action;
    bare.relation = made.relation;
    RC_ASSERT(with_parts(std::move(bare), *std::move(parts)) == made);
  }));
}

}  // namespace
}  // namespace marque::query
