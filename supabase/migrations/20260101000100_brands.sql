-- brands: a brand project, filled step by step by the wizard. Its id is the wizard's session id.
create table public.brands (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references public.profiles (id) on delete cascade,
  status text not null default 'draft',
  name text,
  description text,
  vision text,
  color_palette jsonb,
  fonts jsonb,
  logo_style text,
  brand_archetype text,
  brand_values jsonb,
  target_audience text,
  label_design text,
  step_url text,
  wizard_step integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table public.brands is 'A brand project created by a person in the wizard.';
comment on column public.brands.id is 'Brand id, equal to the wizard''s session id; clients may choose it.';
comment on column public.brands.user_id is 'Owner. Brands do not move between people.';
comment on column public.brands.status is 'draft, submitted, published or archived.';
comment on column public.brands.name is 'Name of the brand.';
comment on column public.brands.description is 'What the brand is.';
comment on column public.brands.vision is 'Vision statement.';
comment on column public.brands.color_palette is
  'Array of colours: {"hex": "#1a2b3c", "role": "primary"}; both keys required, further keys allowed.';
comment on column public.brands.fonts is
  'Typography: an object. heading, body and accent are a family name or an object; further keys allowed.';
comment on column public.brands.logo_style is 'Logo style the person chose.';
comment on column public.brands.brand_archetype is 'Personality archetype, for example explorer or sage.';
comment on column public.brands.brand_values is 'Array of texts, for example ["honest", "playful"].';
comment on column public.brands.target_audience is 'Whom the brand speaks to.';
comment on column public.brands.label_design is 'Preferences for the product label.';
comment on column public.brands.step_url is 'Where the wizard resumes: /wizard/{brand id}/{step name}.';
comment on column public.brands.wizard_step is
  '1 account, 2 social, 3 identity, 4 logo, 5 products, 6 mockups, 7 review and submit.';
comment on column public.brands.created_at is 'When the brand was started.';
comment on column public.brands.updated_at is 'When the brand last changed; set by trigger.';
comment on constraint brands_pkey on public.brands is 'A brand is one wizard session.';
comment on constraint brands_user_id_fkey on public.brands is
  'A brand belongs to a profile and goes with it.';

-- Closed until the policies open it. The index on user_id comes with ownership, as the front of a wider key.
alter table public.brands enable row level security;
