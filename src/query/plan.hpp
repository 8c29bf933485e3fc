// query/plan.hpp: a tree set against the catalogue: which relation each embed is, how it is joined, which
// types and conversions its columns have. What a plan holds can be written as SQL without a further look at
// the catalogue. Errors are the contract's PGRST codes (contracts/rest.md §21) with `detail` and `hint` as
// the body shows them; PGRST201's `detail` is JSON text, every other one plain text.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "pg/catalogue.hpp"
#include "query/tree.hpp"

namespace marque::query {

/// Wraps a column in to_tsvector for a text search on something that is no tsvector.
struct ToTextVector {
  std::optional<std::string> language;
  bool operator==(const ToTextVector&) const = default;
};

/// A column or key with what is known of its type, for one use of it (output, filter, payload).
struct PlannedField {
  std::string name;
  std::vector<JsonStep> path;
  bool to_json = false;  ///< the type is not json or jsonb: `path` needs to_jsonb(column)
  std::optional<ToTextVector> to_text_vector;
  std::string type;       ///< as declared; empty where it is unknown and need not be known
  std::string base_type;  ///< a domain's base type
  std::string transform;  ///< the data representation's function for this use, quoted; may be empty
  std::optional<std::string> default_value;
  bool whole_row = false;  ///< count() inside a spread: count("alias") instead of count(*)
  bool operator==(const PlannedField&) const = default;
};

struct PlannedColumn {
  PlannedField field;
  std::optional<std::string> alias;
  std::optional<std::string> cast;
  std::optional<Aggregate> aggregate;
  std::optional<std::string> aggregate_cast;
  bool operator==(const PlannedColumn&) const = default;
};

struct PlannedLogic {
  enum class Kind : std::uint8_t { condition, embed_is_null, all, any };
  Kind kind = Kind::condition;
  bool negated = false;             ///< `all`, `any`, and embed_is_null ("is not null"); not of conditions
  PlannedField field;               ///< `condition`
  Condition condition;              ///< `condition`; its own `field` is not looked at
  std::string embed_alias;          ///< `embed_is_null`: the embed's aggregate_alias
  std::vector<PlannedLogic> parts;  ///< `all` and `any`
  bool operator==(const PlannedLogic&) const = default;
};

struct PlannedOrder {
  std::optional<std::string> embed_alias;  ///< of a related order: that embed's aggregate_alias
  PlannedField field;
  std::optional<Direction> direction;
  std::optional<Nulls> nulls;
  bool operator==(const PlannedOrder&) const = default;
};

/// left.left_column = right.right_column; an alias has an empty schema.
struct JoinCondition {
  pg::QualifiedName left;
  std::string left_column;
  pg::QualifiedName right;
  std::string right_column;
  bool operator==(const JoinCondition&) const = default;
};

/// A column that a spread lifts into its parent.
struct SpreadColumn {
  std::string name;
  std::optional<std::string> alias;
  std::optional<Aggregate> aggregate;  ///< lifted from a to-one spread
  std::optional<std::string> aggregate_cast;
  bool operator==(const SpreadColumn&) const = default;
};

/// How an embed shows in its parent's select list.
struct EmbedOutput {
  enum class Kind : std::uint8_t { object, array, spread };
  Kind kind = Kind::array;
  std::string name;             ///< the key in the parent; not of spreads
  std::string aggregate_alias;  ///< says which child
  bool is_empty = false;        ///< nothing is selected, recursively: joined, but not shown
  std::vector<SpreadColumn> spread_columns;
  bool operator==(const EmbedOutput&) const = default;
};

/// A column that a to-many spread selects only to sort by it; with `embed_alias` one of a related order.
struct SpreadOrderColumn {
  std::optional<std::string> embed_alias;
  PlannedColumn column;
  bool operator==(const SpreadOrderColumn&) const = default;
};

enum class SpreadKind : std::uint8_t { none, to_one, to_many };

/// One level of a read: the root, or an embed.
struct ReadPlan {
  pg::QualifiedName from;  ///< {"", "pgrst_source"} for the root of a mutation or call
  std::optional<std::string> from_alias;
  std::vector<PlannedColumn> select;
  std::vector<PlannedLogic> where;  ///< all hold
  std::vector<PlannedOrder> order;
  Range range;       ///< after db-max-rows
  std::string name;  ///< the embed as it was written; of the root, the relation
  std::optional<std::string> alias;
  std::optional<std::string> hint;
  std::optional<Join> join;
  SpreadKind spread = SpreadKind::none;
  std::vector<SpreadOrderColumn> spread_order_columns;
  std::vector<PlannedOrder> spread_order;
  std::optional<pg::Relationship> relationship;  ///< to the parent; none for the root
  /// computed relationships: the parent as the function's argument names it, an alias or the relation
  pg::QualifiedName relationship_argument;
  std::vector<JoinCondition> join_conditions;
  std::string aggregate_alias;  ///< "projects_clients_1": the name of this level's lateral join
  std::vector<EmbedOutput> embeds;
  int depth = 0;
  std::vector<ReadPlan> children;
  bool operator==(const ReadPlan&) const = default;
};

/// The rows that come with a mutation or call.
struct Payload {
  std::string json;               ///< the text, as PostgreSQL will parse it
  std::vector<std::string> keys;  ///< sorted, unique; those of `columns` where that was given
};

/// Insert and upsert (also PUT, which has `where`), update, delete.
struct MutationPlan {
  Action action = Action::insert;
  pg::QualifiedName into;
  std::vector<PlannedField> columns;  ///< of the payload, sorted by name
  std::string body;                   ///< JSON
  std::optional<Resolution> resolution;
  std::vector<std::string> conflict_columns;  ///< empty: no ON CONFLICT
  std::vector<PlannedLogic> where;
  std::vector<std::string> returning;    ///< empty: RETURNING 1; {"*"}: all
  std::vector<std::string> primary_key;  ///< for Location
  bool apply_defaults = false;
};

/// One argument of a call by GET or form; several values for a VARIADIC parameter.
struct CallArgument {
  std::string name;
  bool variadic = false;
  std::vector<std::string> values;
};

struct CallPlan {
  pg::Routine routine;
  /// The routine takes one unnamed parameter: the raw body, or the arguments as JSON.
  bool positional = false;
  std::vector<pg::RoutineParameter> parameters;  ///< those that are given
  bool direct = false;                           ///< values come from `arguments`, else from `body`
  std::vector<CallArgument> arguments;           ///< `direct`
  std::optional<std::string> body;               ///< JSON object, or any bytes for a positional parameter
  std::vector<std::string> filter_fields;        ///< sorted; columns that filters need of the result
  std::vector<std::string> returning;            ///< sorted; {"*"} for all, empty for all without prefix
};

/// What limits a plan; from the settings.
struct PlanLimits {
  std::optional<std::int64_t> maximum_rows;  ///< db-max-rows
  bool aggregates = false;                   ///< db-aggregates-enabled
  /// `*` stands for the columns that this role may read, where rights are given column by column; empty: for
  /// all of them, and PostgreSQL refuses.
  std::string_view star_role;
};

/// Which media type a call's body has; it decides between functions with one unnamed parameter.
enum class CallBody : std::uint8_t { none, json, text, xml, bytes, form, other };

/// The relation, or PGRST205 with the nearest name.
Result<const pg::Relation*> find_relation(const pg::QualifiedName& name, const pg::Catalogue& catalogue);

/// The function that takes these arguments (contract §14). Errors: PGRST202, PGRST203. `is_post`: called by
/// POST, so that a function with one unnamed parameter may take the body.
Result<const pg::Routine*> find_routine(const pg::QualifiedName& name,
                                        const std::vector<std::string>& arguments, CallBody body,
                                        bool is_post, const pg::Catalogue& catalogue);

/// Plans what is read: of the relation itself for Action::read, of `pgrst_source` for the others. `schema` is
/// the one that was negotiated; `relation` the relation or, for calls, the returned one (the function's name
/// where it returns none). Errors: PGRST100 (too deep), 108, 118, 123, 127, 200, 201.
Result<ReadPlan> plan_read(const Tree& tree, const pg::QualifiedName& relation,
                           const pg::Catalogue& catalogue, const PlanLimits& limits);

/// Plans insert, update, put and remove. `read` is the plan of the same tree. Errors: PGRST105, PGRST204.
Result<MutationPlan> plan_mutation(const Tree& tree, const pg::Relation& relation, Payload payload,
                                   const ReadPlan& read, const pg::Catalogue& catalogue);

/// Plans a call. `argument_names`: the keys of the arguments; `direct` values (GET and forms) are taken from
/// `arguments`, else `body` is used.
CallPlan plan_call(const pg::Routine& routine, const std::vector<std::string>& argument_names,
                   std::optional<std::vector<std::pair<std::string, std::string>>> arguments,
                   std::optional<std::string> body, const ReadPlan& read);

/// True for the default select without embeds, which media handlers of a relation ask for (contract §10).
bool has_default_select(const ReadPlan& plan);

}  // namespace marque::query
