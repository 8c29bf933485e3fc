-- ghl_contacts: how far a person has been told to the CRM (GoHighLevel). Written by servers alone.
create table public.ghl_contacts (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references public.profiles (id) on delete cascade,
  ghl_contact_id text,
  ghl_location_id text,
  sync_data jsonb,
  last_synced_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table public.ghl_contacts is 'Sync state between a person and a GoHighLevel contact.';
comment on column public.ghl_contacts.id is 'Record id.';
comment on column public.ghl_contacts.user_id is 'The person.';
comment on column public.ghl_contacts.ghl_contact_id is
  'Id of the contact in GoHighLevel; null until the first sync.';
comment on column public.ghl_contacts.ghl_location_id is 'GoHighLevel location (sub-account) of the contact.';
comment on column public.ghl_contacts.sync_data is
  'An object: status and error (text), attempts (number), tags (array), conflict (object); further keys '
  'allowed, null counts as absent. A new person has {"status": "pending"}.';
comment on column public.ghl_contacts.last_synced_at is 'When the contact was last brought in step.';
comment on column public.ghl_contacts.created_at is 'When the row was made.';
comment on column public.ghl_contacts.updated_at is 'When the row last changed; set by trigger.';
comment on constraint ghl_contacts_pkey on public.ghl_contacts is 'One row per sync relation.';
comment on constraint ghl_contacts_user_id_fkey on public.ghl_contacts is
  'Belongs to a profile and goes with it.';

-- A contact belongs to one person.
create unique index ghl_contacts_ghl_contact_id_key on public.ghl_contacts (ghl_contact_id);
comment on index public.ghl_contacts_ghl_contact_id_key is 'A GoHighLevel contact belongs to one person.';

-- A person's contact.
create index ghl_contacts_user_id_idx on public.ghl_contacts (user_id);
comment on index public.ghl_contacts_user_id_idx is 'user_id = ''…''; serves the policy and the foreign key.';

-- Closed until the policies open it.
alter table public.ghl_contacts enable row level security;
