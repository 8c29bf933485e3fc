-- squawk-ignore-file constraint-missing-not-valid, adding-foreign-key-constraint, adding-not-nullable-field
-- squawk-ignore-file disallowed-unique-constraint, require-concurrent-index-creation
-- (The tables are new, or small enough to be scanned under lock once: all of this holds from one commit on.)

-- Ownership is a column of every brand table, not a question put to brands: policies compare one column,
-- indexes begin with it, and on a distributed PostgreSQL the model shards by it. Clients need not know of
-- the column.

-- What the children's foreign keys point at. As an index it also serves brands.user_id.
alter table public.brands add constraint brands_user_id_id_key unique (user_id, id);
comment on constraint brands_user_id_id_key on public.brands is
  'A brand together with its owner, so that children can be tied to both; its front indexes user_id.';

-- The owner of existing children is their brand's; from here on every child has one.
alter table public.brand_assets add column user_id uuid;
alter table public.brand_mockups add column user_id uuid;
alter table public.brand_products add column user_id uuid;
update public.brand_assets as child set user_id = brand.user_id
  from public.brands as brand where brand.id = child.brand_id;
update public.brand_mockups as child set user_id = brand.user_id
  from public.brands as brand where brand.id = child.brand_id;
update public.brand_products as child set user_id = brand.user_id
  from public.brands as brand where brand.id = child.brand_id;
alter table public.brand_assets alter column user_id set not null;
alter table public.brand_mockups alter column user_id set not null;
alter table public.brand_products alter column user_id set not null;

-- What the column means, and that it is an addition.
comment on column public.brand_assets.user_id is
  'Marque''s addition: the brand''s owner, filled from the brand.';
comment on column public.brand_mockups.user_id is
  'Marque''s addition: the brand''s owner, filled from the brand.';
comment on column public.brand_products.user_id is
  'Marque''s addition: the brand''s owner, filled from the brand.';

-- The index comes first, so that the foreign key never lacks it.
create index brand_assets_user_id_brand_id_idx on public.brand_assets (user_id, brand_id);
create index brand_mockups_user_id_brand_id_idx on public.brand_mockups (user_id, brand_id);
create index brand_products_user_id_brand_id_idx on public.brand_products (user_id, brand_id);
comment on index public.brand_assets_user_id_brand_id_idx is
  'A person''s assets, and a brand''s; serves the foreign key.';
comment on index public.brand_mockups_user_id_brand_id_idx is
  'A person''s mockups, and a brand''s; serves the foreign key.';
comment on index public.brand_products_user_id_brand_id_idx is
  'A person''s choices, and a brand''s; serves the foreign key.';

-- The foreign key to the brand now carries the owner, under its old name: clients name it in embeddings.
alter table public.brand_assets
  drop constraint brand_assets_brand_id_fkey,
  add constraint brand_assets_brand_id_fkey
    foreign key (user_id, brand_id) references public.brands (user_id, id) on delete cascade;
alter table public.brand_mockups
  drop constraint brand_mockups_brand_id_fkey,
  add constraint brand_mockups_brand_id_fkey
    foreign key (user_id, brand_id) references public.brands (user_id, id) on delete cascade;
alter table public.brand_products
  drop constraint brand_products_brand_id_fkey,
  add constraint brand_products_brand_id_fkey
    foreign key (user_id, brand_id) references public.brands (user_id, id) on delete cascade;
comment on constraint brand_assets_brand_id_fkey on public.brand_assets is
  'An asset belongs to a brand and to that brand''s owner; no row can name another owner. It goes with the '
  'brand.';
comment on constraint brand_mockups_brand_id_fkey on public.brand_mockups is
  'A mockup belongs to a brand and to that brand''s owner; no row can name another owner. It goes with the '
  'brand.';
comment on constraint brand_products_brand_id_fkey on public.brand_products is
  'A choice belongs to a brand and to that brand''s owner; no row can name another owner. It goes with the '
  'brand.';

-- Trigger functions live in a schema that no API exposes; nobody calls them, only triggers do.
create schema model;
comment on schema model is 'Trigger functions of the brand model; not part of any API.';

-- Who does not send the owner gets the brand's. It reads as the caller: a brand that the caller cannot see
-- gives the nil owner, which the policy (for a person) or the foreign key (for a server) then refuses with
-- its own code.
create function model.fill_owner() returns trigger
  language plpgsql
  set search_path = ''
  as $$
begin
  new.user_id = coalesce(
    (select brand.user_id from public.brands as brand where brand.id = new.brand_id),
    '00000000-0000-0000-0000-000000000000'
  );
  return new;
end
$$;
comment on function model.fill_owner() is 'Trigger: a child row without user_id takes its brand''s owner.';
revoke all on function model.fill_owner() from public;

-- Only rows that come without an owner pay for the look-up.
create trigger fill_owner before insert on public.brand_assets
  for each row when (new.user_id is null) execute function model.fill_owner();
create trigger fill_owner before insert on public.brand_mockups
  for each row when (new.user_id is null) execute function model.fill_owner();
create trigger fill_owner before insert on public.brand_products
  for each row when (new.user_id is null) execute function model.fill_owner();
comment on trigger fill_owner on public.brand_assets is 'Clients need not send user_id.';
comment on trigger fill_owner on public.brand_mockups is 'Clients need not send user_id.';
comment on trigger fill_owner on public.brand_products is 'Clients need not send user_id.';
