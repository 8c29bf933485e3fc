#include "parsed_sql.hpp"

#include <cstddef>
#include <string>
#include <vector>

#include <pg_query.h>

namespace marque::query::testing {

namespace {

bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }

/// Bytes that an identifier may go on with, as in `a$1`.
bool is_of_name(char byte) {
  return is_digit(byte) || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '_' ||
         byte == '$' || static_cast<unsigned char>(byte) >= 0x80;
}

/// Numbers of the placeholders in their order, as PostgreSQL's scanner sees them: not within quotes or names.
std::vector<std::size_t> placeholders(const std::string& sql) {
  std::vector<std::size_t> numbers;
  char quote = 0;
  for (std::size_t at = 0; at + 1 < sql.size(); ++at) {
    if (quote != 0) {
      if (sql[at] == quote) quote = 0;
    } else if (sql[at] == '"' || sql[at] == '\'') {
      quote = sql[at];
    } else if (sql[at] == '$' && is_digit(sql[at + 1]) && (at == 0 || !is_of_name(sql[at - 1]))) {
      numbers.push_back(std::stoul(sql.substr(at + 1, 9)));
    }
  }
  return numbers;
}

}  // namespace

::testing::AssertionResult is_sound(const pg::Statement& statement) {
  const auto result = pg_query_parse(statement.sql.c_str());
  const std::string problem = result.error == nullptr ? "" : result.error->message;
  pg_query_free_parse_result(result);
  if (!problem.empty()) return ::testing::AssertionFailure() << problem << " in " << statement.sql;
  std::vector<std::size_t> expected;
  for (std::size_t number = 1; number <= statement.parameters.size(); ++number) expected.push_back(number);
  if (placeholders(statement.sql) == expected) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << "placeholders out of order in " << statement.sql;
}

TEST(ParsedSql, KnowsSoundStatementsFromOthers) {
  EXPECT_TRUE(is_sound({"select $1::int, \"a$9\", a$2", {"1"}}));
  EXPECT_FALSE(is_sound({"select $1 from", {"1"}}));
  EXPECT_FALSE(is_sound({"select $2, $1", {"1", "2"}}));
  EXPECT_FALSE(is_sound({"select $1", {}}));
}

}  // namespace marque::query::testing
