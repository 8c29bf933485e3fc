#include "pg/catalogue/conversions.hpp"

#include <utility>

#include "pg/catalogue/rows.hpp"

namespace marque::pg::catalogue {
namespace {

constexpr const char* representations_sql = R"(
select c.castsource::regtype::text, c.casttarget::regtype::text, c.castfunc::regproc::text
from pg_cast c
  join pg_type source on source.oid = c.castsource
  join pg_type target on target.oid = c.casttarget
where c.castcontext = 'i' and c.castmethod = 'f'
  and (
    (source.typtype = 'd' and target.oid in ('json'::regtype, 'text'::regtype))
    or (target.typtype = 'd' and source.oid in ('json'::regtype, 'text'::regtype))
  )
  and has_function_privilege(c.castfunc, 'execute'))";

// An aggregate serves its only argument's relation, or any element; it goes by its own name. A function
// serves itself, and what is called in its name is the cast to the domain.
constexpr const char* media_handlers_sql = R"(
with media_types as (
  select t.oid, n.nspname as schema, lower(t.typname) as name
  from pg_type t join pg_namespace n on n.oid = t.typnamespace
  where t.typtype = 'd' and t.typname ~* '^([a-z0-9.-]+/[a-z0-9.+-]+|\*/\*)$'
), elements as (
  select t.oid, n.nspname as schema, t.typname as name, t.oid = 'anyelement'::regtype as is_any
  from pg_type t join pg_namespace n on n.oid = t.typnamespace
  where t.oid = 'anyelement'::regtype
    or t.oid in (select reltype from pg_class where relkind in ('r', 'p', 'v', 'm', 'f'))
), handlers as (
  select n.nspname as handler_schema, p.proname as handler,
    case when e.is_any then '' else e.schema end as target_schema,
    case when e.is_any then '' else e.name end as target,
    m.name as media_type
  from pg_proc p
    join pg_namespace n on n.oid = p.pronamespace
    join media_types m on m.oid = p.prorettype
    join elements e on e.oid = p.proargtypes[0]
  where p.prokind = 'a' and p.pronargs = 1 and p.pronamespace = any ($1::regnamespace[])
  union
  select m.schema, m.name, n.nspname, p.proname, m.name
  from pg_proc p
    join pg_namespace n on n.oid = p.pronamespace
    join media_types m on m.oid = p.prorettype
  where p.prokind = 'f' and not p.proretset and p.pronamespace = any ($1::regnamespace[])
)
select handler_schema, handler, target_schema, target, media_type from handlers
order by target_schema, target, media_type, handler_schema, handler)";

}  // namespace

Result<decltype(Catalogue::representations)> load_representations(Session& session) {
  auto rows = session.query(representations_sql);
  if (!rows) return fail(std::move(rows.error()));
  decltype(Catalogue::representations) representations;
  for (Row& row : rows->rows)
    representations.insert_or_assign({take_text(row[0]), take_text(row[1])}, take_text(row[2]));
  return representations;
}

Result<std::vector<MediaHandler>> load_media_handlers(Session& session,
                                                      const std::vector<std::string>& schemas) {
  auto rows = session.query(media_handlers_sql, {schemas_text(schemas)});
  if (!rows) return fail(std::move(rows.error()));
  std::vector<MediaHandler> handlers;
  for (Row& row : rows->rows)
    handlers.push_back(
        {{take_text(row[0]), take_text(row[1])}, {take_text(row[2]), take_text(row[3])}, take_text(row[4])});
  return handlers;
}

Result<decltype(Catalogue::timezones)> load_timezones(Session& session) {
  auto rows = session.query("select name from pg_timezone_names");
  if (!rows) return fail(std::move(rows.error()));
  decltype(Catalogue::timezones) timezones;
  for (Row& row : rows->rows) timezones.insert(take_text(row[0]));
  return timezones;
}

}  // namespace marque::pg::catalogue
