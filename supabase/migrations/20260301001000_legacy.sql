-- Leaving NocoDB: every source record as it was, where it went, what did not fit, what contradicted, and
-- the proof.
create schema legacy;
comment on schema legacy is
  'The import from NocoDB: archive, mappings, conflicts, quarantine and proofs; not exposed.';

-- The raw archive, first and complete: no mistake in a mapping can lose anything.
create table legacy.records (
  source text not null,
  source_table text not null,
  record_id text not null,
  sha256 bytea not null,
  body jsonb not null,
  fetched_at timestamptz not null default now(),
  primary key (source, source_table, record_id, sha256),
  constraint records_sha256_check check (octet_length(sha256) = 32)
);
comment on table legacy.records is 'Every version of every source record that the import has seen, unmapped.';
comment on column legacy.records.source is 'The installation and base it came from.';
comment on column legacy.records.source_table is 'The table''s title, for example Wizard Data V2.';
comment on column legacy.records.record_id is 'The record''s key there.';
comment on column legacy.records.sha256 is
  'Hash of the record in canonical form: the same content is archived once.';
comment on column legacy.records.body is 'The record as it came, unmapped columns included.';
comment on column legacy.records.fetched_at is 'When this version was first seen.';
comment on constraint records_pkey on legacy.records is
  'Each version of a record once: fetching again adds nothing.';
comment on constraint records_sha256_check on legacy.records is 'SHA-256 has 32 bytes.';

-- Where a record went.
create table legacy.mappings (
  source text not null,
  source_table text not null,
  record_id text not null,
  target_table text not null,
  target_id uuid not null,
  sha256 bytea not null,
  mapped_at timestamptz not null default now(),
  primary key (source, source_table, record_id, target_table, target_id)
);
comment on table legacy.mappings is
  'Which rows of the brand model a source record became or was merged into.';
comment on column legacy.mappings.source is 'The installation and base it came from.';
comment on column legacy.mappings.source_table is 'The table''s title.';
comment on column legacy.mappings.record_id is 'The record''s key there.';
comment on column legacy.mappings.target_table is 'Table of the brand model, for example brands.';
comment on column legacy.mappings.target_id is 'Id of the row.';
comment on column legacy.mappings.sha256 is 'Version of the record that was mapped last.';
comment on column legacy.mappings.mapped_at is 'When.';
comment on constraint mappings_pkey on legacy.mappings is 'A record goes to a row once.';

-- From a row back to its records.
create index mappings_target_idx on legacy.mappings (target_table, target_id);
comment on index legacy.mappings_target_idx is 'Which records a row came from.';

-- Two values for one field: both are kept, with the rule that chose.
create table legacy.conflicts (
  id uuid primary key default gen_random_uuid(),
  source text not null,
  source_table text not null,
  record_id text not null,
  target_table text not null,
  target_id uuid not null,
  field text not null,
  source_value jsonb,
  target_value jsonb,
  chosen text not null,
  rule text not null,
  decided_at timestamptz not null default now(),
  constraint conflicts_chosen_check check (chosen in ('source', 'target', 'neither'))
);
comment on table legacy.conflicts is
  'Fields where source and target differed: both values, the choice, and its rule.';
comment on column legacy.conflicts.id is 'Id of the conflict.';
comment on column legacy.conflicts.source is 'The installation and base it came from.';
comment on column legacy.conflicts.source_table is 'The table''s title.';
comment on column legacy.conflicts.record_id is 'The record''s key there.';
comment on column legacy.conflicts.target_table is 'Table of the brand model.';
comment on column legacy.conflicts.target_id is 'Id of the row.';
comment on column legacy.conflicts.field is 'Column of the brand model.';
comment on column legacy.conflicts.source_value is 'What the source said.';
comment on column legacy.conflicts.target_value is 'What was already there.';
comment on column legacy.conflicts.chosen is 'source, target, or neither while it is open.';
comment on column legacy.conflicts.rule is 'Name of the rule that decided.';
comment on column legacy.conflicts.decided_at is 'When.';
comment on constraint conflicts_pkey on legacy.conflicts is 'One row per field that differed.';
comment on constraint conflicts_chosen_check on legacy.conflicts is 'source, target or neither.';

-- Conflicts of a record and of a row.
create index conflicts_record_idx on legacy.conflicts (source, source_table, record_id);
create index conflicts_target_idx on legacy.conflicts (target_table, target_id);
comment on index legacy.conflicts_record_idx is 'What contradicted in a record.';
comment on index legacy.conflicts_target_idx is 'What contradicted in a row.';

