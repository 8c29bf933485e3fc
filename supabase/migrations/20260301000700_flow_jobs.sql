-- Durable work. A step of the lifecycle inserts its job in the transaction that needs it; workers claim
-- jobs under a lease. Tables only: the functions come with the lifecycle. No table here points at brands by
-- a foreign key except where a comment says so, because what was done outside stays true when a brand is
-- deleted.
create schema flow;
comment on schema flow is 'Durable jobs and the brand''s steps; not exposed by any API.';

-- Jobs that still have something to happen to them.
create table flow.jobs (
  id uuid primary key default gen_random_uuid(),
  kind text not null,
  state text not null default 'available',
  priority integer not null default 100,
  run_at timestamptz not null default now(),
  provider text not null default 'local',
  payload jsonb not null default '{}',
  unique_key text,
  user_id uuid,
  brand_id uuid,
  attempt integer not null default 0,
  max_attempts integer not null default 20,
  rescues integer not null default 0,
  lease_token uuid,
  lease_until timestamptz,
  worker text,
  progress integer not null default 0,
  last_error jsonb,
  cancel_requested_at timestamptz,
  created_at timestamptz not null default now(),
  constraint jobs_state_check check (
    state in ('available', 'scheduled', 'running', 'retryable', 'completed', 'cancelled', 'dead')
  ),
  constraint jobs_lease_check check (
    num_nonnulls(lease_token, lease_until) = case when state = 'running' then 2 else 0 end
  ),
  constraint jobs_attempt_check check (attempt between 0 and max_attempts),
  constraint jobs_progress_check check (progress between 0 and 100),
  constraint jobs_payload_check check (jsonb_typeof(payload) = 'object')
) with (
  -- Heartbeats and claims rewrite rows in place; dead rows are removed every second thousand, without pauses.
  fillfactor = 70,
  autovacuum_vacuum_scale_factor = 0,
  autovacuum_vacuum_threshold = 2000,
  autovacuum_vacuum_cost_delay = 0
);
comment on table flow.jobs is
  'The hot table: jobs that wait or run. Every transition compares id and lease_token; ended jobs move to '
  'flow.finished_jobs.';
comment on column flow.jobs.id is 'Job id.';
comment on column flow.jobs.kind is 'What is to be done, for example logo.generate or crm.upsert.';
comment on column flow.jobs.state is
  'available (may be claimed), scheduled (waits for run_at), running (leased), retryable (failed, waits '
  'for run_at), completed, cancelled, dead.';
comment on column flow.jobs.priority is 'Smaller goes first.';
comment on column flow.jobs.run_at is 'Not before this time.';
comment on column flow.jobs.provider is
  'Whose limits apply: fal, ghl, llm, smtp or local; concurrency is counted from the running rows.';
comment on column flow.jobs.payload is 'What the worker needs to know.';
comment on column flow.jobs.unique_key is 'Of live jobs with the same key there is one.';
comment on column flow.jobs.user_id is 'Whose work it is: fairness and progress; null for the house''s own.';
comment on column flow.jobs.brand_id is 'Which brand it is for, if any.';
comment on column flow.jobs.attempt is 'Attempts spent; waiting on a provider''s Retry-After spends none.';
comment on column flow.jobs.max_attempts is 'The job is dead once this many attempts have failed.';
comment on column flow.jobs.rescues is 'Leases that ran out; too many mean that the job kills its workers.';
comment on column flow.jobs.lease_token is 'Who holds the job; a stale holder''s token matches no row.';
comment on column flow.jobs.lease_until is 'The job comes back after this time unless the lease is renewed.';
comment on column flow.jobs.worker is 'Name of the process that holds or last held the job.';
comment on column flow.jobs.progress is 'Percent done, for the person who waits.';
comment on column flow.jobs.last_error is 'What went wrong last, for a human: code, message, hint.';
comment on column flow.jobs.cancel_requested_at is 'Somebody wants the running job to stop.';
comment on column flow.jobs.created_at is 'When the job was asked for.';
comment on constraint jobs_pkey on flow.jobs is 'One row per job.';
comment on constraint jobs_state_check on flow.jobs is 'The seven states of a job.';
comment on constraint jobs_progress_check on flow.jobs is 'Percent.';
comment on constraint jobs_payload_check on flow.jobs is 'An object.';
comment on constraint jobs_lease_check on flow.jobs is
  'Running means leased, by token and time; nothing else holds a lease, nor half of one.';
comment on constraint jobs_attempt_check on flow.jobs is 'A claim never takes a job beyond its attempts.';

-- The claim: due jobs in order, and nothing but due jobs.
create index jobs_available_idx on flow.jobs (priority, run_at, id) where state = 'available';
comment on index flow.jobs_available_idx is 'What the claim reads, in its order.';

-- What time makes available.
create index jobs_waiting_idx on flow.jobs (run_at) where state in ('scheduled', 'retryable');
comment on index flow.jobs_waiting_idx is 'Jobs that become available when their time comes.';

-- What runs, per provider. lease_until is left out, so that a heartbeat touches no index.
create index jobs_running_idx on flow.jobs (provider) where state = 'running';
comment on index flow.jobs_running_idx is 'Concurrency per provider, and the search for leases that ran out.';

-- One live job per key.
create unique index jobs_unique_key on flow.jobs (unique_key)
  where state in ('available', 'scheduled', 'running', 'retryable');
