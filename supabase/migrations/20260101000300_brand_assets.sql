-- brand_assets: files of a brand (logos, guides).
create table public.brand_assets (
  id uuid primary key default gen_random_uuid(),
  brand_id uuid not null references public.brands (id) on delete cascade,
  asset_type text not null,
  file_url text,
  file_name text,
  metadata jsonb,
  is_primary boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table public.brand_assets is 'A file of a brand: a logo, a mockup or the brand guide.';
comment on column public.brand_assets.id is 'Asset id.';
comment on column public.brand_assets.brand_id is 'The brand it belongs to.';
comment on column public.brand_assets.asset_type is 'logo, mockup or brand_guide.';
comment on column public.brand_assets.file_url is
  'Public URL of the file in storage; null until it is there.';
comment on column public.brand_assets.file_name is 'Original name of the file.';
comment on column public.brand_assets.metadata is
  'An object: mime_type (text), size (bytes), width and height (pixels), prompt and model (text), seed '
  '(number or text), cost and duration_ms (numbers); further keys allowed, null counts as absent.';
comment on column public.brand_assets.is_primary is 'The one of its type that the brand uses.';
comment on column public.brand_assets.created_at is 'When the file was uploaded.';
comment on column public.brand_assets.updated_at is 'When the row last changed; set by trigger.';
comment on constraint brand_assets_pkey on public.brand_assets is 'One row per file.';

-- A brand's files, for callers who know the brand and not the person (servers, imports).
create index brand_assets_brand_id_idx on public.brand_assets (brand_id);
comment on index public.brand_assets_brand_id_idx is 'brand_id = ''…''.';

-- Closed until the policies open it.
alter table public.brand_assets enable row level security;
