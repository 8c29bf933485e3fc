-- The time of a change is the database's: clients need not send it and cannot forge it.
create function model.touch_updated_at() returns trigger
  language plpgsql
  set search_path = ''
  as $$
begin
  new.updated_at = pg_catalog.now();
  return new;
end
$$;
comment on function model.touch_updated_at() is
  'Trigger: updated_at is the time of the transaction that changed the row.';

-- Firing a trigger needs no privilege on its function, so nobody gets one.
revoke all on function model.touch_updated_at() from public;

-- Every table with an updated_at.
create trigger touch_updated_at before update on public.profiles
  for each row execute function model.touch_updated_at();
create trigger touch_updated_at before update on public.brands
  for each row execute function model.touch_updated_at();
create trigger touch_updated_at before update on public.products
  for each row execute function model.touch_updated_at();
create trigger touch_updated_at before update on public.brand_assets
  for each row execute function model.touch_updated_at();
create trigger touch_updated_at before update on public.brand_mockups
  for each row execute function model.touch_updated_at();
create trigger touch_updated_at before update on public.user_socials
  for each row execute function model.touch_updated_at();
create trigger touch_updated_at before update on public.ghl_contacts
  for each row execute function model.touch_updated_at();

-- The same sentence for each of them.
comment on trigger touch_updated_at on public.profiles is 'updated_at follows every change.';
comment on trigger touch_updated_at on public.brands is 'updated_at follows every change.';
comment on trigger touch_updated_at on public.products is 'updated_at follows every change.';
comment on trigger touch_updated_at on public.brand_assets is 'updated_at follows every change.';
comment on trigger touch_updated_at on public.brand_mockups is 'updated_at follows every change.';
comment on trigger touch_updated_at on public.user_socials is 'updated_at follows every change.';
comment on trigger touch_updated_at on public.ghl_contacts is 'updated_at follows every change.';
