-- What changes the schema or the configuration while servers run.
create function library.grow() returns void language plpgsql volatile security definer as $$
begin
  create table library.sprouts (id int primary key, author_id int references library.authors);
  grant select on library.sprouts to anon, authenticated;
  notify pgrst;
end
$$;
create function library.wither() returns void language plpgsql volatile security definer as $$
begin
  drop table library.sprouts;
  notify pgrst, 'reload schema';
end
$$;
create function library.configure(rows int) returns void language plpgsql volatile security definer as $$
begin
  execute format('alter role configured in database %I set pgrst.db_max_rows = %L', current_database(), rows);
  notify pgrst, 'reload config';
end
$$;

-- Runs when the configuration is read.
create function extras.configuration() returns void language plpgsql as $$
begin
  perform set_config('pgrst.db_schemas', 'archive', true);
  perform set_config('pgrst.db_aggregates_enabled', 'true', true);
end
$$;
grant usage on schema extras to authenticator, configured;
