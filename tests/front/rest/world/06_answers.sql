-- Functions that decide about their answer, or fail in a way of their own.
create function library.with_status(code text) returns text language plpgsql volatile as $$
begin
  perform set_config('response.status', code, true);
  return 'done';
end
$$;
create function library.with_headers(headers text) returns text language plpgsql volatile as $$
begin
  perform set_config('response.headers', headers, true);
  return 'done';
end
$$;
create function library.fail_plainly() returns void language plpgsql as $$
begin
  raise exception 'it broke' using detail = 'in the middle', hint = 'mend it';
end
$$;
create function library.fail_with(state text, message text default 'no reason') returns void
  language plpgsql as $$
begin
  raise exception using errcode = state, message = fail_with.message;
end
$$;
create function library.fail_fully(message text, detail text default null) returns void
  language plpgsql as $$
begin
  if detail is null then
    raise sqlstate 'PGRST' using message = fail_fully.message;
  end if;
  raise sqlstate 'PGRST' using message = fail_fully.message, detail = fail_fully.detail;
end
$$;

create function library.front_door() returns json language sql stable as
  $$ select json_build_object('welcome', 'to the library') $$;

-- Runs before each request where the configuration says so.
create function extras.before_each() returns void language plpgsql as $$
declare
  headers json = current_setting('request.headers', true)::json;
begin
  if headers ->> 'x-refuse' is not null then
    raise insufficient_privilege using message = 'refused before the query';
  end if;
  if headers ->> 'x-mark' is not null then
    perform set_config('response.headers', format('[{"X-Marked": "%s"}]', headers ->> 'x-mark'), true);
  end if;
  perform set_config('library.checked', 'before', true);
end
$$;

-- Computed columns, one of them out of an extra schema.
create function library.shout(library.authors) returns text language sql immutable as
  $$ select upper($1.name) $$;
create function extras.age_in_2000(library.authors) returns int language sql immutable as
  $$ select extract(year from age('2000-01-01', $1.born))::int $$;
create function library.decade(library.books) returns int language sql immutable as
  $$ select $1.year / 10 * 10 $$;
create function library.list_title(library.book_list) returns text language sql immutable as
  $$ select '* ' || $1.title $$;

-- Computed relationships: to-many, to-one by ROWS 1, to-one by not being SETOF, and one that takes the place
-- of a detected one.
create function library.printed_books(library.authors) returns setof library.books language sql stable as
  $$ select * from library.books as b where b.author_id = $1.id and b.in_print $$;
create function library.latest_book(library.authors) returns setof library.books
  language sql stable rows 1 as
  $$ select * from library.books as b where b.author_id = $1.id order by b.year desc nulls last limit 1 $$;
create function library.birthplace(library.authors) returns library.countries language sql stable as
  $$ select * from library.countries as c where c.code = $1.country_code $$;
create function library.people(library.events) returns setof library.people language sql stable rows 1 as
  $$ select * from library.people as p where p.id = 3 $$;

-- Media types of our own.
create domain library."text/vnd.library.card" as text;
create domain library."application/vnd.library.count" as text;
create domain library."text/html" as text;
create domain library."image/x-dot" as bytea;
create domain library."*/*" as bytea;

create function library.card_step(library."text/vnd.library.card", library.authors)
  returns library."text/vnd.library.card" language sql immutable as
  $$ select coalesce($1, '') || $2.name || ';' $$;
create aggregate library.cards(library.authors) (
  sfunc = library.card_step, stype = library."text/vnd.library.card", initcond = ''
);
create function library.count_step(state library."application/vnd.library.count", element anyelement)
  returns library."application/vnd.library.count" language sql immutable as
  $$ select (state::int + 1)::text::library."application/vnd.library.count" $$;
create aggregate library.counted(anyelement) (
  sfunc = library.count_step, stype = library."application/vnd.library.count", initcond = '0'
);
create function library.page() returns library."text/html" language sql stable as
  $$ select '<h1>Library</h1>'::library."text/html" $$;
create function library.dot() returns library."image/x-dot" language sql stable as
  $$ select 'dot'::bytea::library."image/x-dot" $$;
create function library.anything() returns library."*/*" language sql stable as
  $$ select 'whatever'::bytea::library."*/*" $$;
create function library.anything_named() returns library."*/*" language plpgsql stable as $$
begin
  perform set_config('response.headers', '[{"Content-Type": "text/x-named"}]', true);
  return 'named'::bytea::library."*/*";
end
$$;
