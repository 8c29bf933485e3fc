#include "pg/migrations/docs_catalogue.hpp"

#include <algorithm>
#include <map>

namespace marque::pg::migrations {
namespace {

constexpr const char* kSettings =
    "set search_path = pg_catalog; set quote_all_identifiers = off; set timezone = 'UTC'";

// The schemas in a reader's order; members of extensions are not ours to describe.
constexpr const char* kScope = R"(
with spaces as (
  select oid, nspname,
    coalesce(array_position(array['public', 'auth', 'storage', 'flow', 'legacy'], nspname::text), 99) as rank
  from pg_namespace
  where nspname !~ '^pg_' and nspname not in ('information_schema', 'supabase_migrations', 'extensions')
), tables as (
  select c.*, s.nspname, s.rank, s.nspname || '.' || c.relname as identity
  from pg_class c join spaces s on s.oid = c.relnamespace
  where c.relkind in ('r', 'p') and not c.relispartition and not exists (
    select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
)
)";

constexpr const char* kSchemas =
    "select nspname, obj_description(oid, 'pg_namespace') from spaces order by rank, nspname collate \"C\"";

constexpr const char* kTables =
    "select nspname, relname, obj_description(oid, 'pg_class'), relrowsecurity from tables"
    " order by rank, nspname collate \"C\", relname collate \"C\"";

constexpr const char* kColumns = R"(
select t.identity, a.attname, format_type(a.atttypid, a.atttypmod), not a.attnotnull,
  case when a.attidentity <> '' then 'identity'
       when a.attgenerated <> '' then 'generated: ' || pg_get_expr(d.adbin, d.adrelid)
       else pg_get_expr(d.adbin, d.adrelid) end,
  col_description(t.oid, a.attnum),
  exists (select from pg_constraint c where c.conrelid = t.oid and c.contype = 'p' and a.attnum =
    any(c.conkey)),
  exists (select from pg_constraint c where c.conrelid = t.oid and c.contype = 'f' and a.attnum =
    any(c.conkey))
from tables t join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
  left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
order by t.identity collate "C", a.attnum)";

constexpr const char* kConstraints = R"(
select t.identity, c.conname, pg_get_constraintdef(c.oid), obj_description(c.oid, 'pg_constraint')
from tables t join pg_constraint c on c.conrelid = t.oid and c.contype in ('p', 'u', 'f', 'c', 'x')
order by t.identity collate "C", array_position(array['p', 'u', 'f', 'c', 'x'], c.contype::text), c.conname
  collate "C")";

constexpr const char* kIndexes = R"(
select t.identity, x.relname, regexp_replace(pg_get_indexdef(x.oid), '^CREATE (UNIQUE )?INDEX .* ON \S+ ',
  '\1'),
  obj_description(x.oid, 'pg_class')
from tables t join pg_index i on i.indrelid = t.oid join pg_class x on x.oid = i.indexrelid
where not exists (select from pg_constraint c where c.conindid = x.oid and c.contype in ('p', 'u', 'x'))
order by t.identity collate "C", x.relname collate "C")";

constexpr const char* kTriggers = R"(
select t.identity, g.tgname,
  regexp_replace(pg_get_triggerdef(g.oid), '^CREATE (CONSTRAINT )?TRIGGER \S+ (.*) ON \S+ (.*)$', '\2 \3'),
  obj_description(g.oid, 'pg_trigger')
from tables t join pg_trigger g on g.tgrelid = t.oid and not g.tgisinternal
order by t.identity collate "C", g.tgname collate "C")";

constexpr const char* kPolicies = R"(
select t.identity, p.polname, concat_ws(E'\n',
  case when p.polpermissive then '' else 'restrictive, ' end || case p.polcmd when 'r' then 'select' when
    'a' then 'insert'
    when 'w' then 'update' when 'd' then 'delete' else 'all' end || ' for '
  || (select string_agg(case role when 0 then 'public' else pg_get_userbyid(role)::text end, ', '
        order by case role when 0 then 'public' else pg_get_userbyid(role)::text end) from
          unnest(p.polroles) role),
  'using ' || pg_get_expr(p.polqual, p.polrelid), 'with check ' || pg_get_expr(p.polwithcheck, p.polrelid)),
  obj_description(p.oid, 'pg_policy')
