// The tables of schemas auth and storage as clients, dumps and policies of Supabase expect them; Marque's own
// are storage.blobs and storage.objects.blob_id.
import type { Shapes } from './columns.ts'

export const platform_shapes: Shapes = {
  'auth.users': `
    instance_id uuid
    id uuid not null
    aud varchar(255)
    role varchar(255)
    email varchar(255)
    encrypted_password varchar(255)
    email_confirmed_at timestamptz
    invited_at timestamptz
    confirmation_token varchar(255)
    confirmation_sent_at timestamptz
    recovery_token varchar(255)
    recovery_sent_at timestamptz
    email_change_token_new varchar(255)
    email_change varchar(255)
    email_change_sent_at timestamptz
    last_sign_in_at timestamptz
    raw_app_meta_data jsonb
    raw_user_meta_data jsonb
    is_super_admin boolean
    created_at timestamptz
    updated_at timestamptz
    phone text
    phone_confirmed_at timestamptz
    phone_change text default ''
    phone_change_token varchar(255) default ''
    phone_change_sent_at timestamptz
    confirmed_at timestamptz generated LEAST(email_confirmed_at, phone_confirmed_at)
    email_change_token_current varchar(255) default ''
    email_change_confirm_status smallint default 0
    banned_until timestamptz
    reauthentication_token varchar(255) default ''
    reauthentication_sent_at timestamptz
    is_sso_user boolean not null default false
    deleted_at timestamptz
    is_anonymous boolean not null default false`,
  'auth.identities': `
    provider_id text not null
    user_id uuid not null
    identity_data jsonb not null
    provider text not null
    last_sign_in_at timestamptz
    created_at timestamptz
    updated_at timestamptz
    email text generated lower((identity_data ->> 'email'))
    id uuid not null default gen_random_uuid()`,
  'auth.instances': `
    id uuid not null
    uuid uuid
    raw_base_config text
    created_at timestamptz
    updated_at timestamptz`,
  'auth.schema_migrations': `
    version varchar(255) not null`,
  'auth.audit_log_entries': `
    instance_id uuid
    id uuid not null
    payload json
    created_at timestamptz
    ip_address varchar(64) not null default ''`,
  'auth.sessions': `
    id uuid not null
    user_id uuid not null
    created_at timestamptz
    updated_at timestamptz
    factor_id uuid
    aal auth.aal_level
    not_after timestamptz
    refreshed_at timestamp
    user_agent text
    ip inet
    tag text
    oauth_client_id uuid
    refresh_token_hmac_key text
    refresh_token_counter bigint
    scopes text`,
  'auth.refresh_tokens': `
    instance_id uuid
    id bigint not null default nextval('auth.refresh_tokens_id_seq')
    token varchar(255)
    user_id varchar(255)
    revoked boolean
    created_at timestamptz
    updated_at timestamptz
    parent varchar(255)
    session_id uuid`,
  'auth.one_time_tokens': `
    id uuid not null
    user_id uuid not null
    token_type auth.one_time_token_type not null
    token_hash text not null
    relates_to text not null
    created_at timestamp not null default now()
    updated_at timestamp not null default now()`,
  'auth.flow_state': `
    id uuid not null
    user_id uuid
    auth_code text
    code_challenge_method auth.code_challenge_method
    code_challenge text
    provider_type text not null
    provider_access_token text
    provider_refresh_token text
    created_at timestamptz
    updated_at timestamptz
    authentication_method text not null
    auth_code_issued_at timestamptz`,
  'auth.mfa_factors': `
    id uuid not null
    user_id uuid not null
    friendly_name text
    factor_type auth.factor_type not null
    status auth.factor_status not null
    created_at timestamptz not null
    updated_at timestamptz not null
    secret text
    phone text
    last_challenged_at timestamptz
    web_authn_credential jsonb
    web_authn_aaguid uuid
    last_webauthn_challenge_data jsonb`,
  'auth.mfa_challenges': `
    id uuid not null
    factor_id uuid not null
    created_at timestamptz not null
    verified_at timestamptz
    ip_address inet not null
    otp_code text
    web_authn_session_data jsonb`,
  'auth.mfa_amr_claims': `
    session_id uuid not null
    created_at timestamptz not null
    updated_at timestamptz not null
    authentication_method text not null
    id uuid not null`,
  'storage.buckets': `
    id text not null
    name text not null
    owner uuid
    created_at timestamptz default now()
    updated_at timestamptz default now()
    public boolean default false
    avif_autodetection boolean default false
    file_size_limit bigint
    allowed_mime_types text[]
    owner_id text
    type storage.buckettype not null default 'STANDARD'
    versioning_status text not null default 'DISABLED'`,
  'storage.blobs': `
    id uuid not null default gen_random_uuid()
    store text not null default 'disk'
    state text not null default 'staged'
    sha256 bytea
    size bigint
    mime_type text
    created_at timestamptz not null default now()`,
  'storage.objects': `
    id uuid not null default gen_random_uuid()
    bucket_id text
    name text
    owner uuid
    created_at timestamptz default now()
    updated_at timestamptz default now()
    last_accessed_at timestamptz default now()
    metadata jsonb
    path_tokens text[] generated string_to_array(name, '/')
    version text
    owner_id text
    user_metadata jsonb
    archived_at timestamptz
    is_delete_marker boolean not null default false
    is_versioned boolean not null default false
    blob_id uuid`,
  'storage.s3_multipart_uploads': `
    id text not null
    in_progress_size bigint not null default 0
    upload_signature text not null
    bucket_id text not null
    key text not null
    version text not null
    owner_id text
    created_at timestamptz not null default now()
    user_metadata jsonb
    metadata jsonb`,
  'storage.s3_multipart_uploads_parts': `
    id uuid not null default gen_random_uuid()
    upload_id text not null
    size bigint not null default 0
    part_number integer not null
    bucket_id text not null
    key text not null
    etag text not null
    owner_id text
    version text not null
    created_at timestamptz not null default now()`,
  'storage.migrations': `
    id integer not null
    name varchar(100) not null
    hash varchar(40) not null
    executed_at timestamp default CURRENT_TIMESTAMP`,
}
