-- The API knows the schema by heart and must be told when it changes: every command that changes what the API
-- shows sends a notification on its channel when it commits. One transaction sends it once, however many
-- commands it has.

create function model.announce_change() returns event_trigger
  language plpgsql
  set search_path = ''
  as $$
begin
  if exists (
    select from pg_catalog.pg_event_trigger_ddl_commands() as command
    where coalesce(command.schema_name, '') !~ '^pg_'
  ) then
    notify pgrst, 'reload schema';
  end if;
end
$$;
comment on function model.announce_change() is
  'Event trigger: tells the API that something was made or altered, unless it is temporary.';
revoke all on function model.announce_change() from public;

create function model.announce_removal() returns event_trigger
  language plpgsql
  set search_path = ''
  as $$
begin
  if exists (
    select from pg_catalog.pg_event_trigger_dropped_objects() as dropped where not dropped.is_temporary
  ) then
    notify pgrst, 'reload schema';
  end if;
end
$$;
comment on function model.announce_removal() is
  'Event trigger: tells the API that something was dropped, unless it was temporary.';
revoke all on function model.announce_removal() from public;

-- A hosted project has such triggers already. Where nobody may make them, the server is told of changes by
-- hand: notify pgrst.
do $$
begin
  if exists (
    select from pg_catalog.pg_event_trigger as other
      join pg_catalog.pg_proc as its_function on its_function.oid = other.evtfoid
    where other.evtenabled <> 'D' and its_function.prosrc ~* 'notify\s+pgrst'
  ) then
    return;
  end if;
  create event trigger announce_change on ddl_command_end
    when tag in (
      'CREATE SCHEMA', 'ALTER SCHEMA',
      'CREATE TABLE', 'CREATE TABLE AS', 'SELECT INTO', 'ALTER TABLE',
      'CREATE FOREIGN TABLE', 'ALTER FOREIGN TABLE', 'IMPORT FOREIGN SCHEMA',
      'CREATE VIEW', 'ALTER VIEW', 'CREATE MATERIALIZED VIEW', 'ALTER MATERIALIZED VIEW',
      'CREATE RULE', 'CREATE TRIGGER',
      'CREATE FUNCTION', 'ALTER FUNCTION', 'ALTER ROUTINE', 'CREATE AGGREGATE', 'ALTER AGGREGATE',
      'CREATE TYPE', 'ALTER TYPE', 'CREATE DOMAIN', 'ALTER DOMAIN', 'CREATE CAST',
      'CREATE EXTENSION', 'ALTER EXTENSION', 'COMMENT'
    )
    execute function model.announce_change();
  create event trigger announce_removal on sql_drop
    when tag in (
      'DROP SCHEMA', 'DROP TABLE', 'DROP FOREIGN TABLE', 'DROP VIEW', 'DROP MATERIALIZED VIEW',
      'DROP RULE', 'DROP TRIGGER', 'DROP FUNCTION', 'DROP ROUTINE', 'DROP AGGREGATE',
      'DROP TYPE', 'DROP DOMAIN', 'DROP CAST', 'DROP EXTENSION', 'DROP OWNED'
    )
    execute function model.announce_removal();
  comment on event trigger announce_change is 'The API reads the schema again after a change.';
  comment on event trigger announce_removal is 'The API reads the schema again after a removal.';
exception
  when insufficient_privilege then
    raise notice 'changes of the schema are not announced: only a superuser may make event triggers';
end
$$;
