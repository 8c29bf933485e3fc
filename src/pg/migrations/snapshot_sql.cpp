#include "pg/migrations/snapshot_sql.hpp"

namespace marque::pg::migrations {
namespace {

// What is in scope. Members of extensions are left out: the extension's version stands for them.
constexpr const char* kScope = R"(
with spaces as materialized (
  select oid, nspname, nspowner, nspacl, nspname = any($1::text[]) as managed
  from pg_namespace
  where nspname !~ '^pg_' and nspname not in ('information_schema', 'supabase_migrations')
), members as materialized (
  select classid, objid from pg_depend where deptype = 'e'
), relations as materialized (
  select c.*, format('%I.%I', s.nspname, c.relname) as identity, s.managed
  from pg_class c join spaces s on s.oid = c.relnamespace
  where not exists (select from members m where m.classid = 'pg_class'::regclass and m.objid = c.oid)
), own as materialized (
  select * from relations where not managed
), routines as materialized (
  select p.*, format('%I.%I(%s)', s.nspname, p.proname, pg_get_function_identity_arguments(p.oid)) as identity
  from pg_proc p join spaces s on s.oid = p.pronamespace and not s.managed
  where not exists (select from members m where m.classid = 'pg_proc'::regclass and m.objid = p.oid)
), types as materialized (
  select t.*, format('%I.%I', s.nspname, t.typname) as identity
  from pg_type t join spaces s on s.oid = t.typnamespace and not s.managed
  where not exists (select from members m where m.classid = 'pg_type'::regclass and m.objid = t.oid)
    and (t.typtype in ('e', 'd', 'r')
         or (t.typtype = 'c' and exists (select from pg_class c where c.oid = t.typrelid and c.relkind =
           'c')))
), objects as materialized (
  select 'pg_class'::regclass::oid as classid, oid as objid from own
  union all select 'pg_proc'::regclass, oid from routines
  union all select 'pg_type'::regclass, oid from types
  union all select 'pg_namespace'::regclass, oid from spaces where not managed
  union all select 'pg_constraint'::regclass, c.oid from pg_constraint c join own r on r.oid = c.conrelid
  union all select 'pg_constraint'::regclass, c.oid from pg_constraint c join types t on t.oid = c.contypid
  union all select 'pg_trigger'::regclass, t.oid from pg_trigger t join own r on r.oid = t.tgrelid
  union all select 'pg_rewrite'::regclass, w.oid from pg_rewrite w join own r on r.oid = w.ev_class
  union all select 'pg_policy'::regclass, p.oid from pg_policy p join relations r on r.oid = p.polrelid
), access as materialized (
  select 'schema ' || quote_ident(nspname) as identity,
    coalesce(nspacl, acldefault('n', nspowner)) as acl from spaces where not managed
  union all select case relkind when 'S' then 'sequence ' else 'table ' end || identity,
    coalesce(relacl, acldefault(case relkind when 'S' then 's' else 'r' end::"char", relowner))
    from own where relkind in ('r', 'p', 'v', 'm', 'f', 'S')
  union all select 'column ' || r.identity || '.' || quote_ident(a.attname), a.attacl
    from own r join pg_attribute a on a.attrelid = r.oid and a.attacl is not null and not a.attisdropped
  union all select 'function ' || identity, coalesce(proacl, acldefault('f', proowner)) from routines
  union all select 'type ' || identity, coalesce(typacl, acldefault('T', typowner)) from types
  union all select 'default privileges for ' || d.defaclrole::regrole || coalesce(' in ' ||
    quote_ident(s.nspname), '')
    || ' on ' || case d.defaclobjtype when 'r' then 'tables' when 'S' then 'sequences' when 'f' then
      'functions'
                 when 'T' then 'types' else 'schemas' end, d.defaclacl
    from pg_default_acl d left join spaces s on s.oid = d.defaclnamespace
    where d.defaclnamespace = 0 or not s.managed
)
)";

constexpr const char* kRelations = R"(
select 'schema', quote_ident(nspname), 'owner ' || nspowner::regrole from spaces where not managed
union all
select case r.relkind when 'v' then 'view' when 'm' then 'materialized view' when 'f' then 'foreign table'
    else 'table' end, r.identity, concat_ws(E'\n', 'owner ' || r.relowner::regrole,
  case r.relpersistence when 'u' then 'unlogged' end,
  case when r.relkind in ('r', 'p') then 'row security ' || case when r.relrowsecurity then 'on' else 'off'
    end end,
  case when r.relforcerowsecurity then 'row security forced' end,
  case when r.relreplident <> 'd' and r.relkind in ('r', 'p') then 'replica identity ' ||
    r.relreplident::text end,
  case when r.relkind = 'p' then 'partition by ' || pg_get_partkeydef(r.oid) end,
  case when r.relispartition then 'partition ' || pg_get_expr(r.relpartbound, r.oid) end,
  (select 'inherits ' || string_agg(inhparent::regclass::text, ', ' order by inhseqno)
   from pg_inherits where inhrelid = r.oid),
  'options ' || (select string_agg(option, ', ' order by option) from unnest(r.reloptions) option),
  case when r.relkind in ('v', 'm') then pg_get_viewdef(r.oid) end)
from own r where r.relkind in ('r', 'p', 'v', 'm', 'f')
union all
select 'sequence', r.identity, concat_ws(E'\n', 'owner ' || r.relowner::regrole,
  format('%s start %s increment %s minimum %s maximum %s cache %s%s', q.seqtypid::regtype, q.seqstart,
    q.seqincrement, q.seqmin, q.seqmax, q.seqcache, case when q.seqcycle then ' cycle' end),
  (select format('owned by %s.%I', d.refobjid::regclass, a.attname)
   from pg_depend d join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
   where d.classid = 'pg_class'::regclass and d.objid = r.oid and d.deptype in ('a', 'i')
     and d.refclassid = 'pg_class'::regclass))
from own r join pg_sequence q on q.seqrelid = r.oid
union all
select 'column', r.identity || '.' || quote_ident(a.attname), concat_ws(' ', format_type(a.atttypid,
  a.atttypmod),
  (select 'collate ' || quote_ident(l.collname) from pg_collation l
   where l.oid = a.attcollation and l.collname <> 'default' and l.oid <> t.typcollation),
  case when a.attnotnull then 'not null' end,
  case a.attidentity when 'a' then 'generated always as identity' when 'd' then
    'generated by default as identity' end,
  case when a.attgenerated = '' then 'default ' else 'generated always as ' end || pg_get_expr(d.adbin,
    d.adrelid),
  case when a.attstorage <> t.typstorage then 'storage ' || a.attstorage::text end,
  case when a.attcompression <> '' then 'compression ' || a.attcompression::text end)
from own r join pg_attribute a on a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped
  join pg_type t on t.oid = a.atttypid
  left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
where r.relkind in ('r', 'p', 'f')
union all
select 'index', x.identity, pg_get_indexdef(x.oid) || case when i.indisvalid then '' else ' (invalid)' end
  || case when i.indisclustered then ' (clustered)' else '' end
from own x join pg_index i on i.indexrelid = x.oid
where not exists (select from pg_constraint c where c.conindid = x.oid and c.contype in ('p', 'u', 'x'))
)";

