-- What was done outside, what changed in a brand, and what it may cost.

-- One row per effect on the outside world, written before the call: a paid request is never repeated blindly.
create table flow.effects (
  id uuid primary key default gen_random_uuid(),
  job_id uuid not null,
  user_id uuid,
  brand_id uuid,
  provider text not null,
  kind text not null,
  idempotency_key text not null,
  callback_token uuid not null default gen_random_uuid(),
  state text not null default 'intended',
  external_id text,
  request jsonb not null,
  response jsonb,
  cost_usd numeric(12, 6),
  created_at timestamptz not null default now(),
  settled_at timestamptz,
  constraint effects_idempotency_key_key unique (idempotency_key),
  constraint effects_callback_token_key unique (callback_token),
  constraint effects_provider_external_id_key unique (provider, external_id),
  constraint effects_state_check check (state in ('intended', 'sent', 'done', 'failed', 'doubtful')),
  constraint effects_cost_usd_check check (cost_usd >= 0)
);
comment on table flow.effects is
  'The ledger of calls to providers: intention first, then what came of it. A doubtful one is shown, never '
  'repeated.';
comment on column flow.effects.id is 'Effect id.';
comment on column flow.effects.job_id is 'The job it is part of, live or finished.';
comment on column flow.effects.user_id is 'For whom; null for the house''s own.';
comment on column flow.effects.brand_id is 'For which brand, if any.';
comment on column flow.effects.provider is 'Who was called: fal, ghl, llm or smtp.';
comment on column flow.effects.kind is 'What was called for, for example fal.submit or ghl.upsert.';
comment on column flow.effects.idempotency_key is
  'Made from the job''s meaning, so that a second try finds the first.';
comment on column flow.effects.callback_token is
  'Our own token in the webhook''s URL: a lost answer still finds its effect.';
comment on column flow.effects.state is
  'intended (not sent yet), sent, done, failed, doubtful (sent, but nobody knows what came of it).';
comment on column flow.effects.external_id is 'The provider''s id of the request.';
comment on column flow.effects.request is 'What was sent, without secrets.';
comment on column flow.effects.response is 'What came back.';
comment on column flow.effects.cost_usd is 'What it cost, in US dollars.';
comment on column flow.effects.created_at is 'When it was intended.';
comment on column flow.effects.settled_at is 'When it became done, failed or doubtful.';
comment on constraint effects_pkey on flow.effects is 'One row per effect.';
comment on constraint effects_idempotency_key_key on flow.effects is 'The same effect is intended once.';
comment on constraint effects_callback_token_key on flow.effects is 'A webhook finds one effect.';
comment on constraint effects_provider_external_id_key on flow.effects is
  'A provider''s request is one effect.';
comment on constraint effects_state_check on flow.effects is 'intended, sent, done, failed or doubtful.';
comment on constraint effects_cost_usd_check on flow.effects is 'Nobody pays us for a call.';

-- Effects of a job; of a person and a brand; those that wait for an answer.
create index effects_job_id_idx on flow.effects (job_id);
create index effects_user_id_brand_id_idx on flow.effects (user_id, brand_id);
create index effects_open_idx on flow.effects (provider, created_at)
  where state in ('intended', 'sent', 'doubtful');
comment on index flow.effects_job_id_idx is 'What a job has done.';
comment on index flow.effects_user_id_brand_id_idx is 'What was done for a person, and for a brand.';
comment on index flow.effects_open_idx is 'What still waits for an answer or a decision.';

-- A brand's history: who did what when, with what before and after, so that each step can be undone.
create table flow.history (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null,
  brand_id uuid not null,
  at timestamptz not null default clock_timestamp(),
  actor text not null,
  action text not null,
  step integer,
  request_key text,
  before jsonb,
  after jsonb,
  constraint history_brand_id_fkey
    foreign key (user_id, brand_id) references public.brands (user_id, id) on delete cascade,
  constraint history_request_key_key unique (brand_id, action, request_key),
  constraint history_step_check check (step between 1 and 7)
);
comment on table flow.history is 'One line per change of a brand, for looking back and undoing.';
comment on column flow.history.id is 'Id of the line.';
comment on column flow.history.user_id is 'The brand''s owner.';
comment on column flow.history.brand_id is 'The brand.';
comment on column flow.history.at is 'When, by the clock: lines of one transaction keep their order.';
comment on column flow.history.actor is 'Who: a person''s id, or the name of the worker or server.';
comment on column flow.history.action is 'What: the name of the lifecycle function, or of what a worker did.';
comment on column flow.history.step is 'In which of the seven steps.';
comment on column flow.history.request_key is 'The caller''s key: the same call repeated finds its own line.';
comment on column flow.history.before is 'What the change replaced.';
comment on column flow.history.after is 'What it put there.';
comment on constraint history_pkey on flow.history is 'One row per change.';
comment on constraint history_brand_id_fkey on flow.history is
  'The history belongs to the brand and goes with it.';
comment on constraint history_request_key_key on flow.history is 'A call with a key happens once.';
comment on constraint history_step_check on flow.history is 'One of the seven steps.';

-- A brand's lines in order.
create index history_user_id_brand_id_at_idx on flow.history (user_id, brand_id, at);
comment on index flow.history_user_id_brand_id_at_idx is
  'A brand''s lines in order; its front serves the foreign key.';

-- What a person may cost in a day: reserved before a call, spent after it.
create table flow.budgets (
  user_id uuid not null references public.profiles (id) on delete cascade,
  day date not null,
  limit_usd numeric(12, 6) not null,
  reserved_usd numeric(12, 6) not null default 0,
  spent_usd numeric(12, 6) not null default 0,
  primary key (user_id, day),
  constraint budgets_limit_usd_check check (limit_usd >= 0),
  constraint budgets_reserved_usd_check check (reserved_usd >= 0),
  constraint budgets_spent_usd_check check (spent_usd >= 0)
);
comment on table flow.budgets is
  'Cost per person and day (UTC). A call reserves only while reserved + spent + its price fits the limit, '
  'in one update of one row; afterwards the reservation becomes what was really spent, which may be more.';
comment on column flow.budgets.user_id is 'The person.';
comment on column flow.budgets.day is 'The day, in UTC.';
comment on column flow.budgets.limit_usd is 'What the day may cost, in US dollars.';
comment on column flow.budgets.reserved_usd is 'Held for calls under way.';
comment on column flow.budgets.spent_usd is 'Paid for calls that ended.';
comment on constraint budgets_pkey on flow.budgets is
  'One row per person and day: the lock that calls meet at.';
comment on constraint budgets_user_id_fkey on flow.budgets is 'An allowance goes with its person.';
comment on constraint budgets_limit_usd_check on flow.budgets is 'Zero is the strictest limit: no calls.';
comment on constraint budgets_reserved_usd_check on flow.budgets is
  'Nothing is released that was not reserved.';
comment on constraint budgets_spent_usd_check on flow.budgets is 'Money does not come back.';
