-- Who may do what to which table, before any policy is asked. A Supabase project grants everything on new
-- tables to the API roles, so everything is taken back first and then given by name.
revoke all on
  public.profiles, public.brands, public.products, public.brand_assets, public.brand_mockups,
  public.brand_products, public.user_socials, public.ghl_contacts
  from public, anon, authenticated, service_role;

-- profiles, column by column: password is nobody's, and created_at is the database's word towards people
-- (imports bring their own). Older clients send updated_at along; the trigger overrules it on update. A
-- profile is made by sign-up and removed with its account.
grant
  select (id, email, phone, full_name, tc_accepted_at, created_at, updated_at),
  insert (id, email, phone, full_name, tc_accepted_at, updated_at),
  update (id, email, phone, full_name, tc_accepted_at, updated_at)
  on public.profiles to authenticated, service_role;
grant insert (created_at), update (created_at), delete on public.profiles to service_role;

-- A person's own work: everything, on the rows that the policies let through.
grant select, insert, update, delete on
  public.brands, public.brand_assets, public.brand_mockups, public.brand_products, public.user_socials
  to authenticated, service_role;

-- The catalogue: everybody reads, servers write.
grant select on public.products to anon, authenticated;
grant select, insert, update, delete on public.products to service_role;

-- CRM sync is the servers' business; a person may look at their own.
grant select on public.ghl_contacts to authenticated;
grant select, insert, update, delete on public.ghl_contacts to service_role;
