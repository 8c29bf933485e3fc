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
