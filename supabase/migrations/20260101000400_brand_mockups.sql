-- brand_mockups: generated pictures of products that wear the brand.
create table public.brand_mockups (
  id uuid primary key default gen_random_uuid(),
  brand_id uuid not null references public.brands (id) on delete cascade,
  product_id uuid references public.products (id) on delete set null,
  mockup_url text,
  label_url text,
  prompt_used text,
  generation_params jsonb,
  variation_number integer not null default 1,
  status text not null default 'generated',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table public.brand_mockups is 'A generated mockup of a product with the brand''s label.';
comment on column public.brand_mockups.id is 'Mockup id.';
comment on column public.brand_mockups.brand_id is 'The brand it belongs to.';
comment on column public.brand_mockups.product_id is
  'The product shown; null when none, or when it left the catalogue.';
comment on column public.brand_mockups.mockup_url is 'URL of the generated picture.';
comment on column public.brand_mockups.label_url is 'URL of the generated label.';
comment on column public.brand_mockups.prompt_used is 'Prompt the picture was generated from.';
comment on column public.brand_mockups.generation_params is
  'An object with everything that went into the generation: model, prompt and negative_prompt (text), seed '
  '(number or text), width, height, steps and guidance_scale (numbers); further keys allowed, null counts '
  'as absent.';
comment on column public.brand_mockups.variation_number is 'Which variation of the same product, from 1.';
comment on column public.brand_mockups.status is 'generated, then approved or rejected by the person.';
comment on column public.brand_mockups.created_at is 'When the mockup was generated.';
comment on column public.brand_mockups.updated_at is 'When the row last changed; set by trigger.';
comment on constraint brand_mockups_pkey on public.brand_mockups is 'One row per variation.';
comment on constraint brand_mockups_product_id_fkey on public.brand_mockups is
  'Shows a product of the catalogue; the picture survives the product.';

-- A brand's mockups, for callers who know the brand and not the person.
create index brand_mockups_brand_id_idx on public.brand_mockups (brand_id);
comment on index public.brand_mockups_brand_id_idx is 'brand_id = ''…''.';

-- A product's mockups: embedding, and setting product_id null when the product goes.
create index brand_mockups_product_id_idx on public.brand_mockups (product_id);
comment on index public.brand_mockups_product_id_idx is 'product_id = ''…''; serves the foreign key.';

-- Closed until the policies open it.
alter table public.brand_mockups enable row level security;
