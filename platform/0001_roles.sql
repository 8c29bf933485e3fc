-- The roles of a Supabase cluster. Roles belong to the whole cluster, so each is made only where it is
-- missing.

-- Who a request may become (anon, authenticated, service_role), who carries requests (authenticator),
-- and who owns the platform's schemas (the two admins). Nobody here has a password: the program gives
-- authenticator one, and the owners cannot log in at all.
do $$
declare
  wanted record;
begin
  for wanted in
    select * from (values
      ('anon', 'nologin noinherit'),
      ('authenticated', 'nologin noinherit'),
      ('service_role', 'nologin noinherit bypassrls'),
      ('authenticator', 'login noinherit'),
      ('supabase_auth_admin', 'nologin noinherit'),
      ('supabase_storage_admin', 'nologin noinherit'),
      ('dashboard_user', 'nologin')
    ) as role_list (name, options)
  loop
    if not exists (select from pg_catalog.pg_roles where rolname = wanted.name) then
      execute pg_catalog.format('create role %I %s', wanted.name, wanted.options);
    end if;
  end loop;
end
$$;

-- What each role is for, readable in every tool that lists roles.
comment on role anon is 'A request that carries no person: only what everybody may see.';
comment on role authenticated is 'A request of a signed-in person: row-level security decides by auth.uid().';
comment on role service_role is
  'The application''s own servers: row-level security does not apply, privileges do.';
comment on role authenticator is
  'The login of the API servers; can do nothing but become one of the three API roles.';
comment on role supabase_auth_admin is 'Owner of schema auth; apps grant to it what their auth hooks need.';
comment on role supabase_storage_admin is 'Owner of schema storage.';
comment on role dashboard_user is 'Kept because Supabase dumps grant to it.';

-- The carrier can become each API role, and inherits nothing from any of them.
grant anon, authenticated, service_role to authenticator;

-- A request that hangs must not hold a connection: the values of a hosted Supabase.
alter role anon set statement_timeout = '3s';
alter role authenticated set statement_timeout = '8s';
alter role authenticator set statement_timeout = '8s';
alter role authenticator set lock_timeout = '8s';

-- The owner finds the extensions without a prefix, as on Supabase (seeds call crypt() and gen_salt()).
alter role postgres set search_path = "$user", public, extensions;

-- Owners look into their own schema first.
alter role supabase_auth_admin set search_path = auth;
alter role supabase_storage_admin set search_path = storage;
