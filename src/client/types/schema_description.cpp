#include "client/types/schema_description.hpp"

#include <algorithm>
#include <string_view>

#include "client/types/collation.hpp"
#include "marque/row.hpp"
#include "pg/catalogue_loader.hpp"

namespace marque {

// How the queries' JSON is read.
template <>
inline constexpr auto columns_of<client::AttributeDescription> =
    columns(column("name", &client::AttributeDescription::name),
            column("type_id", &client::AttributeDescription::type_id));
template <>
inline constexpr auto columns_of<client::TypeDescription> =
    columns(column("id", &client::TypeDescription::id), column("schema", &client::TypeDescription::schema),
            column("name", &client::TypeDescription::name), column("kind", &client::TypeDescription::kind),
            column("relation_id", &client::TypeDescription::relation_id),
            column("enum_values", &client::TypeDescription::enum_values),
            column("attributes", &client::TypeDescription::attributes));
template <>
inline constexpr auto columns_of<client::ColumnDescription> = columns(
    column("name", &client::ColumnDescription::name), column("type", &client::ColumnDescription::type),
    column("type_schema", &client::ColumnDescription::type_schema),
    column("nullable", &client::ColumnDescription::nullable),
    column("has_default", &client::ColumnDescription::has_default),
    column("is_identity", &client::ColumnDescription::is_identity),
    column("is_always_identity", &client::ColumnDescription::is_always_identity),
    column("is_generated", &client::ColumnDescription::is_generated),
    column("is_updatable", &client::ColumnDescription::is_updatable));
template <>
inline constexpr auto columns_of<client::RelationDescription> = columns(
    column("id", &client::RelationDescription::id), column("schema", &client::RelationDescription::schema),
    column("name", &client::RelationDescription::name), column("kind", &client::RelationDescription::kind),
    column("is_insertable", &client::RelationDescription::is_insertable),
    column("is_updatable", &client::RelationDescription::is_updatable),
    column("columns", &client::RelationDescription::columns));
template <>
inline constexpr auto columns_of<client::ParameterDescription> = columns(
    column("name", &client::ParameterDescription::name), column("mode", &client::ParameterDescription::mode),
    column("type_id", &client::ParameterDescription::type_id),
    column("has_default", &client::ParameterDescription::has_default));
template <>
inline constexpr auto columns_of<client::FunctionDescription> =
    columns(column("schema", &client::FunctionDescription::schema),
            column("name", &client::FunctionDescription::name),
            column("parameters", &client::FunctionDescription::parameters),
            column("argument_text", &client::FunctionDescription::argument_text),
            column("return_text", &client::FunctionDescription::return_text),
            column("return_type_id", &client::FunctionDescription::return_type_id),
            column("return_relation_id", &client::FunctionDescription::return_relation_id),
            column("returns_set", &client::FunctionDescription::returns_set),
            column("expected_rows", &client::FunctionDescription::expected_rows));

namespace client {
namespace {

// Each query gives one JSON array; $1 is the text[] of the schemas.

constexpr const char* types_sql = R"(
  select json_agg(described)
  from (
    select t.oid::bigint as id, n.nspname as schema, t.typname as name, t.typtype::text as kind,
           t.typrelid::bigint as relation_id,
           array(select e.enumlabel from pg_enum e where e.enumtypid = t.oid order by e.enumsortorder)
             as enum_values,
           coalesce((select json_agg(json_build_object('name', a.attname, 'type_id', a.atttypid::bigint)
                                     order by a.attnum)
                     from pg_attribute a
                     where a.attrelid = r.oid and r.relkind = 'c' and a.attnum > 0 and not a.attisdropped),
                    '[]') as attributes
    from pg_type t
    join pg_namespace n on n.oid = t.typnamespace
    left join pg_class r on r.oid = t.typrelid
    where t.typrelid = 0 or r.relkind in ('c', 'r', 'v', 'm', 'p', 'f')
  ) as described)";

constexpr const char* relations_sql = R"(
  select coalesce(json_agg(described), '[]')
  from (
    select r.oid::bigint as id, n.nspname as schema, r.relname as name, r.relkind::text as kind,
           r.relkind in ('r', 'p') or (pg_relation_is_updatable(r.oid, true) & 8) = 8 as is_insertable,
           r.relkind in ('r', 'p') or (pg_relation_is_updatable(r.oid, true) & 4) = 4 as is_updatable,
           coalesce(c.described, '[]') as columns
    from pg_class r
    join pg_namespace n on n.oid = r.relnamespace
    -- INSTEAD OF triggers (64) for INSERT (4) or UPDATE (16) and unconditional rules write whole rows
    cross join lateral (
      select exists (select from pg_trigger t
                     where t.tgrelid = r.oid and t.tgtype & 64 <> 0 and t.tgtype & 20 <> 0
                       and not t.tgisinternal)
             or exists (select from pg_rewrite w
                        where w.ev_class = r.oid and w.is_instead and w.ev_type in ('2', '3')
                          and w.ev_qual::text = '<>') as whole_rows
    ) as w
    left join lateral (
      select json_agg(json_build_object(
               'name', a.attname, 'type', coalesce(b.typname, t.typname),
               'type_schema', coalesce(b.typnamespace, t.typnamespace)::regnamespace::text,
               'nullable', not (a.attnotnull or t.typtype = 'd' and t.typnotnull),
               'has_default', a.atthasdef, 'is_identity', a.attidentity <> '',
               'is_always_identity', a.attidentity = 'a', 'is_generated', a.attgenerated <> '',
               'is_updatable', r.relkind in ('r', 'p') or r.relkind in ('v', 'f')
                               and (pg_column_is_updatable(r.oid, a.attnum, false) or w.whole_rows))
                        order by a.attnum)
             as described
      from pg_attribute a
      join pg_type t on t.oid = a.atttypid
      left join pg_type b on t.typtype = 'd' and b.oid = t.typbasetype
      where a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped
    ) as c on true
    where n.nspname = any ($1::text[]) and r.relkind in ('r', 'p', 'f', 'v', 'm')
  ) as described)";

constexpr const char* functions_sql = R"(
  select coalesce(json_agg(described), '[]')
  from (
    select n.nspname as schema, p.proname as name,
           pg_get_function_arguments(p.oid) as argument_text, pg_get_function_result(p.oid) as return_text,
           p.prorettype::bigint as return_type_id, r.typrelid::bigint as return_relation_id,
           p.proretset as returns_set, p.prorows as expected_rows,
           coalesce((select json_agg(json_build_object(
                              'name', coalesce(p.proargnames[place], ''), 'mode', mode, 'type_id', type_id,
                              'has_default', mode in ('i', 'b', 'v')
                                             and input > p.pronargs - p.pronargdefaults) order by place)
                     from (select place, type_id::bigint, coalesce(p.proargmodes[place], 'i') as mode,
                                  count(*) filter (where coalesce(p.proargmodes[place], 'i')
                                                     in ('i', 'b', 'v')) over (order by place) as input
                           from unnest(coalesce(p.proallargtypes, p.proargtypes::oid[]))
                                with ordinality as given (type_id, place)) as numbered),
                    '[]') as parameters
    from pg_proc p
    join pg_namespace n on n.oid = p.pronamespace
    join pg_type r on r.oid = p.prorettype
    where n.nspname = any ($1::text[]) and p.prokind = 'f' and r.typname not in ('trigger', 'event_trigger')
  ) as described)";