comment on index flow.jobs_unique_key is 'One live job per key, however many callers ask at once.';

-- A person's work in progress.
create index jobs_user_id_brand_id_idx on flow.jobs (user_id, brand_id);
comment on index flow.jobs_user_id_brand_id_idx is 'A person''s jobs, and a brand''s.';

-- Jobs that ended, kept for looking back until they are pruned.
create table flow.finished_jobs (
  id uuid primary key,
  kind text not null,
  state text not null,
  provider text not null,
  payload jsonb not null,
  unique_key text,
  user_id uuid,
  brand_id uuid,
  attempt integer not null,
  rescues integer not null,
  worker text,
  result jsonb,
  last_error jsonb,
  created_at timestamptz not null,
  finished_at timestamptz not null default now(),
  constraint finished_jobs_state_check check (state in ('completed', 'cancelled', 'dead'))
);
comment on table flow.finished_jobs is
  'Jobs that ended: completed, cancelled or dead. A dead one can be sent back.';
comment on column flow.finished_jobs.id is 'Id it had in flow.jobs.';
comment on column flow.finished_jobs.kind is 'What was to be done.';
comment on column flow.finished_jobs.state is 'How it ended.';
comment on column flow.finished_jobs.provider is 'Whose limits applied.';
comment on column flow.finished_jobs.payload is 'What the worker was told.';
comment on column flow.finished_jobs.unique_key is 'Key it held while it lived.';
comment on column flow.finished_jobs.user_id is 'Whose work it was.';
comment on column flow.finished_jobs.brand_id is 'Which brand it was for.';
comment on column flow.finished_jobs.attempt is 'Attempts spent.';
comment on column flow.finished_jobs.rescues is 'Leases that ran out.';
comment on column flow.finished_jobs.worker is 'Process that ended it.';
comment on column flow.finished_jobs.result is 'What came out, if anything.';
comment on column flow.finished_jobs.last_error is 'Why it is dead or cancelled, for a human.';
comment on column flow.finished_jobs.created_at is 'When the job was asked for.';
comment on column flow.finished_jobs.finished_at is 'When it ended.';

comment on constraint finished_jobs_pkey on flow.finished_jobs is 'A job ends once.';
comment on constraint finished_jobs_state_check on flow.finished_jobs is 'The three ways a job ends.';

-- Dead jobs for the operator, old ones for pruning; a person's finished work.
create index finished_jobs_state_finished_at_idx on flow.finished_jobs (state, finished_at);
create index finished_jobs_user_id_brand_id_idx on flow.finished_jobs (user_id, brand_id);
comment on index flow.finished_jobs_state_finished_at_idx is
  'The dead ones, and what is old enough to be pruned.';
comment on index flow.finished_jobs_user_id_brand_id_idx is 'A person''s finished jobs, and a brand''s.';

-- Every try of every job.
create table flow.attempts (
  job_id uuid not null,
  attempt integer not null,
  lease_token uuid not null,
  worker text not null,
  outcome text,
  error jsonb,
  started_at timestamptz not null default now(),
  ended_at timestamptz,
  primary key (job_id, lease_token),
  constraint attempts_outcome_check check (
    outcome in ('completed', 'failed', 'postponed', 'cancelled', 'lost')
  )
);
comment on table flow.attempts is
  'One row per lease of a job; the job itself may be live, finished or pruned.';
comment on column flow.attempts.job_id is 'The job, in flow.jobs or flow.finished_jobs.';
comment on column flow.attempts.attempt is 'Number of the attempt; a postponed one does not count on.';
comment on column flow.attempts.lease_token is 'The lease this was.';
comment on column flow.attempts.worker is 'Process that held the lease.';
comment on column flow.attempts.outcome is
  'completed, failed, postponed (the provider said later), cancelled, or lost (the lease ran out); null '
  'while it runs.';
comment on column flow.attempts.error is 'What went wrong.';
comment on column flow.attempts.started_at is 'When the lease began.';
comment on column flow.attempts.ended_at is 'When the lease ended.';
comment on constraint attempts_pkey on flow.attempts is 'One row per lease.';
comment on constraint attempts_outcome_check on flow.attempts is 'The five ways a lease ends.';

-- Recurring work. There is no leader: who moves next_run_at on from the tick it has seen inserts the job.
create table flow.schedules (
  name text primary key,
  kind text not null,
  payload jsonb not null default '{}',
  cron text not null,
  next_run_at timestamptz not null,
  last_run_at timestamptz,
  is_active boolean not null default true
);
comment on table flow.schedules is
  'Recurring work as rows. A node compares and sets next_run_at and inserts the job in one transaction, so '
  'each tick happens once on any number of nodes.';
comment on column flow.schedules.name is 'Name of the schedule.';
comment on column flow.schedules.kind is 'Kind of job it inserts.';
comment on column flow.schedules.payload is 'Payload of the job it inserts.';
comment on column flow.schedules.cron is 'When, as five cron fields in UTC.';
comment on column flow.schedules.next_run_at is 'The tick that comes next.';
comment on column flow.schedules.last_run_at is 'The tick that came last.';
comment on column flow.schedules.is_active is 'Ticks only while true.';
comment on constraint schedules_pkey on flow.schedules is 'A schedule is its name.';
