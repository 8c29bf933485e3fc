-- A small world for the REST cases. `library` is exposed first, `archive` and "Odd Shelf" too; `backroom` is
-- not; `extras` is on the search path behind them.
create schema library;
create schema archive;
create schema "Odd Shelf";
create schema backroom;
create schema extras;

comment on schema archive is E'The archive\n\nPapers, in the folders where they were put.';

create role reader nologin;
create role stranger nologin;
grant reader to authenticator;
-- On a hosted Supabase the owner belongs to the API's roles as well.
grant anon, authenticated, service_role, reader to postgres;
comment on role reader is 'May only read, and has settings of its own.';
comment on role stranger is 'Exists, but no request may become it.';
alter role reader set statement_timeout = '7s';
alter role reader set work_mem = '5MB';
alter role reader set default_transaction_isolation = 'repeatable read';

grant usage on schema library, archive, "Odd Shelf", extras to anon, authenticated, service_role, reader;

alter default privileges for role postgres in schema library, archive, "Odd Shelf"
  grant all on tables to anon, authenticated, service_role;
alter default privileges for role postgres in schema library, archive, "Odd Shelf"
  grant select on tables to reader;
alter default privileges for role postgres in schema library, archive, "Odd Shelf"
  grant all on sequences to anon, authenticated, service_role;

-- A login that brings settings of the API along, some of them for this database only.
create role configured login noinherit;
grant anon, authenticated to configured;
alter role configured set pgrst.db_schemas = 'archive, library';
alter role configured set pgrst.db_max_rows = '3';
alter role configured set pgrst.openapi_mode = 'disabled';
do $$
begin
  execute format('alter role configured in database %I set pgrst.db_max_rows = %L', current_database(), '1');
end
$$;
