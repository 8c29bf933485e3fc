-- When the person accepted the terms and conditions, as the client reported it; null: not yet.
alter table public.profiles add column tc_accepted_at timestamptz;
comment on column public.profiles.tc_accepted_at is
  'When the person accepted the terms and conditions, as the client reported it; null: not yet.';

-- Who has accepted since when, and who has not. Made under lock: the file is one transaction.
-- squawk-ignore require-concurrent-index-creation
create index profiles_tc_accepted_at_idx on public.profiles (tc_accepted_at);
comment on index public.profiles_tc_accepted_at_idx is 'tc_accepted_at >= ''…'', tc_accepted_at is null.';
