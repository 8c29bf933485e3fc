-- The servers work on flow; people have no privilege here. The policies are the second lock: should
-- somebody grant a person reading one day, the person sees their own rows and no others.
grant usage on schema flow to service_role;
grant select, insert, update, delete on
  flow.jobs, flow.finished_jobs, flow.attempts, flow.schedules, flow.effects, flow.history, flow.budgets
  to service_role;

-- Closed.
alter table flow.jobs enable row level security;
alter table flow.finished_jobs enable row level security;
alter table flow.attempts enable row level security;
alter table flow.schedules enable row level security;
alter table flow.effects enable row level security;
alter table flow.history enable row level security;
alter table flow.budgets enable row level security;

-- What has an owner can at most be seen by the owner.
create policy jobs_are_seen_by_their_owners on flow.jobs
  for select to authenticated using (user_id = (select auth.uid()));
create policy finished_jobs_are_seen_by_their_owners on flow.finished_jobs
  for select to authenticated using (user_id = (select auth.uid()));
create policy effects_are_seen_by_their_owners on flow.effects
  for select to authenticated using (user_id = (select auth.uid()));
create policy history_is_seen_by_its_owner on flow.history
  for select to authenticated using (user_id = (select auth.uid()));
create policy budgets_are_seen_by_their_owners on flow.budgets
  for select to authenticated using (user_id = (select auth.uid()));
comment on policy jobs_are_seen_by_their_owners on flow.jobs is
  'At most one''s own jobs, and only to look at.';
comment on policy finished_jobs_are_seen_by_their_owners on flow.finished_jobs is
  'At most one''s own finished jobs, and only to look at.';
comment on policy effects_are_seen_by_their_owners on flow.effects is
  'At most one''s own effects, and only to look at.';
comment on policy history_is_seen_by_its_owner on flow.history is
  'At most the history of one''s own brands, and only to look at.';
comment on policy budgets_are_seen_by_their_owners on flow.budgets is
  'At most one''s own budget, and only to look at.';

-- What has no owner is seen by nobody.
create policy attempts_are_seen_by_nobody on flow.attempts
  for all to anon, authenticated using (false);
create policy schedules_are_seen_by_nobody on flow.schedules
  for all to anon, authenticated using (false);
comment on policy attempts_are_seen_by_nobody on flow.attempts is 'The servers'' own.';
comment on policy schedules_are_seen_by_nobody on flow.schedules is 'The servers'' own.';
