-- Functions of every kind.
create function library.add(a int, b int) returns int language sql immutable as $$ select a + b $$;
create function library.greet(name text default 'friend') returns text language sql stable as
  $$ select 'Hello, ' || name $$;
create function library.nothing() returns void language sql as '';
create function library.no_value() returns text language sql immutable as $$ select null::text $$;
create function library.titles() returns setof text language sql stable as
  $$ select b.title from library.books as b order by b.id $$;
create function library.no_titles() returns setof text language sql stable as
  $$ select b.title from library.books as b where false $$;
create function library.books_by(writer int) returns setof library.books language sql stable as
  $$ select * from library.books as b where b.author_id = writer order by b.id $$;
create function library.eldest_author() returns library.authors language sql stable as
  $$ select * from library.authors as a where a.id = 1 $$;
create function library.square_and_cube(n int, out square int, out cube int) language sql immutable as
  $$ select n * n, n * n * n $$;
create function library.answer(out answer int) language sql immutable as $$ select 42 $$;
create function library.doubled(inout n int) language sql immutable as $$ select n * 2 $$;
create function library.countdown(n int) returns table (step int, label text) language sql immutable as
  $$ select i, 'step ' || i from generate_series(n, 1, -1) as i $$;
create function library.one_column(n int) returns table (step int) language sql immutable as
  $$ select i from generate_series(1, n) as i $$;
create function library.flags() returns boolean language sql immutable as $$ select true $$;
create function library.listing() returns int[] language sql immutable as $$ select array[1, 2, 3] $$;
create function library.document() returns json language sql immutable as
  $$ select '{"kept":  "as it is", "list": [1,  2]}'::json $$;
create function library.join_words(separator text, variadic words text[]) returns text
  language sql immutable as $$ select array_to_string(words, separator) $$;
create function library.total(numbers int[]) returns bigint language sql immutable as
  $$ select sum(n) from unnest(numbers) as n $$;
create function library.pick(doc jsonb, key text) returns jsonb language sql immutable as
  $$ select doc -> key $$;
create function library.keep_code(code char(4)) returns text language sql immutable as
  $$ select '<' || code || '>' $$;
create function library.keep_mask(mask bit(4)) returns text language sql immutable as $$ select mask::text $$;
create function library."Odd name"("An argument" int) returns int language sql immutable as
  $$ select "An argument" + 1 $$;

-- Overloads that can be told apart, and some that cannot.
create function library.area(side int) returns int language sql immutable as $$ select side * side $$;
create function library.area(width int, height int) returns int language sql immutable as
  $$ select width * height $$;
create function library.area() returns int language sql immutable as $$ select 0 $$;
create function library.clash(value int) returns text language sql immutable as $$ select 'int' $$;
create function library.clash(value text) returns text language sql immutable as $$ select 'text' $$;
create function library.optional(needed int, more int default 10) returns int language sql immutable as
  $$ select needed + more $$;

-- One parameter without a name takes the whole body.
create function library.take_json(json) returns json language sql immutable as $$ select $1 $$;
create function library.take_jsonb(jsonb) returns jsonb language sql immutable as $$ select $1 $$;
create function library.take_text(text) returns text language sql immutable as $$ select 'got ' || $1 $$;
create function library.take_xml(xml) returns text language sql stable as $$ select 'got ' || $1::text $$;
create function library.take_bytes(bytea) returns int language sql immutable as $$ select length($1) $$;
create function library.named_or_whole(json) returns text language sql immutable as $$ select 'whole' $$;
create function library.named_or_whole(part int) returns text language sql immutable as $$ select 'named' $$;
create function library.twice_whole(json) returns text language sql immutable as $$ select 'json' $$;
create function library.twice_whole(jsonb) returns text language sql immutable as $$ select 'jsonb' $$;

-- Not callable: an aggregate, a procedure, a trigger, something of a schema that is not exposed.
create aggregate library.product(int) (sfunc = pg_catalog.int4mul, stype = int, initcond = '1');
create procedure library.tidy() language sql as $$ select 1 $$;
create function backroom.secret() returns int language sql immutable as $$ select 1 $$;

-- Writes.
create function library.add_note(subject text, body text default null) returns setof library.notes
  language sql volatile as
  $$ insert into library.notes values (add_note.subject, add_note.body) returning * $$;
create function library.drop_notes() returns setof library.notes language sql volatile as
  $$ delete from library.notes returning * $$;
create function library.drop_notes_quietly() returns int language sql volatile as
  $$ with gone as (delete from library.notes returning *) select count(*)::int from gone $$;
create function library.note_count() returns bigint language sql stable as
  $$ select count(*) from library.notes $$;
create function library.for_the_signed_in() returns text language sql stable as $$ select 'welcome' $$;
revoke execute on function library.for_the_signed_in from public, anon;
grant execute on function library.for_the_signed_in to authenticated, service_role;

-- What a function sees of its request, and what it runs with.
create function library.setting(name text) returns text language sql stable as
  $$ select current_setting(name, true) $$;
create function library.setting_in_a_call(name text) returns text language sql volatile as
  $$ select current_setting(name, true) $$;
create function library.claims() returns json language sql stable as
  $$ select current_setting('request.jwt.claims', true)::json $$;
create function library.request_header(name text) returns text language sql stable as
  $$ select current_setting('request.headers', true)::json ->> name $$;
create function library.whoami() returns text language sql stable as $$ select current_user::text $$;
create function library.isolated() returns text language sql volatile
  set default_transaction_isolation = 'serializable' as
  $$ select current_setting('transaction_isolation') $$;
create function library.hurried() returns text language sql volatile set statement_timeout = '4s' as
  $$ select current_setting('statement_timeout') $$;
create function library.too_slow() returns void language plpgsql volatile set statement_timeout = '50ms' as
  $$ begin perform pg_sleep(5); end $$;
create function library.local_noon() returns text language sql stable as
  $$ select to_char('2024-01-01 12:00:00+00'::timestamptz, 'HH24:MI') $$;
