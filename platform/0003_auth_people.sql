-- Schema auth, part one: who people are. Columns, types and indexes are those that Supabase clients, dumps,
-- seeds and policies rely on (contract auth.md, section 9); the tables of SSO, SAML and the OAuth server
-- are left out until something needs them.
create schema auth authorization supabase_auth_admin;
comment on schema auth is 'People, their sessions and their factors: Supabase Auth''s data model.';

-- How strongly a session is authenticated: password alone, or with a second factor.
create type auth.aal_level as enum ('aal1', 'aal2', 'aal3');
comment on type auth.aal_level is 'Authenticator assurance level, as in the access token''s aal claim.';

-- One row per person. Marque's auth code reads NULL token columns as empty text; seeds may leave them out.
create table auth.users (
  instance_id uuid,
  id uuid primary key,
  aud varchar(255),
  role varchar(255),
  email varchar(255),
  encrypted_password varchar(255),
  email_confirmed_at timestamptz,
  invited_at timestamptz,
  confirmation_token varchar(255),
  confirmation_sent_at timestamptz,
  recovery_token varchar(255),
  recovery_sent_at timestamptz,
  email_change_token_new varchar(255),
  email_change varchar(255),
  email_change_sent_at timestamptz,
  last_sign_in_at timestamptz,
  raw_app_meta_data jsonb,
  raw_user_meta_data jsonb,
  is_super_admin boolean,
  created_at timestamptz,
  updated_at timestamptz,
  phone text default null unique,
  phone_confirmed_at timestamptz,
  phone_change text default '',
  phone_change_token varchar(255) default '',
  phone_change_sent_at timestamptz,
  confirmed_at timestamptz generated always as (least(email_confirmed_at, phone_confirmed_at)) stored,
  email_change_token_current varchar(255) default '',
  email_change_confirm_status smallint default 0
    constraint users_email_change_confirm_status_check check (email_change_confirm_status between 0 and 2),
  banned_until timestamptz,
  reauthentication_token varchar(255) default '',
  reauthentication_sent_at timestamptz,
  is_sso_user boolean not null default false,
  deleted_at timestamptz,
  is_anonymous boolean not null default false
);
comment on table auth.users is
  'One row per person. Apps reference id and hang triggers here; columns as on Supabase.';
comment on column auth.users.instance_id is
  'Kept for dumps and seeds; Marque has one instance and ignores it.';
comment on column auth.users.id is 'The person''s id, in every token as sub; what apps reference.';
comment on column auth.users.aud is
  'Whom the person''s tokens are for: authenticated, unless an administrator chose otherwise.';
comment on column auth.users.role is
  'API role in the person''s tokens: authenticated, unless an administrator chose otherwise.';
comment on column auth.users.email is
  'Address the person signs in with, in lower case; null for phone-only and anonymous accounts.';
comment on column auth.users.email_confirmed_at is
  'When the person proved to own the address; null: not yet.';
comment on column auth.users.invited_at is
  'When an administrator invited the person; null: came by themselves.';
comment on column auth.users.confirmation_token is
  'Hash in the mailed link that confirms a sign-up; empty when none waits.';
comment on column auth.users.confirmation_sent_at is
  'When that mail went out; the next one waits for the gap between mails.';
comment on column auth.users.recovery_token is
  'Hash in the mailed link for a forgotten password or a sign-in by link; empty when none waits.';
comment on column auth.users.recovery_sent_at is 'When that mail went out.';
comment on column auth.users.email_change_token_new is
  'Hash in the link mailed to the new address; empty when no change is under way.';
comment on column auth.users.email_change is
  'The address the person wants to change to; empty when no change is under way.';
comment on column auth.users.email_change_sent_at is 'When the mails about the change went out.';
comment on column auth.users.last_sign_in_at is 'When the person last signed in; a refresh does not count.';
comment on column auth.users.is_super_admin is 'Kept for dumps; gives no rights.';
comment on column auth.users.created_at is 'When the account was made.';
comment on column auth.users.updated_at is 'When the account last changed.';
comment on column auth.users.phone is
  'Phone number the person signs in with, digits only; one account per number.';
comment on column auth.users.phone_confirmed_at is 'When the person proved to own the number; null: not yet.';
comment on column auth.users.phone_change is
  'The number the person wants to change to; empty when no change is under way.';
comment on column auth.users.phone_change_token is
  'Hash of the code texted to the new number; empty when none waits.';
comment on column auth.users.phone_change_sent_at is 'When that code went out.';
comment on column auth.users.email_change_token_current is
  'Hash in the link mailed to the old address, where both have to agree to a change.';
comment on column auth.users.email_change_confirm_status is
  'How many of the two addresses have agreed to the change: 0, 1 or 2.';
comment on column auth.users.banned_until is 'No sign-in and no refresh before this time; null: not banned.';
comment on column auth.users.reauthentication_token is
  'Hash of the code that confirms a change of password; empty when none waits.';
comment on column auth.users.reauthentication_sent_at is 'When that code went out.';
comment on column auth.users.is_sso_user is
  'Came through single sign-on; such accounts may repeat an e-mail address.';
comment on column auth.users.deleted_at is
  'When the account was deleted softly, its addresses replaced by hashes; null: it lives.';
