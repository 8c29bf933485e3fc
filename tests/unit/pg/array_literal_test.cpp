#include "pg/array_literal.hpp"

#include <gtest/gtest.h>

namespace marque::pg {
namespace {

using Elements = std::vector<std::string>;

TEST(ArrayLiteral, GivesTheElementsOfATextArray) {
  EXPECT_EQ(read_text_array("{id=eq.1,name=is.null}"), (Elements{"id=eq.1", "name=is.null"}));
  EXPECT_EQ(read_text_array("{}"), Elements{});
}

TEST(ArrayLiteral, UndoesQuotesAndBackslashes) {
  EXPECT_EQ(read_text_array(R"({"a b","c\"d","e\\f","g,h","{}",""})"),
            (Elements{"a b", "c\"d", "e\\f", "g,h", "{}", ""}));
}

TEST(ArrayLiteral, GivesNothingForWhatIsNoArray) {
  for (const std::string_view text : {"", "{", "a,b", "{a", "{\"a}", "{a,"})
    EXPECT_EQ(read_text_array(text), Elements{}) << text;
}

}  // namespace
}  // namespace marque::pg
