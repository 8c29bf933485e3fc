#include "random_plan.hpp"

#include <algorithm>
#include <array>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "parsed_sql.hpp"

namespace marque::query::testing {

namespace {

constexpr int deepest = 4;

template <std::size_t size>
std::string one_of(Choices& choices, const std::array<const char*, size>& texts) {
  return texts[choices.below(size)];
}

std::string random_name(Choices& choices) { return "n" + random_text(choices); }

std::string random_type(Choices& choices) {
  return one_of(choices, std::array{"int", "double precision", "text", "numeric", "größe", "_x$1"});
}

JsonStep random_step(Choices& choices) {
  JsonStep step;
  step.is_index = choices.yes();
  step.operand = step.is_index ? std::to_string(choices.below(100)) : random_text(choices);
  step.as_text = choices.yes();
  return step;
}

PlannedField random_field(Choices& choices) {
  auto made = field(random_name(choices), choices.some([&] { return random_step(choices); }));
  made.to_json = choices.yes();
  made.to_text_vector = choices.maybe(ToTextVector{choices.maybe(random_text(choices))});
  made.type = random_type(choices);
  if (choices.yes()) made.transform = "\"public\".\"f\"";
  made.default_value = choices.maybe<std::string>("nextval('a.b'::regclass)");
  made.whole_row = choices.below(8) == 1;
  return made;
}

PlannedColumn random_column(Choices& choices) {
  PlannedColumn made;
  made.field = choices.yes() ? random_field(choices) : field("*");
  made.alias = choices.maybe(random_name(choices));
  made.cast = choices.maybe(random_type(choices));
  made.aggregate = choices.maybe(choices.any(Aggregate::minimum));
  made.aggregate_cast = choices.maybe(random_type(choices));
  // `*` takes neither alias nor cast; an aggregate may have both.
  if (made.field.name == "*" && !made.aggregate) made = column("*");
  if (made.field.name == "*") made.cast.reset();
  return made;
}

Condition random_condition(Choices& choices) {
  auto made = compares(choices.any(Operator::adjacent), random_text(choices));
  made.negated = choices.yes();
  const bool quantifies = made.comparison <= Operator::imatch && made.comparison != Operator::not_equal;
  if (quantifies) made.quantifier = choices.maybe(choices.any(Quantifier::all));
  made.language = choices.maybe(random_text(choices));
  made.values = choices.some([&] { return random_text(choices); });
  made.truth = choices.any(Truth::unknown);
  return made;
}

PlannedLogic random_logic(Choices& choices, const std::vector<ReadPlan>& children, int depth) {
  const auto kind = choices.any(PlannedLogic::Kind::any);
  if (kind == PlannedLogic::Kind::embed_is_null && !children.empty()) {
    return embed_is_null(children[choices.below(children.size())].aggregate_alias, choices.yes());
  }
  if (kind < PlannedLogic::Kind::all || depth >= deepest) {
    return where(random_field(choices), random_condition(choices));
  }
  auto made = group(kind, {random_logic(choices, children, depth + 1)}, choices.yes());
  while (choices.below(3) == 2) made.parts.push_back(random_logic(choices, children, depth + 1));
  return made;
}

PlannedOrder random_order(Choices& choices) {
  PlannedOrder made;
  made.embed_alias = choices.maybe(random_name(choices));
  made.field = random_field(choices);
  made.direction = choices.maybe(choices.any(Direction::descending));
  made.nulls = choices.maybe(choices.any(Nulls::last));
  return made;
}

ReadPlan random_level(Choices& choices, int depth);

ReadPlan random_embed(Choices& choices, const ReadPlan& parent) {
  auto made = random_level(choices, parent.depth + 1);
  made.aggregate_alias = random_name(choices);
  made.alias = choices.maybe(random_name(choices));
  made.join = choices.maybe(choices.any(Join::inner));
  made.spread = choices.any(SpreadKind::to_many);
  auto& relationship = made.relationship.emplace();
  relationship.relation = {"test", parent.name};
  relationship.cardinality = choices.any(pg::Cardinality::computed);
  relationship.junction.relation = {"test", random_name(choices)};
  relationship.function = {"test", random_name(choices)};
  made.relationship_argument = {"", random_name(choices)};
  made.join_conditions = {{parent.from, random_name(choices), {"", made.name}, random_name(choices)}};
  if (made.spread == SpreadKind::to_many) {
    made.spread_order = choices.some([&] { return random_order(choices); });
    made.spread_order_columns = choices.some(
        [&] { return SpreadOrderColumn{choices.maybe(random_name(choices)), random_column(choices)}; });
  }
  return made;
}

ReadPlan random_level(Choices& choices, int depth) {
  auto made = reads(random_name(choices));
  made.depth = depth;
  made.from_alias = choices.maybe(random_name(choices));
  made.select = choices.some([&] { return random_column(choices); });
  if (depth < deepest) {
    for (auto& child : choices.some([&] { return random_embed(choices, made); })) {
      add_embed(made, std::move(child));
    }
  }
  made.where = choices.some([&] { return random_logic(choices, made.children, 0); });
  made.order = choices.some([&] { return random_order(choices); });
  made.range.limit = choices.maybe<std::int64_t>(static_cast<std::int64_t>(choices.below(9)) - 1);
  made.range.offset = choices.maybe<std::int64_t>(static_cast<std::int64_t>(choices.below(9)));
  return made;
}

pg::RoutineParameter random_parameter(Choices& choices) {
  return parameter(random_name(choices), random_type(choices));
}

}  // namespace

std::string random_text(Choices& choices) {
  constexpr std::array pieces{"\"", "'", "\\", "$1", "--", "/*", ";", "{",
                              ",",  "(", ")",  "*",  "a",  " ",  "ü", "E'"};
  std::string text;
  for (auto left = choices.below(4); left > 0; --left) text += one_of(choices, pieces);
  if (choices.below(8) == 1) text += '\0';
  return text;
}

ReadPlan random_read(Choices& choices) { return random_level(choices, 0); }

MutationPlan random_mutation(Choices& choices) {
  constexpr std::array actions{Action::insert, Action::update, Action::put, Action::remove};
  auto made = mutates(actions[choices.below(actions.size())], random_name(choices));
  made.columns = choices.some([&] { return random_field(choices); });
  made.body = one_of(choices, std::array{"{}", " {\"a\":1}", "[]", "[{}]", "", "nonsense"});
  made.resolution = choices.maybe(choices.any(Resolution::ignore_duplicates));
  made.conflict_columns = choices.some([&] { return random_name(choices); });
  made.where = choices.some([&] { return random_logic(choices, {}, 0); });
  made.returning = choices.some([&] { return choices.yes() ? "*" : random_name(choices); });
  made.primary_key = choices.some([&] { return random_name(choices); });
  made.apply_defaults = choices.yes();
  return made;
}

CallPlan random_call(Choices& choices) {
  auto made =
      calls(scalar_function(random_name(choices), choices.some([&] { return random_parameter(choices); })));
  made.routine.return_kind = choices.any(pg::ReturnKind::composite);
  made.routine.returns_set = choices.yes();
  made.direct = choices.yes();
  for (const auto& given : made.parameters) {
    const bool variadic = choices.yes();
    made.arguments.push_back({given.name, variadic, choices.some([&] { return random_text(choices); })});
  }
  made.body = choices.maybe<std::string>("{\"a\":1}");
  if (!made.parameters.empty() && choices.yes()) made.parameters.back().variadic = true;
  made.positional = !made.parameters.empty() && choices.below(4) == 1;
  made.returning = choices.some([&] { return random_name(choices); });
  made.filter_fields = choices.some([&] { return random_name(choices); });
  std::ranges::sort(made.returning);
  std::ranges::sort(made.filter_fields);
  return made;
}

BodyForm random_body(Choices& choices) {
  BodyForm made{choices.any(BodyForm::Kind::custom), {{"test", random_name(choices)}, {}, "a/b"}};
  if (choices.yes()) made.handler.target = {"test", random_name(choices)};
  return made;
}

Preferences random_preferences(Choices& choices) {
  Preferences made;
  made.returning = choices.maybe(choices.any(Returning::representation));
  made.resolution = choices.maybe(choices.any(Resolution::ignore_duplicates));
  return made;
}

std::optional<Explain> random_explain(Choices& choices) {
  if (choices.below(4) != 1) return std::nullopt;
  return Explain{choices.any(ExplainFormat::json),
                 choices.some([&] { return choices.any(ExplainOption::wal); })};
}

pg::Statement random_statement(Choices& choices) {
  const auto count = choices.maybe(choices.any(Count::estimated));
  const auto body = random_body(choices);
  const auto explain = random_explain(choices);
  const auto read = random_read(choices);
  switch (choices.below(4)) {
    case 0: return write_read(read, count, choices.maybe<std::int64_t>(10), body, explain);
    case 1: return write_count_estimate(read);
    case 2: return write_mutation(random_mutation(choices), read, random_preferences(choices), body, explain);
    default: return write_call(random_call(choices), read, count, body, explain);
  }
}

namespace {

using Bytes = std::vector<std::uint8_t>;

/// Enough bytes for a statement of some size: RapidCheck's own containers stay small.
Bytes many_bytes() {
  return *rc::gen::resize(400, rc::gen::container<Bytes>(rc::gen::arbitrary<std::uint8_t>()));
}

}  // namespace

RC_GTEST_PROP(WriteSqlProperty, AlwaysParsesWithItsParametersInOrder, ()) {
  const auto bytes = many_bytes();
  Choices choices(bytes);
  const auto result = is_sound(random_statement(choices));
  if (!result) RC_FAIL(result.message());
}

}  // namespace marque::query::testing
