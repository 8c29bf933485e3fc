#include "pg/catalogue/routines.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "core/text.hpp"

namespace marque::pg::catalogue {
namespace {

// One row per function. The returned type is looked at through domains; a type that is a relation's row goes
// by the relation's name. OUT, INOUT and TABLE parameters make the result composite whatever its type is.
constexpr const char* routines_sql = R"(
with recursive domains (id, base) as (
  select oid, typbasetype from pg_type where typtype = 'd'
  union all
  select d.id, t.typbasetype from domains d join pg_type t on t.oid = d.base where t.typtype = 'd'
), base_types as (
  select d.id, d.base from domains d join pg_type t on t.oid = d.base where t.typtype <> 'd'
)
select p.oid, n.nspname, p.proname, obj_description(p.oid, 'pg_proc'),
  result_schema.nspname, coalesce(relation.relname, result.typname),
  result.typtype = 'c' or coalesce(p.proargmodes && '{o,b,t}'::"char"[], false) as is_composite,
  b.base is not null as is_alias,
  p.proretset, p.provolatile, p.provariadic <> 0 as has_variadic
from pg_proc p
  join pg_namespace n on n.oid = p.pronamespace
  left join base_types b on b.id = p.prorettype
  join pg_type result on result.oid = coalesce(b.base, p.prorettype)
  join pg_namespace result_schema on result_schema.oid = result.typnamespace
  left join pg_class relation on relation.oid = result.typrelid
where p.prokind = 'f'
  and p.pronamespace = any ($1::regnamespace[])
  and result.oid <> 'trigger'::regtype)";

// One row per parameter that a caller gives a value to. Names are taken by position among all parameters,
// which is right as long as those that only return come last. A type whose length would silently cut what
// was passed is called as the one of any length. Without any names a function is callable only if it has
// one parameter, of a type that a request's whole body can be.
constexpr const char* parameters_sql = R"(
select p.oid, coalesce(given.name, ''), given.type::regtype::text,
  case given.type
    when 'bit'::regtype then 'bit varying'
    when 'bit[]'::regtype then 'bit varying[]'
    when 'character'::regtype then 'character varying'
    when 'character[]'::regtype then 'character varying[]'
    else given.type::regtype::text
  end as callable_type,
  given.position <= p.pronargs - p.pronargdefaults as is_required,
  coalesce(given.mode = 'v', false) as is_variadic,
  given.name is null as is_unnamed,
  given.type in ('bytea'::regtype, 'json'::regtype, 'jsonb'::regtype, 'text'::regtype, 'xml'::regtype)
    as can_be_body
from pg_proc p
  cross join lateral unnest(p.proargnames, p.proargtypes, p.proargmodes) with ordinality
    as given (name, type, mode, position)
where p.prokind = 'f' and p.pronamespace = any ($1::regnamespace[]) and given.type is not null
order by p.oid, given.position)";

constexpr const char* settings_sql = R"(
select p.oid, split_part(item, '=', 1), substr(item, strpos(item, '=') + 1), item ~ any ($2) as is_hoisted
from pg_proc p cross join lateral unnest(p.proconfig) with ordinality as setting (item, position)
where p.prokind = 'f' and p.pronamespace = any ($1::regnamespace[])
order by p.oid, setting.position)";

struct Found {
  Routine routine;
  int unnamed = 0;
  bool first_can_be_body = false;

  bool is_callable() const { return unnamed == 0 || (unnamed == 1 && first_can_be_body); }
};
using FoundRoutines = std::unordered_map<ObjectId, Found>;

Volatility volatility_of(const Value& letter) {
  if (letter == "i") return Volatility::immutable;
  return letter == "s" ? Volatility::stable : Volatility::volatile_;
}

Routine routine_of(Row& row) {
  Routine routine;
  routine.name = {take_text(row[1]), take_text(row[2])};
  routine.description = std::move(row[3]);
  routine.return_type = {take_text(row[4]), take_text(row[5])};
  routine.return_kind = is_true(row[6]) ? ReturnKind::composite : ReturnKind::scalar;
  routine.returns_composite_alias = is_true(row[6]) && is_true(row[7]);
  routine.returns_set = is_true(row[8]);
  routine.volatility = volatility_of(row[9]);
  routine.has_variadic = is_true(row[10]);
  return routine;
}

void add_parameter(Found& found, Row& row) {
  RoutineParameter parameter;
  parameter.name = take_text(row[1]);
  parameter.type = take_text(row[2]);
  parameter.callable_type = take_text(row[3]);
  parameter.required = is_true(row[4]);
  parameter.variadic = is_true(row[5]);
  if (is_true(row[6])) ++found.unnamed;
  if (found.routine.parameters.empty()) found.first_can_be_body = is_true(row[7]);
  found.routine.parameters.push_back(std::move(parameter));
}

/// The level that a value of default_transaction_isolation stands for; of a list, its first item.
std::string isolation_level(std::string_view value) {
  const std::string level = core::to_lower(value.substr(0, value.find(',')));
  return level == "serializable" || level == "repeatable read" ? level : "read committed";
}

void add_setting(Routine& routine, Row& row) {
  std::string name = take_text(row[1]);
  std::string value = take_text(row[2]);
  if (name == "default_transaction_isolation") routine.isolation_level = isolation_level(value);
  if (is_true(row[3])) routine.settings.emplace_back(std::move(name), std::move(value));
}

Result<void> load_parameters(Session& session, const Value& schemas, FoundRoutines& routines) {
  auto rows = session.query(parameters_sql, {schemas});
  if (!rows) return fail(std::move(rows.error()));
  for (Row& row : rows->rows) {
    const auto found = routines.find(to_number(row[0]));
    if (found != routines.end()) add_parameter(found->second, row);
  }
  return {};
}

Result<void> load_settings(Session& session, const Value& schemas, const Value& hoisted,
                           FoundRoutines& routines) {
  auto rows = session.query(settings_sql, {schemas, hoisted});
  if (!rows) return fail(std::move(rows.error()));
  for (Row& row : rows->rows) {
    const auto found = routines.find(to_number(row[0]));
    if (found != routines.end()) add_setting(found->second.routine, row);
  }
  return {};
}

bool comes_before(const Routine& left, const Routine& right) {
  const auto rank = [](const Routine& routine) {
    return std::make_tuple(routine.parameters.size(), std::cref(routine.description),
                           std::cref(routine.parameters));
  };
  return rank(left) < rank(right);
}

}  // namespace

Result<decltype(Catalogue::routines)> load_routines(Session& session, const std::vector<std::string>& schemas,
                                                    const std::vector<std::string>& hoisted) {
  const Value parameter = schemas_text(schemas);
  auto rows = session.query(routines_sql, {parameter});
  if (!rows) return fail(std::move(rows.error()));
  FoundRoutines found;
  for (Row& row : rows->rows) found[to_number(row[0])].routine = routine_of(row);
  if (auto loaded = load_parameters(session, parameter, found); !loaded) return fail(loaded.error());
  if (auto loaded = load_settings(session, parameter, array_text(hoisted), found); !loaded)
    return fail(loaded.error());
  decltype(Catalogue::routines) routines;
  for (auto& [id, each] : found)
    if (each.is_callable()) routines[each.routine.name].push_back(std::move(each.routine));
  for (auto& [name, overloads] : routines) std::ranges::sort(overloads, comes_before);
  return routines;
}

}  // namespace marque::pg::catalogue
