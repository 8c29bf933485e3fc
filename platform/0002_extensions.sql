-- Extensions live in a schema of their own, so that nothing of theirs becomes an API by accident.
create schema extensions;
comment on schema extensions is 'Extensions, out of the way of the API.';

-- Everybody may call what is installed here; only the owner may install.
grant usage on schema extensions to anon, authenticated, service_role, dashboard_user;
grant usage on schema extensions to supabase_auth_admin, supabase_storage_admin;

-- crypt(), gen_salt(), digest(): seeds of Supabase projects make their users with these.
create extension if not exists pgcrypto with schema extensions;

-- uuid_generate_v4(): older Supabase schemas name it in their defaults.
create extension if not exists "uuid-ossp" with schema extensions;

-- Trigrams: ilike on e-mail addresses answered from an index.
create extension if not exists pg_trgm with schema extensions;

-- The API roles reach schema public. They create nothing in it.
grant usage on schema public to anon, authenticated, service_role;

-- Supabase's own default: whatever the owner creates in public is open to the API roles until a migration
-- says otherwise. Kept exactly so, because migrations must revoke first: a forgotten revoke then shows here,
-- in our tests, and not only on a hosted project.
alter default privileges for role postgres in schema public
  grant all on tables to anon, authenticated, service_role;
alter default privileges for role postgres in schema public
  grant all on functions to anon, authenticated, service_role;
alter default privileges for role postgres in schema public
  grant all on sequences to anon, authenticated, service_role;
