-- Which rows a person sees and changes: all policies of the brand model. Ownership is one column
-- comparison; the sub-select is evaluated once per statement, not once per row. service_role is above
-- policies.

-- A person's own profile.
create policy profiles_are_their_owners on public.profiles
  for all to authenticated
  using (id = (select auth.uid()))
  with check (id = (select auth.uid()));
comment on policy profiles_are_their_owners on public.profiles is
  'A person sees and changes their own profile, and cannot give it away.';

-- A person's own brands, and nobody else's.
create policy brands_are_their_owners on public.brands
  for all to authenticated
  using (user_id = (select auth.uid()))
  with check (user_id = (select auth.uid()));
comment on policy brands_are_their_owners on public.brands is
  'A person works on their own brands; no brand can be moved to somebody else.';

-- What can be chosen, to everybody.
create policy active_products_are_everybodys on public.products
  for select to anon, authenticated
  using (is_active);
comment on policy active_products_are_everybodys on public.products is
  'Everybody reads the active catalogue; inactive products and all writing are the servers''.';

-- Files of one's own brands. That the brand is theirs too is the foreign key's word: (user_id, brand_id). No
-- unique index here spans people, so nothing but the foreign key can answer for somebody else's brand.
create policy brand_assets_are_their_owners on public.brand_assets
  for all to authenticated
  using (user_id = (select auth.uid()))
  with check (user_id = (select auth.uid()));
comment on policy brand_assets_are_their_owners on public.brand_assets is
  'A person works on the files of their own brands.';

-- Mockups of one's own brands.
create policy brand_mockups_are_their_owners on public.brand_mockups
  for all to authenticated
  using (user_id = (select auth.uid()))
  with check (user_id = (select auth.uid()));
comment on policy brand_mockups_are_their_owners on public.brand_mockups is
  'A person works on the mockups of their own brands.';

-- Choices for one's own brands. Here the policy itself asks for the brand: the unique pair (brand_id,
-- product_id) is looked at before the foreign key, and its 23505 would tell a person whether somebody else's
-- brand has chosen a product. The brands are collected once per statement.
create policy brand_products_are_their_owners on public.brand_products
  for all to authenticated
  using (user_id = (select auth.uid()))
  with check (
    user_id = (select auth.uid())
    and brand_id in (select brand.id from public.brands as brand where brand.user_id = (select auth.uid()))
  );
comment on policy brand_products_are_their_owners on public.brand_products is
  'A person chooses products for their own brands, and learns nothing of what others have chosen.';

-- One's own social accounts.
create policy user_socials_are_their_owners on public.user_socials
  for all to authenticated
  using (user_id = (select auth.uid()))
  with check (user_id = (select auth.uid()));
comment on policy user_socials_are_their_owners on public.user_socials is
  'A person works on their own social accounts.';

-- One's own sync state, to look at: writing it would send the CRM astray.
create policy ghl_contacts_are_seen_by_their_owners on public.ghl_contacts
  for select to authenticated
  using (user_id = (select auth.uid()));
comment on policy ghl_contacts_are_seen_by_their_owners on public.ghl_contacts is
  'A person sees their own sync state; only servers write it.';
