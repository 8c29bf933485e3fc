#include "pg/catalogue/relations.hpp"

#include <utility>

namespace marque::pg::catalogue {
namespace {

// `events`: what can be done with the relation, as pg_relation_is_updatable() counts it. A table takes all.
constexpr const char* relations_sql = R"(
select c.oid, n.nspname, c.relname, obj_description(c.oid, 'pg_class'), c.relkind in ('v', 'm') as is_view,
  case
    when c.relkind in ('r', 'p') then 4 | 8 | 16
    when c.relkind in ('v', 'f') then pg_relation_is_updatable(c.oid, true)
    else 0
  end as events
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p', 'v', 'm', 'f')
  and not c.relispartition
  and c.relnamespace = any ($1::regnamespace[])
  and n.nspname not in ('pg_catalog', 'information_schema'))";

// A domain stands for the type at the end of its chain, but only types of PostgreSQL's own are named in its
// place: a domain over an enum keeps its own name. Lengths and precisions are part of the declared type and,
// for lack of another place, of types that extensions bring. Declared defaults come first, then the domain's.
constexpr const char* columns_sql = R"(
with recursive domains (id, base) as (
  select oid, typbasetype from pg_type where typtype = 'd'
  union all
  select d.id, t.typbasetype from domains d join pg_type t on t.oid = d.base where t.typtype = 'd'
), base_types as (
  select d.id, d.base from domains d join pg_type t on t.oid = d.base where t.typtype <> 'd'
)
select a.attrelid, a.attname, col_description(a.attrelid, a.attnum),
  not (a.attnotnull or (t.typtype = 'd' and t.typnotnull)) as nullable,
  case
    when final.typnamespace <> 'pg_catalog'::regnamespace then format_type(t.oid, a.atttypmod)
    else format_type(final.oid, null)
  end as type,
  format_type(t.oid, a.atttypmod) as nominal_type,
  case
    when declared.modifier = -1 then null
    when declared.type in ('character'::regtype, 'character varying'::regtype) then declared.modifier - 4
    when declared.type in ('bit'::regtype, 'bit varying'::regtype) then declared.modifier
  end as maximum_length,
  case
    when t.typtype = 'd' and d.adbin is null then pg_get_expr(t.typdefaultbin, 0)
    when a.attidentity = 'd' then format('nextval(%L)', sequence.objid::regclass)
    when a.attgenerated = 's' then null
    else pg_get_expr(d.adbin, d.adrelid)
  end as default_value,
  final.oid
from pg_class c
  join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  join pg_type t on t.oid = a.atttypid
  left join base_types b on b.id = t.oid
  join pg_type final on final.oid = coalesce(b.base, t.oid)
  cross join lateral (select
    case when t.typtype = 'd' then t.typbasetype else t.oid end as type,
    case when t.typtype = 'd' then t.typtypmod else a.atttypmod end as modifier) declared
  left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
  left join pg_depend sequence
    on a.attidentity <> '' and sequence.classid = 'pg_class'::regclass and sequence.deptype = 'i'
    and sequence.refclassid = 'pg_class'::regclass
    and sequence.refobjid = a.attrelid and sequence.refobjsubid = a.attnum
where c.relkind in ('r', 'p', 'v', 'm', 'f')
  and not c.relispartition
  and c.relnamespace = any ($1::regnamespace[])
order by a.attrelid, a.attnum)";

constexpr const char* enums_sql =
    "select enumtypid, enumlabel from pg_enum order by enumtypid, enumsortorder";

using EnumValues = std::unordered_map<ObjectId, std::vector<std::string>>;
using Relations = std::unordered_map<ObjectId, Relation>;

constexpr std::uint32_t update_event = 4;
constexpr std::uint32_t insert_event = 8;
constexpr std::uint32_t delete_event = 16;

Relation relation_of(Row& row) {
  Relation relation;
  relation.name = {take_text(row[1]), take_text(row[2])};
  relation.description = std::move(row[3]);
  relation.is_view = is_true(row[4]);
  const std::uint32_t events = to_number(row[5]);
  relation.insertable = (events & insert_event) != 0;
  relation.updatable = (events & update_event) != 0;
  relation.deletable = (events & delete_event) != 0;
  return relation;
}

Column column_of(Row& row, const EnumValues& enums) {
  Column column;
  column.name = take_text(row[1]);
  column.description = std::move(row[2]);
  column.nullable = is_true(row[3]);
  column.type = take_text(row[4]);
  column.nominal_type = take_text(row[5]);
  if (row[6]) column.maximum_length = static_cast<std::int32_t>(to_number(row[6]));
  column.default_value = std::move(row[7]);
  const auto values = enums.find(to_number(row[8]));
  if (values != enums.end()) column.enum_values = values->second;
  return column;
}

Result<EnumValues> load_enums(Session& session) {
  auto rows = session.query(enums_sql);
  if (!rows) return fail(std::move(rows.error()));
  EnumValues enums;
  for (Row& row : rows->rows) enums[to_number(row[0])].push_back(take_text(row[1]));
  return enums;
}

Result<void> load_columns(Session& session, const Value& schemas, Relations& relations) {
  const auto enums = load_enums(session);
  if (!enums) return fail(enums.error());
  auto rows = session.query(columns_sql, {schemas});
  if (!rows) return fail(std::move(rows.error()));
  for (Row& row : rows->rows) {
    const auto found = relations.find(to_number(row[0]));
    if (found == relations.end()) continue;
    Relation& relation = found->second;
    relation.columns.push_back(column_of(row, *enums));
    relation.column_positions.emplace(relation.columns.back().name, relation.columns.size() - 1);
  }
  return {};
}

}  // namespace

Result<Relations> load_relations(Session& session, const std::vector<std::string>& schemas) {
  const Value parameter = schemas_text(schemas);
  auto rows = session.query(relations_sql, {parameter});
  if (!rows) return fail(std::move(rows.error()));
  Relations relations;
  for (Row& row : rows->rows) relations.emplace(to_number(row[0]), relation_of(row));
  if (auto loaded = load_columns(session, parameter, relations); !loaded) return fail(loaded.error());
  return relations;
}

}  // namespace marque::pg::catalogue
