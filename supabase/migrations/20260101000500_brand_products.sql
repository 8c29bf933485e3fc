-- brand_products: which products a brand has chosen. Each pair exists once, so that choosing again is an
-- upsert.
create table public.brand_products (
  id uuid primary key default gen_random_uuid(),
  brand_id uuid not null references public.brands (id) on delete cascade,
  product_id uuid not null references public.products (id),
  quantity integer not null default 1,
  notes text,
  selected_at timestamptz not null default now(),
  constraint brand_products_brand_id_product_id_key unique (brand_id, product_id)
);
comment on table public.brand_products is 'A product that a brand has chosen.';
comment on column public.brand_products.id is 'Record id.';
comment on column public.brand_products.brand_id is 'The brand.';
comment on column public.brand_products.product_id is 'The chosen product.';
comment on column public.brand_products.quantity is 'How many, at least 1.';
comment on column public.brand_products.notes is 'What the person noted about the choice.';
comment on column public.brand_products.selected_at is 'When the product was chosen.';
comment on constraint brand_products_pkey on public.brand_products is 'One row per choice.';
comment on constraint brand_products_brand_id_product_id_key on public.brand_products is
  'A brand chooses a product once; upserts name this pair.';
comment on constraint brand_products_product_id_fkey on public.brand_products is
  'A chosen product cannot be deleted from the catalogue, only set inactive.';

-- A product's choices: embedding, and the check when a product is deleted.
create index brand_products_product_id_idx on public.brand_products (product_id);
comment on index public.brand_products_product_id_idx is 'product_id = ''…''; serves the foreign key.';

-- Closed until the policies open it.
alter table public.brand_products enable row level security;
