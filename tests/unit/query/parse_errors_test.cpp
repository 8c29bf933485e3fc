// Every example of parse_errors.txt, and every beginning of a few long queries.
#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "query/read_url.hpp"

namespace marque::query {
namespace {

struct Example {
  std::string query;
  std::string message;
  std::string detail;
};

std::string without_indent(const std::string& line) {
  return line.substr(std::min<std::size_t>(2, line.size()));
}

std::vector<Example> examples() {
  std::ifstream file(MARQUE_SOURCE_DIR "/tests/unit/query/parse_errors.txt");
  std::vector<Example> found;
  std::string query;
  std::string message;
  std::string detail;
  while (std::getline(file, query)) {
    if (query.empty() || query.front() == '#') continue;
    std::getline(file, message);
    std::getline(file, detail);
    found.push_back({query, without_indent(message), without_indent(detail)});
  }
  return found;
}

TEST(ParseErrors, SayWhatThePeerSays) {
  const auto all = examples();
  ASSERT_GT(all.size(), 150U);
  for (const auto& [query, message, detail] : all) {
    const auto parts = read_query(query, false);
    ASSERT_FALSE(parts) << query;
    EXPECT_EQ(parts.error().code, "PGRST100") << query;
    EXPECT_EQ(parts.error().message, message);
    EXPECT_EQ(parts.error().detail, detail) << message;
  }
}

TEST(ParseErrors, CountLinesTabsAndCharacters) {
  const auto position = [](std::string_view query) {
    const std::string message = read_query(query, false).error().message;
    return message.substr(message.rfind("(line"));
  };
  EXPECT_EQ(position("select=a,%09!"), "(line 1, column 9)");
  EXPECT_EQ(position("select=abc,%09!"), "(line 1, column 9)");
  EXPECT_EQ(position("select=abcdefgh,%09!"), "(line 1, column 17)");
  EXPECT_EQ(position("select=\"%0A\"!"), "(line 2, column 2)");
  EXPECT_EQ(position("select=d%C3%A9j%C3%A0!"), "(line 1, column 5)");
}

TEST(ParseErrors, ShowCharactersEscaped) {
  const auto detail = [](std::string_view query) {
    const std::string words = read_query(query, false).error().detail;
    return words.substr(0, words.find(" expecting"));
  };
  EXPECT_EQ(detail("a=%22"), R"(unexpected "\"")");
  EXPECT_EQ(detail("a=%5C"), R"(unexpected "\\")");
  EXPECT_EQ(detail("a='"), R"(unexpected "'")");
  EXPECT_EQ(detail("a=%0A"), R"(unexpected "\n")");
  EXPECT_EQ(detail("a=%00"), R"(unexpected "\NUL")");
  EXPECT_EQ(detail("a=%7F"), R"(unexpected "\DEL")");
  EXPECT_EQ(detail("a=%C3%A9"), R"(unexpected "\233")");
  EXPECT_EQ(detail("a=%F0%9F%A6%8B"), R"(unexpected "\129419")");
  EXPECT_EQ(detail("a=%FF"), R"(unexpected "\65533")");
  EXPECT_EQ(detail("select=a'"), R"(unexpected '\'')");
  EXPECT_EQ(detail("select=a%22"), R"(unexpected '"')");
}

TEST(ParseErrors, ReachTheEndOfDeepNesting) {
  const auto nested = [](std::string_view opening, int depth, std::string_view innermost) {
    std::string text;
    for (int count = 0; count < depth; ++count) text += opening;
    return text.append(innermost).append(static_cast<std::size_t>(depth), ')');
  };
  EXPECT_TRUE(read_query("select=" + nested("a(", maximum_depth, "b"), false));
  EXPECT_TRUE(read_query("or=" + nested("(and", maximum_depth - 1, "(a.eq.1)"), false));
  const auto deep = read_query("select=" + nested("a(", 100'000, "b"), false);
  ASSERT_FALSE(deep);
  EXPECT_EQ(deep.error().code, "PGRST100");
  EXPECT_TRUE(deep.error().message.ends_with("(line 1, column 402)"));
  EXPECT_EQ(deep.error().detail, "unexpected \"(\" expecting at most 200 levels of nesting");
  EXPECT_FALSE(read_query("and=" + nested("(or", 100'000, "(a.eq.1)"), false));
}

}  // namespace
}  // namespace marque::query
