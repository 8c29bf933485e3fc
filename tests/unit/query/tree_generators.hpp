// Arbitrary trees that a URL can say (query/write_url.hpp lists those it cannot). Called inside a property.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <rapidcheck.h>

#include "query/tree.hpp"

namespace marque::query {

/// Decides by chance, inside rc::check.
class Chance {
 public:
  int below(int bound) { return *rc::gen::inRange(0, bound); }
  bool one_in(int bound) { return below(bound) == 0; }

  /// Short texts full of what means something in the grammar.
  std::string text() {
    static const std::vector<std::string> pieces{
        "a",  "Z",  "9",  "_",  "$",  " ",  "-",   ".",   ",",     "(",    ")",   ":",
        "\"", "\\", "{",  "}",  "->", "::", "!",   "*",   "&",     ";",    "=",   "+",
        "%",  "é",  "日", "\n", "\t", "or", "and", "not", "inner", "left", "eq.", "limit"};
    std::string text;
    for (int count = below(5); count > 0; --count) text += pieces[static_cast<std::size_t>(below(36))];
    return text;
  }

  /// What must not be `refused`, a word that the grammar has no quotes for.
  std::string text_but(std::string_view refused) {
    std::string some = text();
    return some == refused ? some + "1" : some;
  }

  template <class Value, class Make>
  std::optional<Value> maybe(Make make) {
    return one_in(2) ? std::nullopt : std::optional<Value>(make());
  }

  template <class Make>
  auto list(int least, int most, Make make) {
    std::vector<decltype(make())> items;
    for (int count = least + below(most - least + 1); count > 0; --count) items.push_back(make());
    return items;
  }

  std::optional<std::string> type() {
    return maybe<std::string>([&] { return std::string(one_in(2) ? "int" : "double precision"); });
  }

  JsonStep step(bool may_be_index) {
    JsonStep made{text(), false, one_in(2)};
    if (may_be_index && one_in(2)) made = {one_in(2) ? "-7" : "12", true, made.as_text};
    return made;
  }

  /// `before_parenthesis`: the last step is no index then.
  Field field(bool before_parenthesis = false) {
    Field made{text(), {}};
    const int steps = one_in(2) ? 0 : below(3);
    for (int at = 1; at <= steps; ++at) made.path.push_back(step(!before_parenthesis || at < steps));
    return made;
  }

  Path path() {
    return list(0, 2, [&] { return text_but("not"); });
  }

  SelectedColumn column(bool before_parenthesis) {
    SelectedColumn made;
    made.field = one_in(5) ? Field{"*", {}} : field(before_parenthesis);
    made.alias = maybe<std::string>([&] { return text(); });
    made.cast = type();
    made.aggregate = maybe<Aggregate>([&] { return static_cast<Aggregate>(below(5)); });
    // Two casts without an aggregate are read as well: the second is the aggregate's.
    if (made.aggregate || made.cast) made.aggregate_cast = type();
    return made;
  }

  SelectItem item(int depth) {
    if (depth == 0 || !one_in(3)) return {column(depth < deepest)};
    Embed made;
    made.relation = text_but("count");
    made.spread = one_in(3);
    if (!made.spread) made.alias = maybe<std::string>([&] { return text(); });
    made.hint = maybe<std::string>([&] { return text(); });
    made.join = maybe<Join>([&] { return static_cast<Join>(below(2)); });
    made.items = list(0, 3, [&] { return item(depth - 1); });
    return {std::move(made)};
  }
  std::vector<SelectItem> select() {
    return list(0, 4, [&] { return item(deepest); });
  }

  Condition condition() {
    Condition made;
    made.field = field();
    made.negated = one_in(2);
    made.comparison = static_cast<Operator>(below(25));
    if (made.comparison == Operator::in)
      made.values = list(1, 3, [&] { return text(); });
    else if (made.comparison == Operator::is)
      made.truth = static_cast<Truth>(below(5));
    else
      made.value = text();
    const bool quantified = made.comparison != Operator::not_equal && made.comparison <= Operator::imatch;
    if (quantified) made.quantifier = maybe<Quantifier>([&] { return static_cast<Quantifier>(below(2)); });
    const bool searches =
        made.comparison >= Operator::text_search && made.comparison <= Operator::web_text_search;
    if (searches) made.language = type();
    return made;
  }

  Logic logic(int depth) {
    Logic made;
    made.kind = one_in(2) ? Logic::Kind::all : Logic::Kind::any;
    made.negated = one_in(3);
    made.parts = list(1, 3, [&] {
      if (depth > 0 && one_in(3)) return logic(depth - 1);
      Logic leaf;
      leaf.condition = condition();
      return leaf;
    });
    return made;
  }

  OrderTerm term() {
    OrderTerm made;
    made.relation = maybe<std::string>([&] { return text(); });
    made.field = field(made.relation.has_value());
    made.direction = maybe<Direction>([&] { return static_cast<Direction>(below(2)); });
    made.nulls = maybe<Nulls>([&] { return static_cast<Nulls>(below(2)); });
    return made;
  }

  std::vector<Addressed<Range>> ranges() {
    std::vector<Addressed<Range>> made;
    for (const Path& at : std::vector<Path>{{}, {"a"}, {"a", text()}}) {
      if (one_in(2)) continue;
      Range range;
      if (one_in(2)) range.limit = *rc::gen::arbitrary<std::int64_t>();
      if (!range.limit || one_in(2)) range.offset = *rc::gen::arbitrary<std::int64_t>();
      made.push_back({at, range});
    }
    return made;
  }

  Tree tree() {
    Tree made;
    made.action = one_in(3) ? Action::call : Action::read;
    made.relation = text();
    if (!one_in(3)) made.select = select();
    made.filters = list(0, 3, [&] { return Addressed<Condition>{path(), condition()}; });
    made.logic = list(0, 2, [&] { return Addressed<Logic>{path(), logic(3)}; });
    made.order = list(
        0, 2, [&] { return Addressed<std::vector<OrderTerm>>{path(), list(1, 3, [&] { return term(); })}; });
    made.ranges = ranges();
    const auto names = [&] { return list(1, 3, [&] { return text(); }); };
    made.columns = maybe<std::vector<std::string>>(names);
    made.on_conflict = maybe<std::vector<std::string>>(names);
    if (made.action == Action::call)
      made.arguments = list(0, 2, [&] { return std::pair(text(), "=" + text()); });
    return made;
  }

 private:
  static constexpr int deepest = 3;
};

}  // namespace marque::query