-- Records that do not fit, with the reason; corrected and replayed, or waived by name.
create table legacy.quarantine (
  source text not null,
  source_table text not null,
  record_id text not null,
  sha256 bytea not null,
  reason text not null,
  state text not null default 'open',
  correction jsonb,
  decided_by text,
  created_at timestamptz not null default now(),
  decided_at timestamptz,
  primary key (source, source_table, record_id),
  constraint quarantine_record_fkey
    foreign key (source, source_table, record_id, sha256)
    references legacy.records (source, source_table, record_id, sha256),
  constraint quarantine_state_check check (state in ('open', 'replayed', 'waived'))
);
comment on table legacy.quarantine is
  'Records that could not be mapped; a cut-over waits until none is open.';
comment on column legacy.quarantine.source is 'The installation and base it came from.';
comment on column legacy.quarantine.source_table is 'The table''s title.';
comment on column legacy.quarantine.record_id is 'The record''s key there.';
comment on column legacy.quarantine.sha256 is 'Version that did not fit.';
comment on column legacy.quarantine.reason is 'Why, for a human.';
comment on column legacy.quarantine.state is 'open, replayed after a correction, or waived.';
comment on column legacy.quarantine.correction is
  'Fields put right by hand, applied over the record on replay.';
comment on column legacy.quarantine.decided_by is 'Who corrected or waived it.';
comment on column legacy.quarantine.created_at is 'When it was set aside.';
comment on column legacy.quarantine.decided_at is 'When it was replayed or waived.';
comment on constraint quarantine_pkey on legacy.quarantine is 'A record is in quarantine once.';
comment on constraint quarantine_record_fkey on legacy.quarantine is 'Its original is in the archive.';
comment on constraint quarantine_state_check on legacy.quarantine is 'open, replayed or waived.';

-- The version that did not fit, from the archive's side.
create index quarantine_record_idx on legacy.quarantine (source, source_table, record_id, sha256);
comment on index legacy.quarantine_record_idx is 'Serves the foreign key to the archive.';

-- What a verification found, sealed.
create table legacy.proofs (
  id uuid primary key default gen_random_uuid(),
  kind text not null,
  is_clean boolean not null,
  merkle_root bytea not null,
  document jsonb not null,
  created_at timestamptz not null default now(),
  constraint proofs_kind_check check (kind in ('verify', 'cutover')),
  constraint proofs_merkle_root_check check (octet_length(merkle_root) = 32)
);
comment on table legacy.proofs is 'Sealed results of verifications and of the cut-over.';
comment on column legacy.proofs.id is 'Proof id.';
comment on column legacy.proofs.kind is 'verify, or cutover for the last one.';
comment on column legacy.proofs.is_clean is 'No drift was found.';
comment on column legacy.proofs.merkle_root is
  'Root over the hashes of all records: one flipped bit changes it.';
comment on column legacy.proofs.document is
  'Counts, rules, versions and drift, as written to the proof file.';
comment on column legacy.proofs.created_at is 'When it was sealed.';
comment on constraint proofs_pkey on legacy.proofs is 'One row per sealed proof.';
comment on constraint proofs_kind_check on legacy.proofs is 'verify or cutover.';
comment on constraint proofs_merkle_root_check on legacy.proofs is 'SHA-256 has 32 bytes.';

-- The importer works here as service_role; nobody else.
grant usage on schema legacy to service_role;
grant select, insert, update, delete on
  legacy.records, legacy.mappings, legacy.conflicts, legacy.quarantine, legacy.proofs
  to service_role;

-- Closed, and closed once more should somebody grant a person something one day.
alter table legacy.records enable row level security;
alter table legacy.mappings enable row level security;
alter table legacy.conflicts enable row level security;
alter table legacy.quarantine enable row level security;
alter table legacy.proofs enable row level security;
create policy records_are_seen_by_nobody on legacy.records for all to anon, authenticated using (false);
create policy mappings_are_seen_by_nobody on legacy.mappings for all to anon, authenticated using (false);
create policy conflicts_are_seen_by_nobody on legacy.conflicts for all to anon, authenticated using (false);
create policy quarantine_is_seen_by_nobody on legacy.quarantine for all to anon, authenticated using (false);
create policy proofs_are_seen_by_nobody on legacy.proofs for all to anon, authenticated using (false);
comment on policy records_are_seen_by_nobody on legacy.records is 'The servers'' own.';
comment on policy mappings_are_seen_by_nobody on legacy.mappings is 'The servers'' own.';
comment on policy conflicts_are_seen_by_nobody on legacy.conflicts is 'The servers'' own.';
comment on policy quarantine_is_seen_by_nobody on legacy.quarantine is 'The servers'' own.';
comment on policy proofs_are_seen_by_nobody on legacy.proofs is 'The servers'' own.';
