// What the migration tests say over and over.
#pragma once

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace marque::pg::migrations {

using Texts = std::vector<std::string>;

inline testing::AssertionResult contains(const std::string& text, const std::string& part) {
  if (text.find(part) != text.npos) return testing::AssertionSuccess();
  return testing::AssertionFailure() << "no \"" << part << "\" in:\n" << text;
}

/// The value of a Result that has to be one; the failure shows the error.
#define REQUIRE_OK(result)                                                        \
  ASSERT_TRUE((result).has_value()) << (result).error().message << "\n"           \
                                    << (result).error().detail << "\n" << (result).error().hint
#define EXPECT_OK(result)                                                         \
  EXPECT_TRUE((result).has_value()) << (result).error().message << "\n"           \
                                    << (result).error().detail << "\n" << (result).error().hint

}  // namespace marque::pg::migrations
