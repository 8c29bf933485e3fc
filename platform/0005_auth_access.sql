-- Schema auth, part three: what policies ask ("who is it?"), and who may touch the tables.
--
-- These functions stand in every policy, so they have to vanish into the query's plan. A SET clause would
-- forbid that; their bodies are bound to pg_catalog when they are created, so no search_path can mislead
-- them.

-- The person's id, or null when nobody is signed in.
create function auth.uid() returns uuid
  language sql stable parallel safe
  return coalesce(
    nullif(current_setting('request.jwt.claim.sub', true), ''),
    nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub'
  )::uuid;
comment on function auth.uid() is
  'Id of the signed-in person, from the verified token; null when there is none.';

-- The API role the token asks for.
create function auth.role() returns text
  language sql stable parallel safe
  return coalesce(
    nullif(current_setting('request.jwt.claim.role', true), ''),
    nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'role'
  );
comment on function auth.role() is 'Role named by the token: anon, authenticated or service_role.';

-- The person's address as of the token's issue.
create function auth.email() returns text
  language sql stable parallel safe
  return coalesce(
    nullif(current_setting('request.jwt.claim.email', true), ''),
    nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'email'
  );
comment on function auth.email() is 'E-mail address in the token; the account''s own may have changed since.';

-- All claims of the token.
create function auth.jwt() returns jsonb
  language sql stable parallel safe
  return coalesce(
    nullif(current_setting('request.jwt.claim', true), ''),
    nullif(current_setting('request.jwt.claims', true), '')
  )::jsonb;
comment on function auth.jwt() is 'All claims of the verified token; null when there is none.';

-- Everything here belongs to the auth admin, and row-level security closes every table to everybody else.
do $$
declare
  item record;
begin
  for item in
    select c.oid::regclass as name
    from pg_catalog.pg_class as c
    where c.relnamespace = 'auth'::regnamespace and c.relkind = 'r'
  loop
    execute format('alter table %s owner to supabase_auth_admin', item.name);
    execute format('alter table %s enable row level security', item.name);
  end loop;
  for item in
    select t.oid::regtype as name
    from pg_catalog.pg_type as t
    where t.typnamespace = 'auth'::regnamespace and t.typtype = 'e'
  loop
    execute format('alter type %s owner to supabase_auth_admin', item.name);
  end loop;
  for item in
    select p.oid::regprocedure as name
    from pg_catalog.pg_proc as p
    where p.pronamespace = 'auth'::regnamespace
  loop
    execute format('alter function %s owner to supabase_auth_admin', item.name);
  end loop;
end
$$;

-- The API roles reach the functions and no table.
grant usage on schema auth to anon, authenticated, service_role, postgres, dashboard_user;

-- The project's owner reads people, points foreign keys at them, hangs triggers on them, and may pass
-- reading on.
grant select on all tables in schema auth to postgres with grant option;
grant insert, update, delete, references, trigger on all tables in schema auth to postgres, dashboard_user;
grant select on all tables in schema auth to dashboard_user;
grant usage, select, update on all sequences in schema auth to postgres, dashboard_user;
