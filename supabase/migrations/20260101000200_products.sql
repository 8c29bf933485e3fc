-- products: the catalogue that people choose from. It belongs to nobody; only servers change it.
create table public.products (
  id uuid primary key default gen_random_uuid(),
  sku text not null,
  name text not null,
  category text,
  is_active boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table public.products is 'Product catalogue for selection and mockups.';
comment on column public.products.id is 'Product id.';
comment on column public.products.sku is 'Stock keeping unit; the natural key of the catalogue.';
comment on column public.products.name is 'Name shown to people.';
comment on column public.products.category is 'Kind of product, for example bottle, jar or tote.';
comment on column public.products.is_active is
  'May be chosen. Products leave the catalogue by this flag, not by deletion.';
comment on column public.products.created_at is 'When the product entered the catalogue.';
comment on column public.products.updated_at is 'When the product last changed; set by trigger.';
comment on constraint products_pkey on public.products is 'One row per product.';

-- One product per stock keeping unit.
create unique index products_sku_key on public.products (sku);
comment on index public.products_sku_key is
  'One product per stock keeping unit; seeds and imports upsert on it.';

-- The catalogue is browsed by category ...
create index products_category_idx on public.products (category);
comment on index public.products_category_idx is 'category = ''jar''.';

-- ... and filtered by what may be chosen.
create index products_is_active_idx on public.products (is_active);
comment on index public.products_is_active_idx is 'is_active = true.';

-- Closed until the policies open it.
alter table public.products enable row level security;
