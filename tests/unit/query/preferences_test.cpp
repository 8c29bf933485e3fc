#include "query/preferences.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace marque::query {
namespace {

using Timezones = std::set<std::string, std::less<>>;

const Timezones zones{"America/Los_Angeles", "UTC"};
const PreferenceRules all_allowed{true, nullptr};

Preferences preferences(const std::vector<std::string_view>& headers,
                        const PreferenceRules& rules = {true, &zones}) {
  return read_preferences(headers, rules);
}

TEST(ReadPreferences, ReadsOneHeaderOrSeveral) {
  Preferences expected;
  expected.resolution = Resolution::ignore_duplicates;
  expected.count = Count::exact;
  expected.timezone = "America/Los_Angeles";
  expected.max_affected = 100;
  EXPECT_EQ(preferences({"resolution=ignore-duplicates, count=exact, timezone=America/Los_Angeles, "
                         "max-affected=100"}),
            expected);
  EXPECT_EQ(preferences({"resolution=ignore-duplicates", "count=exact",
                         "timezone=America/Los_Angeles,max-affected=100"}),
            expected);
}

TEST(ReadPreferences, KnowsEveryValue) {
  EXPECT_EQ(preferences({"resolution=merge-duplicates"}).resolution, Resolution::merge_duplicates);
  EXPECT_EQ(preferences({"missing=default"}).missing, Missing::apply_defaults);
  EXPECT_EQ(preferences({"missing=null"}).missing, Missing::apply_nulls);
  EXPECT_EQ(preferences({"return=minimal"}).returning, Returning::minimal);
  EXPECT_EQ(preferences({"return=headers-only"}).returning, Returning::headers_only);
  EXPECT_EQ(preferences({"return=representation"}).returning, Returning::representation);
  EXPECT_EQ(preferences({"count=planned"}).count, Count::planned);
  EXPECT_EQ(preferences({"count=estimated"}).count, Count::estimated);
  EXPECT_EQ(preferences({"tx=commit"}).transaction, TransactionEnd::commit);
  EXPECT_EQ(preferences({"tx=rollback"}).transaction, TransactionEnd::rollback);
  EXPECT_EQ(preferences({"handling=strict"}).handling, Handling::strict);
  EXPECT_EQ(preferences({"handling=lenient"}).handling, Handling::lenient);
}

TEST(ReadPreferences, LetsTheFirstOfAKindWin) {
  EXPECT_EQ(preferences({"tx=commit, tx=rollback"}).transaction, TransactionEnd::commit);
  EXPECT_EQ(preferences({"count=planned", "count=exact"}).count, Count::planned);
  EXPECT_EQ(preferences({"max-affected=x, max-affected=3"}).max_affected, std::nullopt);
  EXPECT_EQ(preferences({"count=exact, count=exact"}).invalid, std::vector<std::string>{});
}

TEST(ReadPreferences, CollectsWhatNobodyKnows) {
  using Tokens = std::vector<std::string>;
  EXPECT_EQ(preferences({"anything, Count=exact ,,return=none", "count=none"}).invalid,
            (Tokens{"anything", "Count=exact", "", "return=none", "count=none"}));
  EXPECT_EQ(preferences({"max-affected=many"}).invalid, Tokens{});
  EXPECT_EQ(preferences({""}).invalid, Tokens{});
  EXPECT_EQ(preferences({"  count=exact\t,\xA0tx=commit"}).invalid, Tokens{});
  EXPECT_EQ(preferences({"max-affected=\xF0"}).max_affected, std::nullopt);
}

TEST(ReadPreferences, ChecksTheFirstTimezone) {
  EXPECT_EQ(preferences({"timezone=Mars/Base"}).timezone, std::nullopt);
  EXPECT_EQ(preferences({"timezone=Mars/Base, timezone=UTC"}).invalid,
            (std::vector<std::string>{"timezone=Mars/Base", "timezone=UTC"}));
  EXPECT_TRUE(preferences({"timezone=UTC, timezone=Mars/Base"}).invalid.empty());
  EXPECT_EQ(preferences({"timezone=Mars/Base"}, all_allowed).timezone, "Mars/Base");
}

TEST(ReadPreferences, HidesTransactionEndsThatAreNotAllowed) {
  const auto read = preferences({"tx=rollback"}, {false, nullptr});
  EXPECT_EQ(read.transaction, std::nullopt);
  EXPECT_TRUE(read.invalid.empty());
}

TEST(WritePreferences, GivesOneHeaderInTheOrderOfTheAnswer) {
  Preferences all;
  all.max_affected = 3;
  all.timezone = "UTC";
  all.handling = Handling::strict;
  all.transaction = TransactionEnd::rollback;
  all.count = Count::exact;
  all.returning = Returning::representation;
  all.missing = Missing::apply_defaults;
  all.resolution = Resolution::merge_duplicates;
  EXPECT_EQ(write_preferences(all),
            "resolution=merge-duplicates, missing=default, return=representation, count=exact, tx=rollback, "
            "handling=strict, timezone=UTC, max-affected=3");
  EXPECT_EQ(write_preferences({}), "");
}

template <class Value>
std::optional<Value> one_of(int count) {
  const int choice = *rc::gen::inRange(-1, count);
  return choice < 0 ? std::nullopt : std::optional(static_cast<Value>(choice));
}

TEST(WritePreferences, IsReadBackAsTheSame) {
  EXPECT_TRUE(rc::check("read(write(p)) == p", [] {
    Preferences all;
    all.resolution = one_of<Resolution>(2);
    all.missing = one_of<Missing>(2);
    all.returning = one_of<Returning>(3);
    all.count = one_of<Count>(3);
    all.transaction = one_of<TransactionEnd>(2);
    all.handling = one_of<Handling>(2);
    if (*rc::gen::arbitrary<bool>()) all.timezone = "Europe/" + std::to_string(*rc::gen::arbitrary<int>());
    if (*rc::gen::arbitrary<bool>()) all.max_affected = *rc::gen::arbitrary<std::int64_t>();
    for (int count = *rc::gen::inRange(0, 3); count > 0; --count)
      all.invalid.push_back("other" + std::to_string(count));
    RC_ASSERT(read_preferences({write_preferences(all)}, all_allowed) == all);
  }));
}

TEST(AppliedPreferences, ToldOnlyWhatCounted) {
  const auto all =
      preferences({"resolution=merge-duplicates,missing=null,return=minimal,count=exact,"
                   "tx=commit,handling=strict,timezone=UTC,max-affected=2"});
  const std::string always = "count=exact, tx=commit, handling=strict, timezone=UTC";
  EXPECT_EQ(applied_preferences(all, {Action::read, true}), always);
  EXPECT_EQ(applied_preferences(all, {Action::call, true}), always + ", max-affected=2");
  EXPECT_EQ(applied_preferences(all, {Action::remove, true}),
            "return=minimal, " + always + ", max-affected=2");
  EXPECT_EQ(applied_preferences(all, {Action::update, true}),
            "missing=null, return=minimal, " + always + ", max-affected=2");
  EXPECT_EQ(applied_preferences(all, {Action::put, true}), "return=minimal, " + always);
  EXPECT_EQ(applied_preferences(all, {Action::insert, true}),
            "resolution=merge-duplicates, missing=null, return=minimal, " + always);
  EXPECT_EQ(applied_preferences(all, {Action::insert, false}), "missing=null, return=minimal, " + always);
}

TEST(AppliedPreferences, LimitCountsUnderStrictHandlingOnly) {
  const auto lenient = preferences({"handling=lenient,max-affected=2"});
  EXPECT_EQ(applied_preferences(lenient, {Action::update, false}), "handling=lenient");
  EXPECT_EQ(applied_preferences({}, {}), "");
}

}  // namespace
}  // namespace marque::query
