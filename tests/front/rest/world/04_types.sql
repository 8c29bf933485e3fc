-- One column of each type that the operators care about, and domains with representations of their own.
create type library.mood as enum ('calm', 'windy', 'stormy');

create table library.samples (
  id int primary key,
  small smallint,
  big bigint,
  ratio double precision,
  amount numeric,
  flag boolean,
  day date,
  moment timestamptz,
  key uuid,
  raw bytea,
  doc json,
  docb jsonb,
  numbers int[],
  words text[],
  reach int4range,
  days daterange,
  phrase text,
  vector tsvector,
  mood library.mood,
  code char(4),
  short varchar(5),
  mask bit(4),
  address inet
);
insert into library.samples values
  (1, 1, 10000000000, 1.5, 2.50, true, '2024-02-29', '2024-02-29 12:30:00+00',
   'aaaaaaaa-0000-4000-8000-000000000001', '\x01ff',
   '{"a": {"b": [1, 2, {"c": "deep"}]}, "n": 1, "with space": "w", "dash-ed": "d", "0": "zero"}',
   '{"a": {"b": [1, 2, {"c": "deep"}]}, "n": 1, "with space": "w", "dash-ed": "d", "0": "zero"}',
   '{1,2,3}', '{red,green}', '[1,5)', '[2024-01-01,2024-02-01)', 'the quick brown fox',
   to_tsvector('english', 'the quick brown fox'), 'calm', 'ab', 'abc', B'1010', '10.0.0.1'),
  (2, 2, -5, -0.25, 10, false, '2023-12-31', '2023-12-31 23:59:59+00',
   'bbbbbbbb-0000-4000-8000-000000000002', '\x', '{"n": 2}', '{"n": 2, "list": ["x", "y"]}',
   '{3,4}', '{blue,"two words"}', '[5,10)', '[2024-02-01,2024-03-01)', 'lazy dogs are sleeping',
   to_tsvector('english', 'lazy dogs are sleeping'), 'stormy', 'wxyz', 'fives', B'0001', '10.0.1.0/24'),
  (3, null, null, null, null, null, null, null, null, null, null, null,
   '{}', null, 'empty', null, null, null, null, null, null, null, null);

-- Texts that are hard on patterns and lists.
create table library.oddities (
  id int primary key,
  text text
);
insert into library.oddities values
  (1, 'plain'), (2, 'a,b'), (3, 'say "hi"'), (4, 'back\slash'), (5, '(round)'), (6, '50%'), (7, 'null'),
  (8, ''), (9, null), (10, 'a.b'), (11, 'PLAIN'), (12, '{curly}'), (13, 'x*y'), (14, 'å é 漢');

-- A colour is a number inside, #rrggbb outside.
create domain library.colour as int;
create function library.json(library.colour) returns json language sql immutable as
  $$ select to_json('#' || lpad(to_hex($1), 6, '0')) $$;
create function library.colour(json) returns library.colour language sql immutable as
  $$ select ('x' || lpad(ltrim($1 #>> '{}', '#'), 8, '0'))::bit(32)::int $$;
create function library.colour(text) returns library.colour language sql immutable as
  $$ select ('x' || lpad(ltrim($1, '#'), 8, '0'))::bit(32)::int $$;
create cast (library.colour as json) with function library.json(library.colour) as implicit;
create cast (json as library.colour) with function library.colour(json) as implicit;
create cast (text as library.colour) with function library.colour(text) as implicit;

create table library.paints (
  id int primary key,
  name text,
  tone library.colour,
  shelf_id int,
  base_id int references library.paints
);
insert into library.paints values
  (1, 'ink blue', 255, 1, null), (2, 'moss', 32768, 1, 1), (3, 'unknown', null, null, 2);
