// random_plan.hpp: plans out of random bytes: every shape that a plan can have, with names and values that
// try to break out of their place.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "plan_builder.hpp"
#include "query/write_sql.hpp"

namespace marque::query::testing {

/// Decisions taken from bytes, one each; zeros when they are used up, so that every plan ends.
class Choices {
 public:
  explicit Choices(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}

  /// One of `count` numbers from 0.
  std::size_t below(std::size_t count) {
    if (bytes_.empty()) return 0;
    const std::size_t chosen = bytes_.front() % count;
    bytes_ = bytes_.subspan(1);
    return chosen;
  }
  bool yes() { return below(2) == 1; }

  template <class Enum>
  Enum any(Enum last) {
    return static_cast<Enum>(below(static_cast<std::size_t>(last) + 1));
  }
  template <class Value>
  std::optional<Value> maybe(Value value) {
    return yes() ? std::optional(std::move(value)) : std::nullopt;
  }
  /// A few values made by `make`.
  template <class Make>
  auto some(Make make) {
    std::vector<decltype(make())> made(below(4));
    for (auto& value : made) value = make();
    return made;
  }

 private:
  std::span<const std::uint8_t> bytes_;
};

std::string random_text(Choices& choices);
ReadPlan random_read(Choices& choices);
MutationPlan random_mutation(Choices& choices);
CallPlan random_call(Choices& choices);
BodyForm random_body(Choices& choices);
Preferences random_preferences(Choices& choices);
std::optional<Explain> random_explain(Choices& choices);

/// A statement of any kind.
pg::Statement random_statement(Choices& choices);

}  // namespace marque::query::testing