from tables t join pg_policy p on p.polrelid = t.oid
order by t.identity collate "C", p.polname collate "C")";

// Per API role: what it may do with the whole table, and with single columns beyond that.
constexpr const char* kGrants = R"(
select t.identity, r.rolname, concat_ws('; ', whole.privileges, single.privileges), null
from tables t cross join pg_roles r
cross join lateral (
  select string_agg(lower(x.privilege_type), ', ' order by x.privilege_type collate "C") as privileges
  from aclexplode(t.relacl) x where x.grantee = r.oid
    and x.privilege_type in ('SELECT', 'INSERT', 'UPDATE', 'DELETE')) whole
cross join lateral (
  select string_agg(y.privilege || ' (' || y.columns || ')', ', ' order by y.privilege) as privileges from (
    select lower(x.privilege_type) as privilege, string_agg(a.attname, ', ' order by a.attnum) as columns
    from pg_attribute a, aclexplode(a.attacl) x
    where a.attrelid = t.oid and not a.attisdropped and x.grantee = r.oid group by 1) y) single
where r.rolname in ('anon', 'authenticated', 'service_role') and (whole.privileges, single.privileges) is
  distinct from (null, null)
order by t.identity collate "C", r.rolname collate "C")";

constexpr const char* kReferences = R"(
select t.identity, (select string_agg(a.attname, ', ' order by k.position) from unnest(c.conkey) with
  ordinality
    k(number, position) join pg_attribute a on a.attrelid = t.oid and a.attnum = k.number),
  n.nspname || '.' || f.relname,
  exists (select from pg_index i where i.indrelid = t.oid and i.indisunique and i.indpred is null
          and i.indkey::int2[] <@ c.conkey and i.indnkeyatts > 0),
  exists (select from pg_attribute a where a.attrelid = t.oid and a.attnum = any(c.conkey) and not
    a.attnotnull)
from tables t join pg_constraint c on c.conrelid = t.oid and c.contype = 'f'
  join pg_class f on f.oid = c.confrelid join pg_namespace n on n.oid = f.relnamespace
order by t.identity collate "C", c.conname collate "C")";

constexpr const char* kFunctions = R"(
select s.nspname, p.proname || '(' || pg_get_function_arguments(p.oid) || ')', pg_get_function_result(p.oid),
  obj_description(p.oid, 'pg_proc') || case when p.prosecdef then ' (security definer)' else '' end,
  (select string_agg(distinct case x.grantee when 0 then 'everybody' else pg_get_userbyid(x.grantee)::text
    end, ', ')
   from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) x where x.grantee <> p.proowner)
from pg_proc p join spaces s on s.oid = p.pronamespace
where not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and
  d.deptype = 'e')
order by s.rank, s.nspname collate "C", p.proname collate "C", pg_get_function_identity_arguments(p.oid)
  collate "C")";

constexpr const char* kBuckets = R"(
select b.id, case when b.public then 'public' else 'private' end,
  coalesce(pg_size_pretty(b.file_size_limit), 'no limit'),
  array_to_string(b.allowed_mime_types, ', ')
from storage.buckets b order by b.id collate "C")";

constexpr const char* kRoles = R"(
select r.rolname, concat_ws(', ', case when r.rolsuper then 'superuser' end, case when r.rolcanlogin then
  'login' end,
    case when not r.rolinherit then 'noinherit' end, case when r.rolbypassrls then 'bypassrls' end,
    case when r.rolcreaterole then 'createrole' end),
  (select string_agg(g.rolname, ', ' order by g.rolname collate "C") from pg_auth_members m join pg_roles g
    on g.oid = m.roleid
   where m.member = r.oid), shobj_description(r.oid, 'pg_authid')
from pg_roles r where r.rolname in ('anon', 'authenticated', 'service_role', 'authenticator')
order by r.rolname collate "C")";

using Texts = std::vector<std::string>;

