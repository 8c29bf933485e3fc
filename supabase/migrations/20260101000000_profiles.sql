-- profiles: one per account of auth.users, with the same id.
create table public.profiles (
  id uuid primary key references auth.users (id) on delete cascade,
  email text,
  phone text,
  full_name text,
  password text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table public.profiles is
  'A person''s account in the product, one to one with auth.users; made by the sign-up trigger.';
comment on column public.profiles.id is
  'The person''s id in auth.users; the profile goes when the account goes.';
comment on column public.profiles.email is
  'E-mail address to reach the person at: copied from auth.users when it changes there; the person may set '
  'another. Sign-in goes by auth.users alone.';
comment on column public.profiles.phone is
  'Phone number to reach the person at: copied from auth.users when it changes there; the person may set '
  'another.';
comment on column public.profiles.full_name is 'Display name.';
comment on column public.profiles.password is
  'Always null. The column exists because older programs know it; hashes live in auth.users alone.';
comment on column public.profiles.created_at is 'When the profile was made; people cannot write it.';
comment on column public.profiles.updated_at is 'When the profile last changed; set by trigger.';
comment on constraint profiles_pkey on public.profiles is 'One profile per account.';
comment on constraint profiles_id_fkey on public.profiles is
  'No profile without an account; deleting the account deletes it.';

-- Trigrams answer ilike; the extension may not be there yet.
create extension if not exists pg_trgm with schema extensions;

-- People are searched by a part of their address (ilike '%ada@%'), ...
create index profiles_email_trgm_idx on public.profiles using gin (email extensions.gin_trgm_ops);
comment on index public.profiles_email_trgm_idx is 'email ilike ''%part%''.';

-- ... found by the whole address without regard to case, ...
create index profiles_email_lower_idx on public.profiles (lower(email));
comment on index public.profiles_email_lower_idx is 'lower(email) = ''ada@example.org''.';

-- ... and found by phone.
create index profiles_phone_idx on public.profiles (phone);
comment on index public.profiles_phone_idx is 'phone = ''…''.';

-- Closed until the policies open it.
alter table public.profiles enable row level security;