constexpr const char* kRules = R"(
select 'constraint', r.identity || '.' || quote_ident(c.conname), pg_get_constraintdef(c.oid)
from pg_constraint c join own r on r.oid = c.conrelid where c.contype in ('c', 'f', 'p', 'u', 'x')
union all
select 'trigger', quote_ident(t.tgname) || ' on ' || r.identity, pg_get_triggerdef(t.oid)
  || case t.tgenabled when 'D' then ' (disabled)' when 'A' then ' (always)' when 'R' then ' (replica)' else
    '' end
from pg_trigger t join relations r on r.oid = t.tgrelid
where not t.tgisinternal and (not r.managed or exists (select from routines f where f.oid = t.tgfoid))
union all
select 'policy', quote_ident(p.polname) || ' on ' || r.identity, concat_ws(E'\n',
  case when p.polpermissive then 'permissive' else 'restrictive' end || ' for ' || case p.polcmd when 'r'
    then 'select'
    when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete' else 'all' end || ' to '
  || (select string_agg(case role when 0 then 'public' else role::regrole::text end, ', '
        order by case role when 0 then 'public' else role::regrole::text end) from unnest(p.polroles) role),
  'using ' || pg_get_expr(p.polqual, p.polrelid), 'with check ' || pg_get_expr(p.polwithcheck, p.polrelid))
