-- Schema storage, part four: owners and privileges. Row-level security filters; without a policy nothing is
-- allowed.

-- Everything here belongs to the storage admin, and row-level security is on for every table.
do $$
declare
  item record;
begin
  for item in
    select c.oid::regclass as name
    from pg_catalog.pg_class as c
    where c.relnamespace = 'storage'::regnamespace and c.relkind = 'r'
  loop
    execute format('alter table %s owner to supabase_storage_admin', item.name);
    execute format('alter table %s enable row level security', item.name);
  end loop;
  for item in
    select p.oid::regprocedure as name
    from pg_catalog.pg_proc as p
    where p.pronamespace = 'storage'::regnamespace
  loop
    execute format('alter function %s owner to supabase_storage_admin', item.name);
  end loop;
end
$$;

-- The kind of a bucket belongs to the storage admin too.
alter type storage.buckettype owner to supabase_storage_admin;

-- The API roles work on both tables as far as policies let them. Supabase grants all here; truncate, which no
-- policy filters, and triggers and references, which no API speaks, are left out.
grant usage on schema storage to anon, authenticated, service_role, postgres, dashboard_user;
grant select, insert, update, delete on storage.buckets, storage.objects
  to anon, authenticated, service_role;

-- The project's owner works on every table, points foreign keys at them and hangs triggers on them, as in
-- schema auth.
grant select, insert, update, delete, references, trigger on all tables in schema storage
  to postgres, dashboard_user;

-- Uploads in parts are the server's own bookkeeping; people may only look at theirs, where a policy says so.
grant select on storage.s3_multipart_uploads, storage.s3_multipart_uploads_parts to anon, authenticated;
grant select, insert, update, delete on storage.s3_multipart_uploads, storage.s3_multipart_uploads_parts
  to service_role;

-- Blobs are the server's own: no API role of a person knows of them.
grant select on storage.blobs to service_role;
