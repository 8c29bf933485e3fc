-- Sign-up is one transaction: the account, its profile and its pending CRM contact exist together or not at
-- all.

-- The metadata of a sign-up is whatever the client sent, and a bad value must not keep a person out.
create function model.read_acceptance(value text) returns timestamptz
  language plpgsql stable
  set search_path = ''
  set timezone = 'UTC'
  as $$
begin
  if value = 'true' then
    return pg_catalog.now();
  end if;
  if value ~ '^\d{4}-\d\d-\d\d[T ]\d\d:\d\d' then
    return value::timestamptz;
  end if;
  return null;
exception
  when data_exception then
    return null;
end
$$;
comment on function model.read_acceptance(text) is
  'Time of an acceptance: an ISO 8601 time (UTC where it names no zone), or true for now; anything else is '
  'null.';
revoke all on function model.read_acceptance(text) from public;

-- Runs as its owner, because whoever inserts into auth.users has no business in public.
create function model.welcome_person() returns trigger
  language plpgsql security definer
  set search_path = ''
  as $$
begin
  insert into public.profiles (id, email, phone, full_name, tc_accepted_at)
  values (
    new.id,
    new.email,
    coalesce(nullif(new.phone, ''), new.raw_user_meta_data ->> 'phone'),
    coalesce(new.raw_user_meta_data ->> 'full_name', new.raw_user_meta_data ->> 'name'),
    model.read_acceptance(new.raw_user_meta_data ->> 'tc_accepted_at')
  )
  on conflict (id) do nothing;

  insert into public.ghl_contacts (user_id, sync_data)
  select new.id, '{"status": "pending"}'
  where not exists (select from public.ghl_contacts as contact where contact.user_id = new.id);

  return new;
end
$$;
comment on function model.welcome_person() is
  'Trigger: a new account gets its profile and a pending CRM contact. Security definer: the auth server '
  'writes accounts and has no rights in public.';
revoke all on function model.welcome_person() from public;

-- An address that changes in the account changes in the profile; what did not change there stays as the
-- person has it here.
create function model.follow_address() returns trigger
  language plpgsql security definer
  set search_path = ''
  as $$
begin
  update public.profiles as profile
  set
    email = case when new.email is distinct from old.email then new.email else profile.email end,
    phone = case when new.phone is distinct from old.phone then nullif(new.phone, '') else profile.phone end
  where profile.id = new.id;
  return new;
end
$$;
comment on function model.follow_address() is
  'Trigger: an e-mail address or phone that changes in the account is copied to the profile. Security '
  'definer: the auth server has no rights in public.';
revoke all on function model.follow_address() from public;

-- Every way of making an account comes through here: sign-up, invitation, administration, SQL, import.
create trigger welcome_person after insert on auth.users
  for each row execute function model.welcome_person();

-- Only a change of address costs anything.
create trigger follow_address after update on auth.users
  for each row
  when (new.email is distinct from old.email or new.phone is distinct from old.phone)
  execute function model.follow_address();

-- A hosted project's owner may hang triggers on auth.users but not describe them.
do $$
begin
  comment on trigger welcome_person on auth.users is
    'A new account gets its profile and a pending CRM contact.';
  comment on trigger follow_address on auth.users is
    'An address that changes in the account is copied to the profile.';
exception
  when insufficient_privilege then null;
end
$$;
