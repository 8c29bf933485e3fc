-- Schema storage, part two: what policies ask of a name, and what they may know of the running operation.
-- The small ones have bodies bound at creation instead of a SET clause, so that they vanish into the plan.

-- 'a/b/c.png' lies in {a,b}.
create function storage.foldername(name text) returns text[]
  language sql immutable parallel safe
  return (string_to_array(name, '/'))[1 : cardinality(string_to_array(name, '/')) - 1];
comment on function storage.foldername(text) is 'Folders of an object''s name: every segment but the last.';

-- 'a/b/c.png' is called c.png.
create function storage.filename(name text) returns text
  language sql immutable parallel safe
  return (string_to_array(name, '/'))[cardinality(string_to_array(name, '/'))];
comment on function storage.filename(text) is 'Last segment of an object''s name.';

-- 'a/b/c.tar.gz' ends in gz; a name without a dot ends in nothing.
create function storage.extension(name text) returns text
  language sql immutable parallel safe
  return coalesce(substring(name from '\.([^./]*)$'), '');
comment on function storage.extension(text) is
  'What follows the last dot of the file''s name; empty without one.';

-- 'storage.object.list' while a listing runs.
create function storage.operation() returns text
  language sql stable parallel safe
  return nullif(current_setting('storage.operation', true), '');
comment on function storage.operation() is
  'The storage operation this statement serves; null outside the API.';

-- For policies that open one operation only; the prefix 'storage.' may be left out.
create function storage.allow_only_operation(expected_operation text) returns boolean
  language sql stable parallel safe
  return coalesce(
    regexp_replace(storage.operation(), '^storage\.', '')
      = regexp_replace(expected_operation, '^storage\.', ''),
    false
  );
comment on function storage.allow_only_operation(text) is 'Does this statement serve exactly that operation?';

-- The same for a list.
create function storage.allow_any_operation(expected_operations text[]) returns boolean
  language sql stable parallel safe
  set search_path = ''
  as $$
  select coalesce(bool_or(storage.allow_only_operation(expected)), false)
  from unnest(expected_operations) as expected
$$;
comment on function storage.allow_any_operation(text[]) is
  'Does this statement serve one of those operations?';

-- The bytes per bucket, as the rows' metadata states them, of what the caller may see.
create function storage.get_size_by_bucket() returns table (size bigint, bucket_id text)
  language sql stable
  set search_path = ''
  as $$
  select sum((object.metadata ->> 'size')::bigint)::bigint, object.bucket_id
  from storage.objects as object
  group by object.bucket_id
$$;
comment on function storage.get_size_by_bucket() is
  'Sum of sizes per bucket, over the objects the caller sees.';

-- A trial upload: reports success as an error, so that nothing stays.
create function storage.can_insert_object(bucketid text, name text, owner uuid, metadata jsonb) returns void
  language plpgsql
  set search_path = ''
  as $$
begin
  insert into storage.objects (bucket_id, name, owner, metadata) values (bucketid, name, owner, metadata);
  raise sqlstate 'PT200' using
    message = 'ROLLBACK',
    detail = 'rollback successful insert';
end
$$;
comment on function storage.can_insert_object(text, text, uuid, jsonb) is
  'Would the caller''s policies admit this upload? Raises PT200 if so, the policy''s own error if not.';

-- The time of a change is the database's, whoever makes it.
create function storage.update_updated_at_column() returns trigger
  language plpgsql
  set search_path = ''
  as $$
begin
  new.updated_at = pg_catalog.now();
  return new;
end
$$;
comment on function storage.update_updated_at_column() is
  'Trigger: updated_at follows every change of the row.';

-- Firing a trigger needs no privilege on its function, so nobody gets one.
revoke all on function storage.update_updated_at_column() from public;

-- Objects carry the time of their last change.
create trigger update_objects_updated_at before update on storage.objects
  for each row execute function storage.update_updated_at_column();
comment on trigger update_objects_updated_at on storage.objects is
  'updated_at follows every change of the row.';
