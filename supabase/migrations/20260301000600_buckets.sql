-- The four buckets. All are public: file_url in the model is a public URL that needs no token.
-- brand-logos      {user_id}/{brand_id}/logos/{filename}      logos, and the brand guide
-- brand-mockups    {user_id}/{brand_id}/mockups/{filename}    mockups, and the labels on them
-- product-images   the catalogue's reference photos
-- product-masks    where the label goes on each photo
insert into storage.buckets (id, name, public, file_size_limit, allowed_mime_types)
values
  ('brand-logos', 'brand-logos', true, 20971520,
    '{image/png,image/jpeg,image/webp,image/svg+xml,application/pdf}'),
  ('brand-mockups', 'brand-mockups', true, 20971520,
    '{image/png,image/jpeg,image/webp,image/svg+xml}'),
  ('product-images', 'product-images', true, 20971520,
    '{image/png,image/jpeg,image/webp}'),
  ('product-masks', 'product-masks', true, 10485760,
    '{image/png,image/webp}')
on conflict (id) do update set
  public = excluded.public,
  file_size_limit = excluded.file_size_limit,
  allowed_mime_types = excluded.allowed_mime_types;

-- A person works on exactly the paths of the spec, under their own id and one of their own brands. The
-- folders they own are collected once per statement; a name is compared as text, so that no odd name can
-- fail a cast.
create policy brand_files_are_their_owners on storage.objects
  for all to authenticated
  using (
    storage.filename(name) <> ''
    and (bucket_id, array_to_string(storage.foldername(name), '/')) in (
      select place.bucket_id, brand.user_id::text || '/' || brand.id::text || '/' || place.folder
      from public.brands as brand
      cross join (values ('brand-logos', 'logos'), ('brand-mockups', 'mockups')) as place (bucket_id, folder)
      where brand.user_id = (select auth.uid())
    )
  );

-- The catalogue's files are everybody's to list and read; servers write them.
create policy catalogue_files_are_everybodys on storage.objects
  for select to anon, authenticated
  using (bucket_id in ('product-images', 'product-masks'));

-- A signed-in client may ask what the four buckets admit before it uploads; other buckets stay unseen.
create policy brand_buckets_are_seen_by_people on storage.buckets
  for select to authenticated
  using (id in ('brand-logos', 'brand-mockups', 'product-images', 'product-masks'));

-- Files go with their brand, and so with their owner's profile and account. One probe of the index
-- (bucket_id, name) per bucket: '0' follows '/', so the range holds exactly the names that begin with the
-- brand's folder.
-- A hosted project refuses plain deletions here unless the setting asks for one; it is on for this statement
-- only.
create function model.remove_files() returns trigger
  language plpgsql security definer
  set search_path = ''
  as $$
declare
  folder constant text := old.user_id::text || '/' || old.id::text;
  guard constant text := coalesce(pg_catalog.current_setting('storage.allow_delete_query', true), '');
begin
  perform pg_catalog.set_config('storage.allow_delete_query', 'true', true);
  delete from storage.objects as object
  where object.bucket_id in ('brand-logos', 'brand-mockups')
    and object.name collate "C" >= folder || '/'
    and object.name collate "C" < folder || '0';
  perform pg_catalog.set_config('storage.allow_delete_query', guard, true);
  return null;
end
$$;
comment on function model.remove_files() is
  'Trigger: a deleted brand takes its files along; their bytes follow by the sweep. Security definer: who '
  'deletes an account has no rights in storage.';
revoke all on function model.remove_files() from public;

-- Every way of losing a brand comes through here: by hand or with its owner's profile or account.
create trigger remove_files after delete on public.brands
  for each row execute function model.remove_files();
comment on trigger remove_files on public.brands is 'A deleted brand takes its files along.';

-- A hosted project's owner may write policies here but not describe them.
do $$
begin
  comment on policy brand_files_are_their_owners on storage.objects is
    'brand-logos/{user}/{brand}/logos/{file} and brand-mockups/{user}/{brand}/mockups/{file}, for one''s '
    'own brands.';
  comment on policy catalogue_files_are_everybodys on storage.objects is
    'Photos and masks of the catalogue can be listed and read by all.';
  comment on policy brand_buckets_are_seen_by_people on storage.buckets is
    'A signed-in person sees the limits of the four buckets.';
exception
  when insufficient_privilege then null;
end
$$;
