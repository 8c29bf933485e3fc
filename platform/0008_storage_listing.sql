-- Schema storage, part three: listings by name and time.

-- One level of a bucket, in key order, as S3's ListObjectsV2 wants it. It walks the unique index
-- (bucket_id, name) and jumps over each folder's content: the cost follows the rows returned, not the size
-- of the bucket.
create function storage.list_objects_with_delimiter(
  bucket_id text,
  prefix_param text,
  delimiter_param text,
  max_keys integer default 100,
  start_after text default '',
  next_token text default '',
  sort_order text default 'asc'
) returns table (
  name text,
  id uuid,
  metadata jsonb,
  updated_at timestamptz,
  created_at timestamptz,
  last_accessed_at timestamptz
)
  language plpgsql stable
  set search_path = ''
  as $$
#variable_conflict use_column
declare
  -- No valid name sorts behind this character, so prefix || last bounds everything that begins with prefix.
  last constant text := pg_catalog.chr(1114111);
  prefix constant text := coalesce(prefix_param, '');
  backwards constant boolean := pg_catalog.lower(sort_order) = 'desc';
  place text collate "C" := coalesce(nullif(next_token, ''), nullif(start_after, ''));
  found_object record;
  cut integer;
begin
  for i in 1 .. coalesce(max_keys, 100) loop
    if backwards then
      select object.* into found_object from storage.objects as object
      where object.bucket_id = list_objects_with_delimiter.bucket_id
        and object.name >= prefix and object.name < coalesce(place, prefix || last)
      order by object.name desc limit 1;
    else
      select object.* into found_object from storage.objects as object
      where object.bucket_id = list_objects_with_delimiter.bucket_id
        and object.name >= prefix and object.name < prefix || last
        and (place is null or object.name > place)
      order by object.name limit 1;
    end if;
    exit when not found;

    cut := case when coalesce(delimiter_param, '') = '' then 0
      else pg_catalog.strpos(
        pg_catalog.substr(found_object.name, pg_catalog.length(prefix) + 1), delimiter_param
      )
    end;
    if cut = 0 then
      place := found_object.name;
      return query select found_object.name, found_object.id, found_object.metadata,
        found_object.updated_at, found_object.created_at, found_object.last_accessed_at;
    else
      -- A folder: report it once and go on behind (or before) all of its content.
      place := pg_catalog.left(found_object.name, pg_catalog.length(prefix) + cut - 1) || delimiter_param;
      return query select place::text, null::uuid, null::jsonb,
        null::timestamptz, null::timestamptz, null::timestamptz;
      place := case when backwards then place else place || last end;
    end if;
  end loop;
end
$$;
comment on function storage.list_objects_with_delimiter(text, text, text, integer, text, text, text) is
  'One level below a prefix in key order: files with their row, folders with a null id and the delimiter '
  'kept. start_after and next_token are the last key of the page before, for a folder its text followed '
  'by U+10FFFF.';

-- The listing of the clients' list(): names relative to the prefix, folders between the files. Paging by
-- offset and sorting by any column mean that it reads everything below the prefix; search_v2 is the one for
-- large folders.
create function storage.search(
  prefix text,
  bucketname text,
  limits integer default 100,
  levels integer default 1,
  offsets integer default 0,
  search text default '',
  sortcolumn text default 'name',
  sortorder text default 'asc'
) returns table (
  name text,
  id uuid,
  updated_at timestamptz,
  created_at timestamptz,
  last_accessed_at timestamptz,
  metadata jsonb
)
  language plpgsql stable
  set search_path = ''
  as $$
#variable_conflict use_column
declare
  folder constant text := coalesce(prefix, '');
  wanted constant text := pg_catalog.lower(coalesce(search, ''));
  direction constant text := case when pg_catalog.lower(sortorder) = 'desc' then 'desc' else 'asc' end;
  sorting constant text := case
    when sortcolumn in ('updated_at', 'created_at', 'last_accessed_at') then sortcolumn else 'name' end;
begin
  return query execute pg_catalog.format($query$
    with entries as (
      select distinct on (object.path_tokens[$3], is_file.yes)
        object.path_tokens[$3] collate "C" as name,
        case when is_file.yes then object.id end as id,
        case when is_file.yes then object.updated_at end as updated_at,
        case when is_file.yes then object.created_at end as created_at,
        case when is_file.yes then object.last_accessed_at end as last_accessed_at,
        case when is_file.yes then object.metadata end as metadata
      from storage.objects as object
      cross join lateral (select pg_catalog.cardinality(object.path_tokens) = $3) as is_file (yes)
      where object.bucket_id = $1
        and object.name >= $2 and object.name < $2 || pg_catalog.chr(1114111)
        and pg_catalog.cardinality(object.path_tokens) >= $3
        and pg_catalog.starts_with(
          pg_catalog.lower(pg_catalog.substr(object.name, pg_catalog.length($2) + 1)), $4
        )
    )
    select name::text, id, updated_at, created_at, last_accessed_at, metadata
    from entries
    order by %I %s nulls first, name %s, id nulls first
    limit $5 offset $6
  $query$, sorting, direction, direction)
  using bucketname, folder, levels, wanted, limits, offsets;
end
$$;
comment on function storage.search(text, text, integer, integer, integer, text, text, text) is
  'One folder level for list(): prefix is matched exactly, search continues it without regard to case, and '
  'levels says which segment of the name is reported. Folders have a null id.';

-- The paged listing of list-v2: by key it walks the index, by time it sorts what lies below the prefix.
create function storage.search_v2(
  prefix text,
  bucket_name text,
  limits integer default 100,
  levels integer default 1,
  start_after text default '',
  sort_order text default 'asc',
  sort_column text default 'name',
  sort_column_after text default ''
) returns table (
  key text,
  name text,
  id uuid,
  updated_at timestamptz,
  created_at timestamptz,
  last_accessed_at timestamptz,
  metadata jsonb
)
  language plpgsql stable
  set search_path = ''
  as $$
#variable_conflict use_column
declare
  direction constant text := case when pg_catalog.lower(sort_order) = 'desc' then 'desc' else 'asc' end;
  beyond constant text := case when direction = 'desc' then '<' else '>' end;
begin
  if coalesce(sort_column, 'name') not in ('updated_at', 'created_at') then
    return query
      select pg_catalog.split_part(entry.name, '/', levels), entry.name, entry.id,
        entry.updated_at, entry.created_at, entry.last_accessed_at, entry.metadata
      from storage.list_objects_with_delimiter(
        bucket_name, prefix, '/', limits, start_after, '', direction
      ) as entry;
    return;
  end if;
  return query execute pg_catalog.format($query$
    select pg_catalog.split_part(object.name, '/', $3), object.name::text, object.id,
      object.updated_at, object.created_at, object.last_accessed_at, object.metadata
    from storage.objects as object
    where object.bucket_id = $1
      and object.name >= $2 and object.name < $2 || pg_catalog.chr(1114111)
      and pg_catalog.cardinality(object.path_tokens) = $3
      and ($5 = '' or (object.%1$I, object.name) %2$s ($5::timestamptz, $6 collate "C"))
    order by object.%1$I %3$s, object.name %3$s
    limit $4
  $query$, sort_column, beyond, direction)
  using bucket_name, coalesce(prefix, ''), levels, limits, coalesce(sort_column_after, ''), start_after;
end
$$;
comment on function storage.search_v2(text, text, integer, integer, text, text, text, text) is
  'One page of a folder level: by name with folders between the files, or by time with files only. '
  'start_after, with sort_column_after for a listing by time, is the last entry of the page before.';
