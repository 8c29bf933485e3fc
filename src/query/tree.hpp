// query/tree.hpp: what a query says, as values. A tree comes from a URL (query/read_url.hpp) or from the
// builder of the public library, and leaves as a URL (query/write_url.hpp) or, planned against the catalogue
// (query/plan.hpp), as SQL (query/write_sql.hpp). Nothing here knows which relations exist.
// Grammar and meaning: contracts/rest.md §3 to §9, §12.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace marque::query {

/// One step into a JSON value: `->key`, `->>key`, `->3`, `->>-1`.
struct JsonStep {
  std::string operand;    ///< the key, or the digits of an index with an optional minus sign
  bool is_index = false;  ///< `operand` is a position in an array
  bool as_text = false;   ///< `->>`
  bool operator==(const JsonStep&) const = default;
};

/// A column, or a place inside its JSON value.
struct Field {
  std::string name;
  std::vector<JsonStep> path;
  bool operator==(const Field&) const = default;
};

enum class Aggregate : std::uint8_t { sum, average, count, maximum, minimum };

/// `alias:field::cast.aggregate()::aggregate_cast`. `count()` alone is the field "*" with the aggregate
/// count.
struct SelectedColumn {
  Field field;
  std::optional<std::string> alias;
  std::optional<std::string> cast;
  std::optional<Aggregate> aggregate;
  std::optional<std::string> aggregate_cast;
  bool operator==(const SelectedColumn&) const = default;
};

enum class Join : std::uint8_t { left, inner };

struct SelectItem;

/// `alias:relation!hint!join(items)`, or with `spread` `...relation!hint!join(items)`.
struct Embed {
  std::string relation;
  std::optional<std::string> alias;
  std::optional<std::string> hint;
  std::optional<Join> join;
  bool spread = false;
  std::vector<SelectItem> items;
  bool operator==(const Embed&) const;
};

struct SelectItem {
  std::variant<SelectedColumn, Embed> value;
  bool operator==(const SelectItem&) const = default;
};

/// `*`
SelectItem all_columns();

enum class Operator : std::uint8_t {
  equal,
  not_equal,
  greater,
  greater_or_equal,
  less,
  less_or_equal,
  like,
  ilike,
  match,
  imatch,
  in,
  is,
  is_distinct,
  text_search,         ///< fts
  plain_text_search,   ///< plfts
  phrase_text_search,  ///< phfts
  web_text_search,     ///< wfts
  contains,            ///< cs
  contained,           ///< cd
  overlaps,            ///< ov
  strictly_left,       ///< sl
  strictly_right,      ///< sr
  not_extends_right,   ///< nxr
  not_extends_left,    ///< nxl
  adjacent,            ///< adj
};

enum class Quantifier : std::uint8_t { any, all };

/// What `is` compares with.
enum class Truth : std::uint8_t { null, not_null, true_, false_, unknown };

/// `field=not.operator(quantifier).value`
struct Condition {
  Field field;
  bool negated = false;
  Operator comparison = Operator::equal;
  std::optional<Quantifier> quantifier;  ///< equal … less_or_equal, like, ilike, match, imatch
  std::optional<std::string> language;   ///< the text searches: their configuration
  std::string value;                     ///< all but `in` and `is`; as the client wrote it
  std::vector<std::string> values;       ///< `in`; {""} stands for the empty list, as in the grammar
  Truth truth = Truth::null;             ///< `is`
  bool operator==(const Condition&) const = default;
};

/// A condition, or several of them joined: `not.and(…)`.
struct Logic {
  enum class Kind : std::uint8_t { condition, all, any };
  Kind kind = Kind::condition;
  bool negated = false;      ///< `all` and `any`; a condition carries its own
  Condition condition;       ///< `condition`
  std::vector<Logic> parts;  ///< `all` and `any`; at least one
  bool operator==(const Logic&) const = default;
};

enum class Direction : std::uint8_t { ascending, descending };
enum class Nulls : std::uint8_t { first, last };

/// `field.desc.nullslast`, or `relation(field).desc` for a column of a to-one embed.
struct OrderTerm {
  std::optional<std::string> relation;
  Field field;
  std::optional<Direction> direction;
  std::optional<Nulls> nulls;
  bool operator==(const OrderTerm&) const = default;
};

/// Rows from `offset` on, at most `limit`; whole numbers of any sign, as the client wrote them.
struct Range {
  std::optional<std::int64_t> limit;
  std::optional<std::int64_t> offset;
  bool operator==(const Range&) const = default;
};

/// Names of embeds, outermost first; empty for the root.
using Path = std::vector<std::string>;

/// Something that is said of the embed at `path`.
template <class Value>
struct Addressed {
  Path path;
  Value value;
  bool operator==(const Addressed&) const = default;
};

enum class Action : std::uint8_t { read, insert, update, put, remove, call };

enum class Returning : std::uint8_t { minimal, headers_only, representation };
enum class Count : std::uint8_t { exact, planned, estimated };
enum class Resolution : std::uint8_t { merge_duplicates, ignore_duplicates };
enum class Missing : std::uint8_t { apply_defaults, apply_nulls };
enum class TransactionEnd : std::uint8_t { commit, rollback };
enum class Handling : std::uint8_t { strict, lenient };

/// What the `Prefer` header says (contract §12). Nothing where it says nothing.
struct Preferences {
  std::optional<Resolution> resolution;
  std::optional<Missing> missing;
  std::optional<Returning> returning;
  std::optional<Count> count;
  std::optional<TransactionEnd> transaction;
  std::optional<Handling> handling;
  std::optional<std::string> timezone;
  std::optional<std::int64_t> max_affected;
  std::vector<std::string> invalid;  ///< tokens that nobody knows, in their order
  bool operator==(const Preferences&) const = default;
};

/// One query.
struct Tree {
  Action action = Action::read;
  std::string schema;    ///< empty: the server's default
  std::string relation;  ///< or the function that is called
  std::vector<SelectItem> select{all_columns()};
  std::vector<Addressed<Condition>> filters;  ///< all of them hold
  std::vector<Addressed<Logic>> logic;        ///< and all of these; never of kind `condition`
  std::vector<Addressed<std::vector<OrderTerm>>> order;
  std::vector<Addressed<Range>> ranges;                        ///< one per path
  std::optional<std::vector<std::string>> columns;             ///< which keys of the payload count
  std::optional<std::vector<std::string>> on_conflict;         ///< the columns that make a row the same
  std::vector<std::pair<std::string, std::string>> arguments;  ///< of a call by GET, in their order
  Preferences preferences;
  bool operator==(const Tree&) const = default;
};

}  // namespace marque::query