template <class Row>
Result<std::vector<Row>> read(pg::Session& session, const char* sql,
                              std::initializer_list<pg::Value> values) {
  auto rows = session.query(sql, values);
  if (!rows) return fail(std::move(rows.error()));
  const auto json = Json::parse(rows->single().value_or("[]"));
  auto described = json ? json->as<std::vector<Row>>() : std::unexpected(json.error());
  if (!described) return fail("client.bad_description", described.error().message);
  return *std::move(described);
}

bool by_name(const auto& left, const auto& right) {
  const int order = compare_for_readers(left.schema, right.schema);
  return order == 0 ? reads_before(left.name, right.name) : order < 0;
}

/// Foreign keys from the side that has them, with what they are through views.
std::vector<ForeignKeyDescription> foreign_keys_of(const pg::Catalogue& catalogue) {
  std::vector<ForeignKeyDescription> keys;
  for (const auto& [origin, relationships] : catalogue.relationships) {
    for (const auto& way : relationships) {
      const bool one_to_one = way.cardinality == pg::Cardinality::one_to_one;
      if (way.cardinality != pg::Cardinality::many_to_one && !(one_to_one && !way.is_parent)) continue;
      ForeignKeyDescription key{way.relation.schema,
                                way.relation.name,
                                way.constraint,
                                {},
                                one_to_one,
                                way.foreign_relation.schema,
                                way.foreign_relation.name,
                                {}};
      for (const auto& [column, foreign] : way.columns) {
        key.columns.push_back(column);
        key.foreign_columns.push_back(foreign);
      }
      keys.push_back(std::move(key));
    }
  }
  std::ranges::sort(keys, [](const auto& left, const auto& right) {
    if (const int order = compare_for_readers(left.name, right.name); order != 0) return order < 0;
    if (const int order = compare_for_readers(left.foreign_relation, right.foreign_relation); order != 0)
      return order < 0;
    return left.foreign_columns < right.foreign_columns;
  });
  return keys;
}

std::string array_text(const std::vector<std::string>& texts) { return Value(texts).text(); }

}  // namespace

bool SchemaDescription::includes(const std::string& schema) const {
  return std::ranges::find(schemas, schema) != schemas.end();
}

Result<SchemaDescription> describe_schemas(pg::Session& session, std::vector<std::string> schemas) {
  std::ranges::sort(schemas, reads_before);
  auto catalogue = pg::load_catalogue(session, {schemas, {}, {}});
  if (!catalogue) return fail(std::move(catalogue.error()));
  auto types = read<TypeDescription>(session, types_sql, {});
  if (!types) return fail(std::move(types.error()));
  auto relations = read<RelationDescription>(session, relations_sql, {array_text(schemas)});
  if (!relations) return fail(std::move(relations.error()));
  auto functions = read<FunctionDescription>(session, functions_sql, {array_text(schemas)});
  if (!functions) return fail(std::move(functions.error()));

  SchemaDescription description;
  description.schemas = std::move(schemas);
  description.relations = *std::move(relations);
  description.functions = *std::move(functions);
  description.foreign_keys = foreign_keys_of(*catalogue);
  for (auto& type : *types) description.types.emplace(type.id, std::move(type));
  std::ranges::sort(description.relations, by_name<RelationDescription, RelationDescription>);
  std::ranges::sort(description.functions, by_name<FunctionDescription, FunctionDescription>);
  return description;
}

}  // namespace client
}  // namespace marque
