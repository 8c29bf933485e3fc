#include "client/row_splitter.hpp"

#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace marque::client {
namespace {

struct Split {
  std::vector<std::string> rows;
  std::string error;
};

Split split(std::string_view text, std::size_t piece_bytes = 1, std::size_t largest_row = 1000) {
  Split result;
  RowSplitter splitter(largest_row);
  const auto take = [&](std::string_view row) { return result.rows.emplace_back(row), true; };
  for (std::size_t place = 0; place < text.size(); place += piece_bytes) {
    const auto more = splitter.feed(text.substr(place, piece_bytes), take);
    if (!more) return result.error = more.error().code, result;
  }
  const auto ended = splitter.finish(take);
  if (!ended) result.error = ended.error().code;
  return result;
}

using Rows = std::vector<std::string>;

TEST(RowSplitter, FindsRowsWhereverThePiecesEnd) {
  const std::string text = " [{\"a\":\"x,]}\\\"\"}, \n {\"b\":[1,{\"c\":[]}]},3 , \"s,\\\\\",null]\n";
  const Rows expected{"{\"a\":\"x,]}\\\"\"}", "{\"b\":[1,{\"c\":[]}]}", "3", "\"s,\\\\\"", "null"};
  for (std::size_t piece = 1; piece <= text.size(); ++piece) {
    const auto [rows, error] = split(text, piece);
    EXPECT_EQ(rows, expected) << piece;
    EXPECT_EQ(error, "") << piece;
  }
}

TEST(RowSplitter, KnowsEmptyArraysAndSingleValues) {
  EXPECT_EQ(split("[]").rows, Rows{});
  EXPECT_EQ(split(" [ \n ] ").rows, Rows{});
  EXPECT_EQ(split("").rows, Rows{});
  EXPECT_EQ(split(" {\"a\":[1,2]} ").rows, Rows{"{\"a\":[1,2]}"});
  EXPECT_EQ(split("12").rows, Rows{"12"});
}

TEST(RowSplitter, RefusesBrokenArrays) {
  for (const auto* text :
       {"[", "[1", "[1,", "[{\"a\":1", "[\"x", "[,1]", "[1,]", "[1,,2]", "[1]]", "[1] x", "[}"})
    EXPECT_EQ(split(text).error, "marque.bad_json") << text;
}

TEST(RowSplitter, RefusesRowsWithoutEnd) {
  EXPECT_EQ(split("[\"" + std::string(2000, 'x') + "\"]").error, "marque.row_too_large");
  EXPECT_EQ(split(std::string(2000, '1')).error, "marque.row_too_large");
}

TEST(RowSplitter, StopsWhenTold) {
  RowSplitter splitter;
  int taken = 0;
  const auto more = splitter.feed("[1,2,3]", [&](std::string_view) { return ++taken < 2; });
  EXPECT_FALSE(*more);
  EXPECT_EQ(taken, 2);
}

}  // namespace
}  // namespace marque::client
