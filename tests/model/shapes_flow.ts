// The tables of schemas flow and legacy.
import type { Shapes } from './columns.ts'

export const flow_shapes: Shapes = {
  'flow.jobs': `
    id uuid not null default gen_random_uuid()
    kind text not null
    state text not null default 'available'
    priority integer not null default 100
    run_at timestamptz not null default now()
    provider text not null default 'local'
    payload jsonb not null default '{}'
    unique_key text
    user_id uuid
    brand_id uuid
    attempt integer not null default 0
    max_attempts integer not null default 20
    rescues integer not null default 0
    lease_token uuid
    lease_until timestamptz
    worker text
    progress integer not null default 0
    last_error jsonb
    cancel_requested_at timestamptz
    created_at timestamptz not null default now()`,
  'flow.finished_jobs': `
    id uuid not null
    kind text not null
    state text not null
    provider text not null
    payload jsonb not null
    unique_key text
    user_id uuid
    brand_id uuid
    attempt integer not null
    rescues integer not null
    worker text
    result jsonb
    last_error jsonb
    created_at timestamptz not null
    finished_at timestamptz not null default now()`,
  'flow.attempts': `
    job_id uuid not null
    attempt integer not null
    lease_token uuid not null
    worker text not null
    outcome text
    error jsonb
    started_at timestamptz not null default now()
    ended_at timestamptz`,
  'flow.schedules': `
    name text not null
    kind text not null
    payload jsonb not null default '{}'
    cron text not null
    next_run_at timestamptz not null
    last_run_at timestamptz
    is_active boolean not null default true`,
  'flow.effects': `
    id uuid not null default gen_random_uuid()
    job_id uuid not null
    user_id uuid
    brand_id uuid
    provider text not null
    kind text not null
    idempotency_key text not null
    callback_token uuid not null default gen_random_uuid()
    state text not null default 'intended'
    external_id text
    request jsonb not null
    response jsonb
    cost_usd numeric(12,6)
    created_at timestamptz not null default now()
    settled_at timestamptz`,
  'flow.history': `
    id uuid not null default gen_random_uuid()
    user_id uuid not null
    brand_id uuid not null
    at timestamptz not null default clock_timestamp()
    actor text not null
    action text not null
    step integer
    request_key text
    before jsonb
    after jsonb`,
  'flow.budgets': `
    user_id uuid not null
    day date not null
    limit_usd numeric(12,6) not null
    reserved_usd numeric(12,6) not null default 0
    spent_usd numeric(12,6) not null default 0`,
  'legacy.records': `
    source text not null
    source_table text not null
    record_id text not null
    sha256 bytea not null
    body jsonb not null
    fetched_at timestamptz not null default now()`,
  'legacy.mappings': `
    source text not null
    source_table text not null
    record_id text not null
    target_table text not null
    target_id uuid not null
    sha256 bytea not null
    mapped_at timestamptz not null default now()`,
  'legacy.conflicts': `
    id uuid not null default gen_random_uuid()
    source text not null
    source_table text not null
    record_id text not null
    target_table text not null
    target_id uuid not null
    field text not null
    source_value jsonb
    target_value jsonb
    chosen text not null
    rule text not null
    decided_at timestamptz not null default now()`,
  'legacy.quarantine': `
    source text not null
    source_table text not null
    record_id text not null
    sha256 bytea not null
    reason text not null
    state text not null default 'open'
    correction jsonb
    decided_by text
    created_at timestamptz not null default now()
    decided_at timestamptz`,
  'legacy.proofs': `
    id uuid not null default gen_random_uuid()
    kind text not null
    is_clean boolean not null
    merkle_root bytea not null
    document jsonb not null
    created_at timestamptz not null default now()`,
}
