#include "rest/openapi_queries.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace marque::rest {
namespace {

constexpr const char* relations_sql = R"(
select c.relname
from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where n.nspname = $1
  and c.relkind in ('r', 'v', 'm', 'f', 'p')
  and not c.relispartition
  and (pg_catalog.pg_has_role(c.relowner, 'usage')
    or pg_catalog.has_table_privilege(c.oid, 'select, insert, update, delete, truncate, references, trigger')
    or pg_catalog.has_any_column_privilege(c.oid, 'select, insert, update, references')))";

// One row per function and parameter; a function without parameters has one row with none. Without any names
// a function is callable only if it has one parameter, of a type that a request's whole body can be.
constexpr const char* routines_sql = R"(
with given as (
  select p.oid, g.position, g.name, g.type, g.mode,
    g.position <= p.pronargs - p.pronargdefaults as is_required,
    count(*) filter (where g.name is null) over (partition by p.oid) as unnamed
  from pg_catalog.pg_proc p
    join pg_catalog.pg_namespace n on n.oid = p.pronamespace
    cross join lateral unnest(p.proargnames, p.proargtypes, p.proargmodes) with ordinality
      as g (name, type, mode, position)
  where n.nspname = $1 and g.type is not null
), refused as (
  select oid from given
  where unnamed > 1 or unnamed = 1 and position = 1 and type not in ('bytea'::regtype, 'json'::regtype,
    'jsonb'::regtype, 'text'::regtype, 'xml'::regtype)
)
select p.oid, p.proname, pg_catalog.obj_description(p.oid, 'pg_proc'), p.provolatile,
  coalesce(g.name, ''), g.type::regtype::text, g.is_required, coalesce(g.mode = 'v', false) as is_variadic
from pg_catalog.pg_proc p
  join pg_catalog.pg_namespace n on n.oid = p.pronamespace
  left join given g on g.oid = p.oid
where n.nspname = $1
  and p.prokind = 'f'
  and p.prorettype <> 'trigger'::regtype
  and p.oid not in (select oid from refused)
  and pg_catalog.has_function_privilege(p.oid, 'execute')
order by p.oid, g.position)";

constexpr const char* comment_sql = R"(
select pg_catalog.obj_description(n.oid, 'pg_namespace')
from pg_catalog.pg_namespace n where n.nspname = $1)";

/// The columns of routines_sql.
enum RoutineColumn : int {
  id,
  name,
  comment,
  volatility,
  parameter_name,
  parameter_type,
  required,
  variadic
};

std::optional<std::string> text_or_nothing(const pg::RowSet& rows, int row, int column) {
  return rows.is_null(row, column) ? std::nullopt : std::optional<std::string>(rows.value(row, column));
}

pg::Volatility volatility_of(std::string_view letter) {
  if (letter == "i") return pg::Volatility::immutable;
  return letter == "s" ? pg::Volatility::stable : pg::Volatility::volatile_;
}

pg::Routine routine_at(const pg::RowSet& rows, int row, std::string_view schema) {
  pg::Routine routine;
  routine.name = {std::string(schema), std::string(rows.value(row, name))};
  routine.description = text_or_nothing(rows, row, comment);
  routine.volatility = volatility_of(rows.value(row, volatility));
  return routine;
}

pg::RoutineParameter parameter_at(const pg::RowSet& rows, int row) {
  return {.name = std::string(rows.value(row, parameter_name)),
          .type = std::string(rows.value(row, parameter_type)),
          .callable_type = {},
          .required = rows.value(row, required) == "t",
          .variadic = rows.value(row, variadic) == "t"};
}

/// The catalogue's order, so that both modes of the document show the same of several overloads.
bool comes_before(const pg::Routine& left, const pg::Routine& right) {
  const auto rank = [](const pg::Routine& routine) {
    return std::make_tuple(std::cref(routine.name), routine.parameters.size(), std::cref(routine.description),
                           std::cref(routine.parameters));
  };
  return rank(left) < rank(right);
}

}  // namespace

pg::Statement accessible_relations(std::string_view schema) { return {relations_sql, {std::string(schema)}}; }

std::set<std::string> read_accessible_relations(const pg::RowSet& rows) {
  std::set<std::string> names;
  for (int row = 0; row < rows.row_count(); ++row) names.emplace(rows.value(row, 0));
  return names;
}

pg::Statement executable_routines(std::string_view schema) { return {routines_sql, {std::string(schema)}}; }

std::vector<pg::Routine> read_executable_routines(const pg::RowSet& rows, std::string_view schema) {
  std::vector<pg::Routine> routines;
  std::string_view last_id;
  for (int row = 0; row < rows.row_count(); ++row) {
    if (row == 0 || rows.value(row, id) != last_id) routines.push_back(routine_at(rows, row, schema));
    last_id = rows.value(row, id);
    if (!rows.is_null(row, parameter_type)) routines.back().parameters.push_back(parameter_at(rows, row));
  }
  std::ranges::sort(routines, comes_before);
  return routines;
}

pg::Statement schema_comment(std::string_view schema) { return {comment_sql, {std::string(schema)}}; }

std::optional<std::string> read_schema_comment(const pg::RowSet& rows) {
  return rows.row_count() == 0 ? std::nullopt : text_or_nothing(rows, 0, 0);
}

}  // namespace marque::rest
