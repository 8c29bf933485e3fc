-- Schema auth, part two: sessions, tokens and second factors (contract auth.md, sections 6, 7 and 9).

-- Kinds of one-time tokens that are mailed or texted.
create type auth.one_time_token_type as enum (
  'confirmation_token',
  'reauthentication_token',
  'recovery_token',
  'email_change_token_new',
  'email_change_token_current',
  'phone_change_token'
);
comment on type auth.one_time_token_type is 'What a mailed token is for; a person has at most one of each.';

-- How the PKCE challenge was made.
create type auth.code_challenge_method as enum ('s256', 'plain');
comment on type auth.code_challenge_method is 'PKCE: SHA-256 of the verifier, or the verifier itself.';

-- Second factors: their kind and whether the person has proved to own them.
create type auth.factor_type as enum ('totp', 'webauthn', 'phone');
comment on type auth.factor_type is 'Kind of a second factor.';
create type auth.factor_status as enum ('unverified', 'verified');
comment on type auth.factor_status is 'A factor counts only once it is verified.';

-- A signed-in device. Removing the row ends it.
create table auth.sessions (
  id uuid primary key,
  user_id uuid not null references auth.users (id) on delete cascade,
  created_at timestamptz,
  updated_at timestamptz,
  factor_id uuid,
  aal auth.aal_level,
  not_after timestamptz,
  refreshed_at timestamp without time zone,
  user_agent text,
  ip inet,
  tag text,
  oauth_client_id uuid,
  refresh_token_hmac_key text,
  refresh_token_counter bigint,
  scopes text
);
comment on table auth.sessions is 'A signed-in device; the access token''s session_id claim points here.';
comment on column auth.sessions.id is 'Session id, in the access token as session_id.';
comment on column auth.sessions.user_id is 'Who is signed in; the session goes with the account.';
comment on column auth.sessions.created_at is 'When the person signed in on this device.';
comment on column auth.sessions.updated_at is 'When the session last changed.';
comment on column auth.sessions.factor_id is 'The second factor that raised the session''s level, if any.';
comment on column auth.sessions.aal is 'How strongly the session is authenticated, as in the token''s aal.';
comment on column auth.sessions.refreshed_at is 'When the session was last refreshed, in UTC; null: never.';
comment on column auth.sessions.user_agent is
  'Program that signed in or last refreshed, as it called itself.';
comment on column auth.sessions.ip is 'Address it came from.';
comment on column auth.sessions.tag is 'Kind of device, for policies of one session per tag; unused so far.';
comment on column auth.sessions.oauth_client_id is
  'Client of the OAuth server that the session serves; null here, there is no such server.';
comment on column auth.sessions.refresh_token_hmac_key is
  'Key of the session''s counted refresh tokens; null: it uses auth.refresh_tokens.';
comment on column auth.sessions.refresh_token_counter is
  'Number of the session''s latest counted refresh token.';
comment on column auth.sessions.scopes is 'Scopes granted to an OAuth client; null for ordinary sessions.';
comment on column auth.sessions.not_after is 'The session ends here even if it is refreshed.';

-- A person's sessions, newest first; sessions that a timebox has ended.
create index sessions_user_id_idx on auth.sessions (user_id, created_at);
create index sessions_not_after_idx on auth.sessions (not_after desc);
create index sessions_oauth_client_id_idx on auth.sessions (oauth_client_id);

-- The chain of refresh tokens of a session. user_id is text on Supabase, and so it is here.
create table auth.refresh_tokens (
  instance_id uuid,
  id bigserial primary key,
  token varchar(255) unique,
  user_id varchar(255),
  revoked boolean,
  created_at timestamptz,
  updated_at timestamptz,
  parent varchar(255),
  session_id uuid references auth.sessions (id) on delete cascade
);
comment on table auth.refresh_tokens is 'One row per refresh token; parent is the token it replaced.';
comment on column auth.refresh_tokens.instance_id is 'Kept for dumps; ignored.';
comment on column auth.refresh_tokens.id is 'Number of the token.';
comment on column auth.refresh_tokens.token is 'The token itself, as the client holds it.';
comment on column auth.refresh_tokens.user_id is 'Whose token it is: auth.users.id as text.';
comment on column auth.refresh_tokens.revoked is
  'Used, or withdrawn; what comes back with it then is decided by parent and updated_at.';
