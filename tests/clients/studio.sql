-- What the brand model lacks and the clients can ask for: arrays, ranges, full text, composite keys, computed
-- columns and relationships, and functions of every kind. A migration of the test has made the schema.

create table studio.inks (
  id integer primary key,
  name text not null unique,
  tags text[] not null default '{}',
  price numeric,
  recipe jsonb,
  batch int4range,
  is_matte boolean,
  note text default 'nothing noted',
  base_id integer references studio.inks (id),
  words tsvector generated always as (to_tsvector('english', name || ' ' || coalesce(note, ''))) stored
);
create table studio.papers (id integer primary key, name text not null, weight integer not null);
create table studio.ink_papers (
  ink_id integer references studio.inks (id) on delete cascade,
  paper_id integer references studio.papers (id) on delete cascade,
  coats integer not null default 1,
  primary key (ink_id, paper_id)
);
create table studio.labels (
  ink_id integer primary key references studio.inks (id) on delete cascade,
  text text
);
create table studio.swatches (
  book text,
  page integer,
  colour text,
  copies integer not null default 1,
  primary key (book, page)
);
create view studio.priced_inks with (security_invoker) as
  select id, name, price from studio.inks where price is not null;

create function studio.shout(studio.inks) returns text language sql stable
  as $$ select upper($1.name) $$;
create function studio.thicker_papers(studio.papers) returns setof studio.papers language sql stable
  as $$ select * from studio.papers where weight > $1.weight $$;

create function studio.add(a integer, b integer) returns integer language sql immutable
  as $$ select a + b $$;
create function studio.greet(name text default 'world') returns text language sql stable
  as $$ select 'hello ' || name $$;
create function studio.sum_of(numbers integer[]) returns bigint language sql immutable
  as $$ select sum(number) from unnest(numbers) as number $$;
create function studio.echo(value jsonb) returns jsonb language sql immutable
  as $$ select value $$;
create function studio.ink_names() returns setof text language sql stable
  as $$ select name from studio.inks order by id $$;
create function studio.name_lengths() returns table (name text, length integer) language sql stable
  as $$ select name, length(name) from studio.inks order by id $$;
create function studio.first_ink() returns studio.inks language sql stable
  as $$ select * from studio.inks order by id limit 1 $$;
create function studio.inks_tagged(tag text) returns setof studio.inks language sql stable
  as $$ select * from studio.inks where tag = any (tags) $$;
create function studio.tear_out(book text) returns setof studio.swatches language sql
  as $$ delete from studio.swatches where swatches.book = tear_out.book returning * $$;
create function studio.burn(book text) returns void language sql
  as $$ delete from studio.swatches where swatches.book = burn.book $$;
create function studio.describe(size integer) returns text language sql immutable
  as $$ select 'a number' $$;
create function studio.describe(size text) returns text language sql immutable
  as $$ select 'a text' $$;
create function studio.nap(seconds double precision) returns void language sql
  as $$ select pg_sleep(seconds) $$;
create function studio.claims() returns jsonb language sql stable
  as $$ select current_setting('request.jwt.claims')::jsonb $$;

create function studio.refuse() returns void language plpgsql as $$
begin
  raise exception 'this cannot be' using detail = 'it was tried before', hint = 'try something else';
end
$$;
create function studio.ask_for_payment() returns void language plpgsql as $$
begin
  raise sqlstate 'PT402' using message = 'Payment Required', detail = 'quota exceeded', hint = 'upgrade';
end
$$;
create function studio.brew() returns void language plpgsql as $$
begin
  raise sqlstate 'PGRST' using
    message = '{"code": "TEA", "message": "a teapot", "details": "short and stout", "hint": "no coffee"}',
    detail = '{"status": 418, "headers": {"X-Handle": "here"}}';
end
$$;

-- Stands in for PostGIS, which the embedded PostgreSQL does not have.
create function studio.st_asgeojson(row_of_table record) returns text language plpgsql stable as $$
begin
  return json_build_object('type', 'Feature', 'geometry', null, 'properties', to_json(row_of_table));
end
$$;

-- The schema is exposed, so its tables are under row-level security like everybody's.
do $$
declare
  name text;
begin
  foreach name in array array['inks', 'papers', 'ink_papers', 'labels', 'swatches'] loop
    execute format('alter table studio.%I enable row level security', name);
    execute format('create policy open on studio.%I using (true) with check (true)', name);
  end loop;
end
$$;
grant usage on schema studio to anon, authenticated, service_role;
grant select, insert, update, delete on all tables in schema studio to authenticated, service_role;
grant select on studio.inks, studio.papers to anon;

-- Puts everything back to what the tests begin with.
create function studio.start_over() returns void language sql as $$
  truncate studio.inks, studio.papers, studio.ink_papers, studio.labels, studio.swatches;
  insert into studio.inks (id, name, tags, price, recipe, batch, is_matte, note, base_id) values
    (1, 'Amber', '{warm,glass}', 10, '{"pigment": "iron", "parts": [1, 2]}', '[1,10)', true, 'glows', null),
    (2, 'Azure', '{cold}', 20, '{"pigment": "copper"}', '[10,20)', false, 'the sky at noon', 1),
    (3, 'Coal', '{cold,dark}', 30, null, '[20,30)', null, null, 1),
    (4, 'Dune, dry', '{warm}', null, '{"pigment": "iron"}', '[5,15)', false, 'sand and glowing "wind"', 2),
    (5, 'amber light', '{}', 40.5, '{}', null, true, 'glows in the dark', null);
  insert into studio.papers values (1, 'Rag', 300), (2, 'Rice', 30), (3, 'Vellum', 90);
  insert into studio.ink_papers values (1, 1, 2), (1, 2, 1), (2, 1, 1), (3, 3, 4);
  insert into studio.labels values (1, 'Handle with care'), (3, 'Stains');
  insert into studio.swatches values
    ('spring', 1, 'green', 1), ('spring', 2, 'yellow', 2),
    ('autumn', 1, 'red', 3), ('autumn', 2, 'brown', 4);
  delete from public.brands;
  delete from auth.users;
  insert into auth.users (id, email) values
    ('aaaaaaaa-0000-4000-8000-000000000001', 'ada@example.org'),
    ('bbbbbbbb-0000-4000-8000-000000000002', 'bob@example.org');
  insert into public.brands (id, user_id, name, status, wizard_step) values
    ('aaaaaaaa-0000-4000-8000-0000000000b1', 'aaaaaaaa-0000-4000-8000-000000000001', 'Aurora', 'draft', 3),
    ('aaaaaaaa-0000-4000-8000-0000000000b2', 'aaaaaaaa-0000-4000-8000-000000000001', 'Anvil', 'published', 7),
    ('bbbbbbbb-0000-4000-8000-0000000000b1', 'bbbbbbbb-0000-4000-8000-000000000002', 'Basalt', 'draft', 1);
  insert into public.brand_products (brand_id, product_id, quantity)
    select 'aaaaaaaa-0000-4000-8000-0000000000b1', id, 2 from public.products where sku like 'JAR-%';
  insert into public.brand_mockups (brand_id, product_id, status, variation_number)
    select 'aaaaaaaa-0000-4000-8000-0000000000b1', id, 'approved', 1
    from public.products where sku like 'MUG-%';
$$;
revoke all on function studio.start_over() from public;
