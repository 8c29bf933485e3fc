// Drift: one change of every kind is found, under the name of the object that changed, and undone it is gone.
#include <algorithm>

#include "migrations_support.hpp"

namespace marque::pg::migrations {
namespace {

const Sources base = {{"20260101000000_base.sql", R"(
create table public.parent (id int primary key);
create table public.a (id int primary key, note text default 'x', n int not null default 1, parent int,
  constraint a_n check (n > 0));
create index a_note on public.a (note);
create table public.parted (id int) partition by range (id);
create view public.v as select id from public.a;
create materialized view public.m as select id from public.a;
create sequence public.s;
create type public.mood as enum ('good', 'bad');
create type public.pair as (x int, y int);
create domain public.short as text check (length(value) < 10);
create function public.f() returns int language sql as 'select 1';
create procedure public.p() language sql as 'select 1';
create function public.t() returns trigger language plpgsql as 'begin return new; end';
create trigger tr before insert on public.a for each row execute function public.t();
alter table public.a enable row level security;
create policy pol on public.a for select to public using (id > 0);
create rule r as on delete to public.parent do instead nothing;
create statistics public.st on id, n from public.a;
comment on table public.a is 'one';
comment on column public.a.note is 'one';
create schema flow;
create function public.et() returns event_trigger language plpgsql as 'begin end';
)"}};

struct Case {
  const char* change;
  std::string expected;  ///< "kind identity change"
};

const Case cases[] = {
    {"create table public.new_one ()", "table public.new_one added"},
    {"drop table public.parent", "table public.parent removed"},
    {"alter table public.a disable row level security", "table public.a changed"},
    {"alter table public.a force row level security", "table public.a changed"},
    {"alter table public.a set (fillfactor = 50)", "table public.a changed"},
    {"alter table public.a replica identity full", "table public.a changed"},
    {"alter table public.parent set unlogged", "table public.parent changed"},
    {"create table public.part partition of public.parted for values from (0) to (9)",
     "table public.part added"},
    {"alter table public.a add column c int", "column public.a.c added"},
    {"alter table public.a alter column n type bigint", "column public.a.n changed"},
    {"alter table public.a alter column note set default 'y'", "column public.a.note changed"},
    {"alter table public.a alter column n drop not null", "column public.a.n changed"},
    {"alter table public.a alter column n drop default; alter table public.a alter column n add generated "
     "always as identity",
     "column public.a.n changed"},
    {"alter table public.a add column g int generated always as (n * 2) stored", "column public.a.g added"},
    {"alter table public.a drop constraint a_n", "constraint public.a.a_n removed"},
    {"alter table public.a add foreign key (parent) references public.parent",
     "constraint public.a.a_parent_fkey added"},
    {"alter table public.a drop constraint a_n; alter table public.a add constraint a_n check (n > 1)",
     "constraint public.a.a_n changed"},
    {"drop index public.a_note", "index public.a_note removed"},
    {"drop index public.a_note; create index a_note on public.a (note desc)", "index public.a_note changed"},
    {"create or replace view public.v as select id + 0 as id from public.a", "view public.v changed"},
    {"create view public.w as select 1 as one", "view public.w added"},
    {"drop materialized view public.m", "materialized view public.m removed"},
    {"alter sequence public.s increment 2", "sequence public.s changed"},
    {"alter type public.mood add value 'so so'", "type public.mood changed"},
    {"alter type public.pair add attribute z int", "type public.pair changed"},
    {"alter domain public.short set not null", "type public.short changed"},
    {"create type public.span as range (subtype = int4)", "type public.span added"},
    {"create or replace function public.f() returns int language sql as 'select 2'",
     "function public.f() changed"},
    {"alter function public.f() security definer", "function public.f() changed"},
    {"create function public.f(x int) returns int language sql as 'select 2'",
     "function public.f(x integer) added"},
    {"drop procedure public.p()", "procedure public.p() removed"},
    {"create aggregate public.total (int) (sfunc = int4pl, stype = int)",
     "aggregate public.total(integer) added"},
    {"alter table public.a disable trigger tr", "trigger tr on public.a changed"},
    {"drop trigger tr on public.a", "trigger tr on public.a removed"},
    {"alter policy pol on public.a using (true)", "policy pol on public.a changed"},
    {"alter policy pol on public.a to postgres", "policy pol on public.a changed"},
    {"create policy q on public.a for all to public with check (true)", "policy q on public.a added"},
    {"drop rule r on public.parent", "rule r on public.parent removed"},
    {"drop statistics public.st", "statistics public.st removed"},
    {"grant select on public.a to public", "grants table public.a changed"},
    {"grant update (note) on public.a to public", "grants column public.a.note added"},
    {"revoke execute on function public.f() from public", "grants function public.f() changed"},
    {"grant usage on schema flow to public", "grants schema flow changed"},
    {"grant usage on sequence public.s to public", "grants sequence public.s changed"},
    {"alter default privileges in schema public grant select on tables to public",
     "grants default privileges for postgres in public on tables added"},
    {"comment on table public.a is 'two'", "comment table public.a changed"},
    {"comment on column public.a.note is null", "comment table column public.a.note removed"},
    {"comment on policy pol on public.a is 'new'", "comment policy pol on public.a added"},
    {"comment on function public.f() is 'new'", "comment function public.f() added"},
    {"create schema other", "schema other added"},
    {"create event trigger e on ddl_command_end execute function public.et()", "event trigger e added"},
    {"create publication pub for table public.a", "publication pub added"},
};

// Each change is made, found and rolled back in one session; verifying only reads.
TEST_F(MigrationTest, DriftOfEveryKindIsNamed) {
  ASSERT_TRUE(ok(up(base)));
  const FileSet files = files_of(base);
  auto opened = session();
  ASSERT_TRUE(verify_schema(opened, files, {})->clean());
  for (const Case& drift : cases) {
    SCOPED_TRACE(drift.change);
    ASSERT_TRUE(ok(opened.execute("begin")));
    ASSERT_TRUE(ok(opened.execute(drift.change)));
    const auto report = verify_schema(opened, files, {});
    ASSERT_TRUE(ok(report));
    Texts found;
    for (const DriftEntry& entry : report->drift) {
      found.push_back(entry.kind + " " + entry.identity + " " + std::string(name_of(entry.change)));
      EXPECT_NE(entry.before, entry.after);
    }
    EXPECT_EQ(std::ranges::count(found, drift.expected), 1) << testing::PrintToString(found);
    ASSERT_TRUE(ok(opened.execute("rollback")));
  }
  EXPECT_TRUE(verify_schema(opened, files, {})->clean());
}

TEST_F(MigrationTest, TheFingerprintDependsOnTheSchemaAlone) {
  const auto first = up(base);
  ASSERT_TRUE(ok(first));
  // The same objects in another order, hence with other OIDs, under another default search_path and date
  // style.
  TearDown();
  SetUp();
  run("alter database " + database_ + " set search_path = public, pg_catalog");
  run("alter database " + database_ + " set datestyle = 'German'");
  Sources other = base;
  other["20260101000000_base.sql"].insert(0, "create table public.gone (); drop table public.gone;");
  const auto second = up(other);
  ASSERT_TRUE(ok(second));
  EXPECT_EQ(first->fingerprint, second->fingerprint);
}

TEST_F(MigrationTest, RowsAreNoDrift) {
  ASSERT_TRUE(ok(up(base)));
  run("insert into public.a (id) values (1); select nextval('public.s'); analyze public.a; refresh "
      "materialized view public.m");
  EXPECT_TRUE(verify(base)->clean());
}

}  // namespace
}  // namespace marque::pg::migrations