comment on column auth.refresh_tokens.created_at is 'When it was issued.';
comment on column auth.refresh_tokens.updated_at is
  'When it was last changed: for a used one, when the reuse interval began.';
comment on column auth.refresh_tokens.parent is
  'The token it replaced; null or empty for the first of a session.';
comment on column auth.refresh_tokens.session_id is 'The session it continues; it goes with the session.';

-- Rotation asks for the active token of a session, for a token's child, and for a person's tokens.
create index refresh_tokens_session_id_revoked_idx on auth.refresh_tokens (session_id, revoked);
create index refresh_tokens_parent_idx on auth.refresh_tokens (parent);
create index refresh_tokens_instance_id_user_id_idx on auth.refresh_tokens (instance_id, user_id);
create index refresh_tokens_updated_at_idx on auth.refresh_tokens (updated_at desc);

-- A mailed token, by its hash.
create table auth.one_time_tokens (
  id uuid primary key,
  user_id uuid not null references auth.users (id) on delete cascade,
  token_type auth.one_time_token_type not null,
  token_hash text not null
    constraint one_time_tokens_token_hash_check check (char_length(token_hash) > 0),
  relates_to text not null,
  created_at timestamp without time zone not null default now(),
  updated_at timestamp without time zone not null default now()
);
comment on table auth.one_time_tokens is
  'Tokens that wait for their link to be followed; used once, then deleted.';
comment on column auth.one_time_tokens.id is 'Token id.';
comment on column auth.one_time_tokens.user_id is 'Whose token it is; it goes with the account.';
comment on column auth.one_time_tokens.token_type is 'What following it does.';
comment on column auth.one_time_tokens.token_hash is 'Hash that the link carries; never the code itself.';
comment on column auth.one_time_tokens.relates_to is 'Address or number it was sent to.';
comment on column auth.one_time_tokens.created_at is 'When it was sent; its life begins here.';
comment on column auth.one_time_tokens.updated_at is 'When it was last replaced.';

-- One token of each kind per person; looked up by the hash in the link or by the address.
create unique index one_time_tokens_user_id_token_type_key on auth.one_time_tokens (user_id, token_type);
create index one_time_tokens_token_hash_hash_idx on auth.one_time_tokens using hash (token_hash);
create index one_time_tokens_relates_to_hash_idx on auth.one_time_tokens using hash (relates_to);

-- A PKCE flow between its start and the exchange of its code.
create table auth.flow_state (
  id uuid primary key,
  user_id uuid,
  auth_code text,
  code_challenge_method auth.code_challenge_method,
  code_challenge text,
  provider_type text not null,
  provider_access_token text,
  provider_refresh_token text,
  created_at timestamptz,
  updated_at timestamptz,
  authentication_method text not null,
  auth_code_issued_at timestamptz
);
comment on table auth.flow_state is 'PKCE flows under way; a code is good for five minutes and once.';
comment on column auth.flow_state.id is 'Flow id.';
comment on column auth.flow_state.user_id is 'Who signs in; null until that is known.';
comment on column auth.flow_state.auth_code is 'Code that the redirect carries and the exchange returns.';
comment on column auth.flow_state.code_challenge_method is 'How the challenge was made from the verifier.';
comment on column auth.flow_state.code_challenge is 'What the verifier of the exchange has to match.';
comment on column auth.flow_state.provider_type is
  'Where the person proves who they are, for example email or google.';
comment on column auth.flow_state.provider_access_token is
  'The provider''s access token, passed on with the session.';
comment on column auth.flow_state.provider_refresh_token is
  'The provider''s refresh token, passed on with the session.';
comment on column auth.flow_state.created_at is 'When the flow began.';
comment on column auth.flow_state.updated_at is 'When it last changed.';
comment on column auth.flow_state.authentication_method is
  'What started it, for example email/signup, recovery or oauth.';
comment on column auth.flow_state.auth_code_issued_at is
  'When the code was issued; its five minutes begin here.';

-- The exchange finds the flow by its code; old flows are pruned by age.
create index idx_auth_code on auth.flow_state (auth_code);
create index idx_user_id_auth_method on auth.flow_state (user_id, authentication_method);
create index flow_state_created_at_idx on auth.flow_state (created_at desc);