from pg_policy p join relations r on r.oid = p.polrelid
union all
select 'rule', quote_ident(w.rulename) || ' on ' || r.identity, pg_get_ruledef(w.oid)
from pg_rewrite w join own r on r.oid = w.ev_class where w.rulename <> '_RETURN'
union all
select 'statistics', format('%I.%I', s.nspname, e.stxname), pg_get_statisticsobjdef(e.oid)
from pg_statistic_ext e join spaces s on s.oid = e.stxnamespace and not s.managed
)";

constexpr const char* kRoutines = R"(
select case prokind when 'p' then 'procedure' else 'function' end, identity,
  'owner ' || proowner::regrole || E'\n' || rtrim(pg_get_functiondef(oid), E' \n')
from routines where prokind <> 'a'
union all
select 'aggregate', f.identity, concat_ws(E'\n', 'owner ' || f.proowner::regrole,
  format('sfunc %s stype %s', a.aggtransfn::oid::regprocedure, a.aggtranstype::regtype),
  case when a.aggfinalfn <> 0 then 'finalfunc ' || a.aggfinalfn::oid::regprocedure end,
  'initcond ' || a.agginitval)
from routines f join pg_aggregate a on a.aggfnoid = f.oid
union all
select 'type', t.identity, concat_ws(E'\n', 'owner ' || t.typowner::regrole, case t.typtype
  when 'e' then 'enum ' || (select string_agg(quote_literal(enumlabel), ', ' order by enumsortorder)
                            from pg_enum where enumtypid = t.oid)
  when 'd' then concat_ws(' ', 'domain', format_type(t.typbasetype, t.typtypmod),
    case when t.typnotnull then 'not null' end, 'default ' || t.typdefault,
    (select string_agg(format('constraint %I %s', c.conname, pg_get_constraintdef(c.oid)), ' ' order by
      c.conname)
     from pg_constraint c where c.contypid = t.oid and c.contype = 'c'))
  when 'c' then 'composite ' || (select string_agg(quote_ident(a.attname) || ' ' || format_type(a.atttypid,
    a.atttypmod),
      ', ' order by a.attnum) from pg_attribute a where a.attrelid = t.typrelid and a.attnum > 0 and not
        a.attisdropped)
  else 'range of ' || (select rngsubtype::regtype from pg_range where rngtypid = t.oid) end)
from types t
union all
select 'extension', quote_ident(e.extname), format('version %s in %I', e.extversion, n.nspname)
from pg_extension e join pg_namespace n on n.oid = e.extnamespace
union all
select 'event trigger', quote_ident(e.evtname), concat_ws(' ', 'on', e.evtevent, 'execute',
  e.evtfoid::regprocedure,
  array_to_string(e.evttags, ', '), case e.evtenabled when 'D' then 'disabled' end)
from pg_event_trigger e join routines f on f.oid = e.evtfoid
union all
select 'publication', quote_ident(p.pubname), concat_ws(E'\n', case when p.puballtables then 'all tables' end,
  concat_ws(' ', case when p.pubinsert then 'insert' end, case when p.pubupdate then 'update' end,
    case when p.pubdelete then 'delete' end, case when p.pubtruncate then 'truncate' end),
  (select string_agg(r.prrelid::regclass::text, ', ' order by r.prrelid::regclass::text)
   from pg_publication_rel r where r.prpubid = p.oid))
from pg_publication p where cardinality($1::text[]) = 0
)";

constexpr const char* kAccess = R"(
select 'grants', identity, coalesce((select string_agg(line, E'\n' order by line) from (
  select case grantee when 0 then 'public' else grantee::regrole::text end || ': '
    || string_agg(privilege_type || case when is_grantable then ' with grant option' else '' end, ', '
                  order by privilege_type) as line
  from aclexplode(access.acl) group by grantee) lines), 'nobody')
from access
union all
select 'comment', identified.type || ' ' || identified.identity, d.description
from pg_description d join objects o on o.classid = d.classoid and o.objid = d.objoid,
  pg_identify_object(d.classoid, d.objoid, d.objsubid) identified
)";

}  // namespace

std::string snapshot_sql() {
  std::string sql = kScope;
  const char* separator = "";
  for (const char* part : {kRelations, kRules, kRoutines, kAccess}) {
    sql.append(separator).append(part);
    separator = "union all\n";
  }
  return "select kind, identity, definition from (" + sql + ") as found (kind, identity, definition)\n" +
         "order by kind collate \"C\", identity collate \"C\"";
}

}  // namespace marque::pg::migrations
