// What the migration tests say over and over.
#pragma once

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "core/error.hpp"

namespace marque::pg::migrations {

using Texts = std::vector<std::string>;

inline testing::AssertionResult contains(const std::string& text, const std::string& part) {
  if (text.find(part) != text.npos) return testing::AssertionSuccess();
  return testing::AssertionFailure() << "no \"" << part << "\" in:\n" << text;
}

/// Whether a Result has its value; the failure shows the error.
template <class Outcome>
testing::AssertionResult ok(const Outcome& outcome) {
  if (outcome.has_value()) return testing::AssertionSuccess();
  return testing::AssertionFailure() << core::describe(outcome.error());
}

}  // namespace marque::pg::migrations
