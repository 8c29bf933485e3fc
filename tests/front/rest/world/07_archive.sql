-- The second exposed schema: small, with comments, for the root document and for profiles.
create type archive.state as enum ('draft', 'final');

create table archive.folders (
  id bigint primary key,
  label varchar(20) not null
);
comment on table archive.folders is E'Where papers are\n\nOne folder per drawer.';
comment on column archive.folders.label is 'On the front';

create table archive.papers (
  id int primary key,
  title text not null default 'untitled',
  state archive.state default 'draft',
  pages smallint default 1,
  cost numeric,
  words text[],
  extra jsonb,
  filed boolean not null,
  made timestamptz,
  folder_id bigint references archive.folders,
  author_id int references library.authors
);
create view archive.titles as select p.title from archive.papers as p;
create view archive.counted as select count(*) as papers from archive.papers;
create table archive.hidden (id int primary key);
revoke all on archive.hidden from anon;

create function archive.count_papers(folder bigint, minimum int default 0) returns bigint
  language sql stable as
  $$ select count(*) from archive.papers as p where p.folder_id = folder and p.pages >= minimum $$;
comment on function archive.count_papers is E'Counts papers\n\nOnly those of one folder.';
create function archive.stamp(paper int, variadic marks text[]) returns void language sql volatile as '';
create function archive.labels(variadic names text[]) returns setof archive.folders language sql stable as
  $$ select * from archive.folders as f where f.label = any (names) $$;
create function archive.not_for_anon() returns int language sql stable as $$ select 1 $$;
revoke execute on function archive.not_for_anon from public, anon;

insert into archive.folders values (1, 'letters'), (2, 'maps');
insert into archive.papers (id, title, state, pages, filed, folder_id, author_id) values
  (1, 'To Mira', 'final', 2, true, 1, 1), (2, 'Coast', 'draft', 1, false, 2, null);

-- Names that need care wherever they are written.
create table "Odd Shelf"."Über Karten" (
  "Nr." int primary key,
  "Größe (cm)" int,
  "say ""hi""" text,
  "two words" text,
  "select" text,
  "a.b" jsonb,
  naïve text,
  "dash-ed" text
);
insert into "Odd Shelf"."Über Karten" values
  (1, 30, 'hello', 'zwei Worte', 'chosen', '{"x y": {"q\"": 1}, "p.q": 2}', 'é', 'dash'),
  (2, 45, null, 'more words', null, null, 'ñ', null);

create table "Odd Shelf"."dotted.name" (
  id int primary key,
  karte int references "Odd Shelf"."Über Karten"
);
insert into "Odd Shelf"."dotted.name" values (1, 2), (2, 1);

create table "Odd Shelf"."with space" (id int primary key, "order" int);
insert into "Odd Shelf"."with space" values (1, 9), (2, 8);

create function "Odd Shelf"."Zähle Karten"("mindestens cm" int) returns bigint language sql stable as
  $$ select count(*) from "Odd Shelf"."Über Karten" as k where k."Größe (cm)" >= "mindestens cm" $$;
