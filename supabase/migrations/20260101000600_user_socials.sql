-- user_socials: a person's social media accounts and what their analysis found.
create table public.user_socials (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references public.profiles (id) on delete cascade,
  platform text not null,
  handle text,
  profile_url text,
  analysis_data jsonb,
  analyzed_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table public.user_socials is 'A person''s account on a social platform, with the analysis of it.';
comment on column public.user_socials.id is 'Record id.';
comment on column public.user_socials.user_id is 'The person.';
comment on column public.user_socials.platform is 'instagram, tiktok or twitter.';
comment on column public.user_socials.handle is 'Name on the platform, without @.';
comment on column public.user_socials.profile_url is 'Full URL of the profile.';
comment on column public.user_socials.analysis_data is
  'An object: schema_version (number), status, generated_at and language (text), profiles (array), totals, '
  'brand_signals, confidence and model (objects); further keys allowed, null counts as absent.';
comment on column public.user_socials.analyzed_at is 'When the analysis last ran.';
comment on column public.user_socials.created_at is 'When the row was made.';
comment on column public.user_socials.updated_at is 'When the row last changed; set by trigger.';
comment on constraint user_socials_pkey on public.user_socials is 'One row per account on a platform.';
comment on constraint user_socials_user_id_fkey on public.user_socials is
  'Belongs to a profile and goes with it.';

-- A person's handles.
create index user_socials_user_id_handle_idx on public.user_socials (user_id, handle);
comment on index public.user_socials_user_id_handle_idx is
  'user_id = ''…'' and handle = ''…''; its front serves the policy and the foreign key.';

-- Closed until the policies open it.
alter table public.user_socials enable row level security;