-- A second factor of a person.
create table auth.mfa_factors (
  id uuid primary key,
  user_id uuid not null references auth.users (id) on delete cascade,
  friendly_name text,
  factor_type auth.factor_type not null,
  status auth.factor_status not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  secret text,
  phone text,
  last_challenged_at timestamptz unique,
  web_authn_credential jsonb,
  web_authn_aaguid uuid,
  last_webauthn_challenge_data jsonb
);
comment on table auth.mfa_factors is 'Second factors, verified or being enrolled.';
comment on column auth.mfa_factors.id is 'Factor id.';
comment on column auth.mfa_factors.user_id is 'Whose factor it is; it goes with the account.';
comment on column auth.mfa_factors.friendly_name is 'What the person calls it.';
comment on column auth.mfa_factors.factor_type is 'totp, webauthn or phone.';
comment on column auth.mfa_factors.status is 'unverified until a first code was right.';
comment on column auth.mfa_factors.created_at is 'When enrolling began.';
comment on column auth.mfa_factors.updated_at is 'When it last changed.';
comment on column auth.mfa_factors.secret is 'The shared secret of a totp factor.';
comment on column auth.mfa_factors.phone is 'The number of a phone factor.';
comment on column auth.mfa_factors.last_challenged_at is 'When it was last asked for a code.';
comment on column auth.mfa_factors.web_authn_credential is 'Public key and counters of a webauthn factor.';
comment on column auth.mfa_factors.web_authn_aaguid is 'Model of the authenticator of a webauthn factor.';
comment on column auth.mfa_factors.last_webauthn_challenge_data is
  'The webauthn challenge that waits for its answer.';

-- A name is used once per person; a phone number is one factor.
create unique index mfa_factors_user_friendly_name_unique on auth.mfa_factors (friendly_name, user_id)
  where trim(friendly_name) <> '';
create unique index unique_phone_factor_per_user on auth.mfa_factors (user_id, phone);
create index factor_id_created_at_idx on auth.mfa_factors (user_id, created_at);

-- A question put to a factor.
create table auth.mfa_challenges (
  id uuid primary key,
  factor_id uuid not null references auth.mfa_factors (id) on delete cascade,
  created_at timestamptz not null,
  verified_at timestamptz,
  ip_address inet not null,
  otp_code text,
  web_authn_session_data jsonb
);
comment on table auth.mfa_challenges is 'Challenges put to a factor; each lives five minutes.';
comment on column auth.mfa_challenges.id is 'Challenge id.';
comment on column auth.mfa_challenges.factor_id is 'The factor that is asked; the challenge goes with it.';
comment on column auth.mfa_challenges.created_at is 'When it was put; its five minutes begin here.';
comment on column auth.mfa_challenges.verified_at is 'When it was answered rightly; null: not yet.';
comment on column auth.mfa_challenges.ip_address is 'Where the request for it came from.';
comment on column auth.mfa_challenges.otp_code is 'The texted code of a phone factor.';
comment on column auth.mfa_challenges.web_authn_session_data is 'What a webauthn answer is checked against.';

-- Challenges go with their factor and are pruned by age.
create index mfa_challenges_factor_id_idx on auth.mfa_challenges (factor_id);
create index mfa_challenge_created_at_idx on auth.mfa_challenges (created_at desc);

-- How a session was authenticated: the amr claim.
create table auth.mfa_amr_claims (
  session_id uuid not null references auth.sessions (id) on delete cascade,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  authentication_method text not null,
  id uuid primary key,
  constraint mfa_amr_claims_session_id_authentication_method_pkey unique (session_id, authentication_method)
);
comment on table auth.mfa_amr_claims is 'Methods that authenticated a session; a refresh adds none.';
comment on column auth.mfa_amr_claims.session_id is 'The session; its claims go with it.';
comment on column auth.mfa_amr_claims.created_at is 'When the method was first used in the session.';
comment on column auth.mfa_amr_claims.updated_at is 'When it was last used in the session.';
comment on column auth.mfa_amr_claims.authentication_method is 'How: password, otp, oauth, totp and so on.';
comment on column auth.mfa_amr_claims.id is 'Claim id.';
