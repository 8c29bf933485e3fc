-- Keys in unusual places: unique foreign keys, views over views, columns that a view shows twice.
create table library.desks (
  id int primary key,
  person_id int unique references library.people,
  room text
);
insert into library.desks values (1, 1, 'north'), (2, 3, 'south'), (3, null, 'attic');

-- Through a view of a schema on the search path, and of one that is not.
create view extras.inner_books as select b.id, b.title, b.author_id from library.books as b;
create view library.outer_books as
  select i.id as number, i.title, i.author_id as by_whom from extras.inner_books as i;
create view backroom.hidden_books as select b.id, b.author_id from library.books as b;
create view library.shown_books as select h.id, h.author_id from backroom.hidden_books as h;

-- One column of a key twice.
create view library.twice_written as
  select b.id, b.author_id as first_look, b.author_id as second_look from library.books as b;

-- No plain column of the base is left.
create view library.changed_books as
  select b.id + 0 as id, b.author_id + 0 as author_id from library.books as b;
create view library.both_books as
  select b.id, b.author_id from library.books as b union all select b.id, b.author_id from library.books as b;

-- A key of several columns, whole and in part.
create view library.edition_list as select e.book_id, e.number, e.isbn from library.editions as e;
create view library.half_editions as select e.number, e.isbn from library.editions as e;

-- A composite column and arrays of them.
create type library.point_of_sale as (city text, code int);
create table library.shops (
  id int primary key,
  place library.point_of_sale,
  others library.point_of_sale[],
  "primary" boolean,
  opened timestamp default '2024-01-01 08:00:00'
);
insert into library.shops values
  (1, '(Oslo,7)', array['(Bergen,8)'::library.point_of_sale], true), (2, null, null, false);

create function library.raise_notice() returns text language plpgsql volatile as $$
begin
  raise notice 'only a notice';
  return 'done';
end
$$;
create function library.shop(id int) returns library.shops language sql stable as
  $$ select s from library.shops as s where s.id = shop.id $$;
create function library.shops_of(city text default null) returns setof library.shops language sql stable as
  $$ select * from library.shops as s where city is null or (s.place).city = shops_of.city $$;
create function library.place() returns library.point_of_sale language sql immutable as
  $$ select '(Oslo,7)'::library.point_of_sale $$;
create function library.take_place(place library.point_of_sale) returns text language sql immutable as
  $$ select (place).city $$;
create function library.places() returns setof library.point_of_sale language sql immutable as
  $$ values ('(Oslo,7)'::library.point_of_sale), ('(Bergen,8)') $$;
create function library.no_author() returns library.authors language sql stable as
  $$ select * from library.authors as a where a.id = 99 $$;
create function library.take_date(day date, moment timestamptz default null) returns text
  language sql stable as $$ select to_char(day, 'DD.MM.YYYY') || coalesce(' ' || moment::time::text, '') $$;
create function library.default_order(a int default 1, b int default 2, c int default 3) returns text
  language sql immutable as $$ select a || '-' || b || '-' || c $$;
create function library.shout(text text) returns text language sql immutable as $$ select upper(text) $$;