comment on column auth.users.is_anonymous is 'Signed in without an address so far; the token says so, too.';
comment on column auth.users.encrypted_password is
  'The only place of a password hash: bcrypt, or an imported argon2 or scrypt that is read until the next '
  'login.';
comment on column auth.users.raw_user_meta_data is
  'What the person says of themselves: never a base for a policy.';
comment on column auth.users.raw_app_meta_data is 'What the application says of the person.';
comment on column auth.users.confirmed_at is 'The first confirmed address, whichever kind it is.';

-- An address belongs to one account; accounts of a single sign-on may repeat it.
create unique index users_email_partial_key on auth.users (email) where is_sso_user = false;
comment on index auth.users_email_partial_key is 'One ordinary account per e-mail address.';

-- A mailed token leads to one person. Six-digit codes and blanks repeat, so they are left out.
create unique index confirmation_token_idx on auth.users (confirmation_token)
  where confirmation_token !~ '^[0-9 ]*$';
create unique index recovery_token_idx on auth.users (recovery_token)
  where recovery_token !~ '^[0-9 ]*$';
create unique index email_change_token_current_idx on auth.users (email_change_token_current)
  where email_change_token_current !~ '^[0-9 ]*$';
create unique index email_change_token_new_idx on auth.users (email_change_token_new)
  where email_change_token_new !~ '^[0-9 ]*$';
create unique index reauthentication_token_idx on auth.users (reauthentication_token)
  where reauthentication_token !~ '^[0-9 ]*$';

-- Sign-in looks an address up without regard to case.
create index users_instance_id_email_idx on auth.users (instance_id, lower(email));
create index users_instance_id_idx on auth.users (instance_id);
create index users_is_anonymous_idx on auth.users (is_anonymous);

-- How a person can prove who they are: one row per provider account.
create table auth.identities (
  provider_id text not null,
  user_id uuid not null references auth.users (id) on delete cascade,
  identity_data jsonb not null,
  provider text not null,
  last_sign_in_at timestamptz,
  created_at timestamptz,
  updated_at timestamptz,
  email text generated always as (lower(identity_data ->> 'email')) stored,
  id uuid primary key default gen_random_uuid(),
  constraint identities_provider_id_provider_unique unique (provider_id, provider)
);
comment on table auth.identities is
  'A person''s account at one provider; e-mail sign-in counts as a provider.';
comment on column auth.identities.provider_id is
  'The person''s id at the provider; for e-mail, the account''s own id.';
comment on column auth.identities.user_id is 'Whose identity it is; it goes with the account.';
comment on column auth.identities.identity_data is
  'What the provider told of the person: sub, email and more.';
comment on column auth.identities.provider is 'Which provider, for example email, phone or google.';
comment on column auth.identities.last_sign_in_at is 'When the person last signed in this way.';
comment on column auth.identities.created_at is 'When the identity was linked.';
comment on column auth.identities.updated_at is 'When it last changed.';
comment on column auth.identities.id is 'Identity id; clients unlink by it.';
comment on column auth.identities.email is 'Derived from identity_data, so that it can be indexed.';

-- A person's identities, and an identity by its address.
create index identities_user_id_idx on auth.identities (user_id);
create index identities_email_idx on auth.identities (email text_pattern_ops);

-- Several installations in one database: a Supabase heritage, always empty here.
create table auth.instances (
  id uuid primary key,
  uuid uuid,
  raw_base_config text,
  created_at timestamptz,
  updated_at timestamptz
);
comment on table auth.instances is
  'Kept for dumps; Marque has one instance and ignores the column instance_id.';
comment on column auth.instances.id is 'Instance id.';
comment on column auth.instances.uuid is 'Its id elsewhere.';
comment on column auth.instances.raw_base_config is 'Its configuration as text.';
comment on column auth.instances.created_at is 'When it was made.';
comment on column auth.instances.updated_at is 'When it last changed.';

-- Which of Supabase Auth's own migrations this schema corresponds to; tools look for the table.
create table auth.schema_migrations (
  version varchar(255) primary key
);
comment on table auth.schema_migrations is 'Kept for tools that look for it; Marque''s history is elsewhere.';
comment on column auth.schema_migrations.version is 'Version of a migration, as a time stamp in digits.';

-- What happened around accounts, for the operator.
create table auth.audit_log_entries (
  instance_id uuid,
  id uuid primary key,
  payload json,
  created_at timestamptz,
  ip_address varchar(64) not null default ''
);
comment on table auth.audit_log_entries is 'A line per event that concerns an account.';
comment on column auth.audit_log_entries.instance_id is 'Kept for dumps; ignored.';
comment on column auth.audit_log_entries.id is 'Entry id.';
comment on column auth.audit_log_entries.payload is
  'What happened, to whom and by whom: action, actor and traits.';
comment on column auth.audit_log_entries.created_at is 'When it happened.';
comment on column auth.audit_log_entries.ip_address is 'Where the request came from; empty when unknown.';

-- The log is read by time and pruned by time.
create index audit_log_entries_created_at_idx on auth.audit_log_entries (created_at);
create index audit_logs_instance_id_idx on auth.audit_log_entries (instance_id);