Result<std::vector<Texts>> read(Session& session, const std::string& sql) {
  auto rows = session.query(sql);
  if (!rows) return fail(std::move(rows.error()));
  std::vector<Texts> texts;
  for (auto& row : rows->rows) {
    Texts& values = texts.emplace_back();
    for (auto& value : row) values.push_back(std::move(value).value_or(""));
  }
  return texts;
}

class Reader {
 public:
  explicit Reader(Session& session) : session_(session) {}

  Result<DocCatalogue> run() {
    if (auto set = session_.execute(kSettings); !set) return fail(std::move(set.error()));
    using Take = void (Reader::*)(const Texts&);
    const std::pair<const char*, Take> steps[] = {{kSchemas, &Reader::take_schema},
                                                  {kTables, &Reader::take_table},
                                                  {kColumns, &Reader::take_column},
                                                  {kConstraints, &Reader::take_part<&DocTable::constraints>},
                                                  {kIndexes, &Reader::take_part<&DocTable::indexes>},
                                                  {kTriggers, &Reader::take_part<&DocTable::triggers>},
                                                  {kPolicies, &Reader::take_part<&DocTable::policies>},
                                                  {kGrants, &Reader::take_part<&DocTable::grants>},
                                                  {kReferences, &Reader::take_reference},
                                                  {kFunctions, &Reader::take_function},
                                                  {kRoles, &Reader::take_role}};
    for (const auto& [sql, take] : steps) {
      if (auto done = each(std::string(kScope) + sql, take); !done) return fail(std::move(done.error()));
    }
    const auto buckets = session_.query("select to_regclass('storage.buckets')");
    if (buckets && buckets->single()) {
      if (auto done = each(kBuckets, &Reader::take_bucket); !done) return fail(std::move(done.error()));
    }
    (void)session_.execute("reset all");
    return std::move(catalogue_);
  }

 private:
  Result<void> each(const std::string& sql, void (Reader::*take)(const Texts&)) {
    auto rows = read(session_, sql);
    if (!rows) return fail(std::move(rows.error()));
    for (const Texts& row : *rows) (this->*take)(row);
    return {};
  }

  void take_schema(const Texts& row) { catalogue_.schemas.push_back({row[0], {}, row[1]}); }
  void take_table(const Texts& row) {
    DocTable table;
    table.schema = row[0], table.name = row[1], table.comment = row[2], table.row_security = row[3] == "t";
    index_[table.identity()] = catalogue_.tables.size();
    catalogue_.tables.push_back(std::move(table));
  }
  void take_column(const Texts& row) {
    table(row).columns.push_back(
        {row[1], row[2], row[4], row[5], row[3] == "t", row[6] == "t", row[7] == "t"});
  }
  template <std::vector<DocPart> DocTable::* parts>
  void take_part(const Texts& row) {
    (table(row).*parts).push_back({row[1], row[2], row[3]});
  }
  void take_reference(const Texts& row) {
    table(row).references.push_back({row[1], row[2], row[3] == "t", row[4] == "t"});
  }
  void take_function(const Texts& row) {
    catalogue_.functions.push_back({row[0], row[1], row[2], row[3], row[4]});
  }
  void take_bucket(const Texts& row) { catalogue_.buckets.push_back({row[0], row[1], row[2], row[3]}); }
  void take_role(const Texts& row) { catalogue_.roles.push_back({row[0], row[1], row[2], row[3]}); }

  DocTable& table(const Texts& row) { return catalogue_.tables[index_.at(row[0])]; }

  Session& session_;
  DocCatalogue catalogue_;
  std::map<std::string, std::size_t> index_;
};

}  // namespace

Result<DocCatalogue> read_docs_catalogue(Session& session) { return Reader(session).run(); }

std::vector<const DocTable*> diagram_tables(const DocCatalogue& catalogue) {
  std::vector<const DocTable*> tables;
  for (const DocTable& table : catalogue.tables) {
    if (table.schema == "public" || table.identity() == "auth.users") tables.push_back(&table);
  }
  return tables;
}

}  // namespace marque::pg::migrations
