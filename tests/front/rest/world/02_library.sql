-- Who writes, publishes and borrows books: every kind of relationship between tables.
create type library.language as enum ('en', 'no', 'es', 'jp');

create table library.countries (
  code text primary key,
  name text not null
);

create table library.authors (
  id int primary key,
  name text not null,
  born date,
  country_code text references library.countries,
  mentor_id int references library.authors,
  tags text[],
  profile jsonb
);

create table library.author_details (
  author_id int primary key references library.authors,
  biography text
);

create table library.publishers (
  id int primary key,
  name text not null unique,
  city text,
  founded int
);

create table library.books (
  id int primary key,
  title text not null,
  author_id int not null references library.authors,
  publisher_id int references library.publishers,
  year int,
  price numeric(6, 2),
  language library.language,
  in_print boolean
);

create table library.genres (
  id int primary key,
  label text not null
);

create table library.book_genres (
  book_id int references library.books,
  genre_id int references library.genres,
  weight int not null default 1,
  primary key (book_id, genre_id)
);

create table library.editions (
  book_id int references library.books,
  number int,
  format text not null default 'paperback',
  pages int,
  isbn text unique,
  primary key (book_id, number)
);

create table library.copies (
  id int primary key,
  book_id int not null,
  edition_number int not null,
  shelf text,
  foreign key (book_id, edition_number) references library.editions
);

create table library.people (
  id int primary key,
  name text not null,
  email text
);

-- Two keys to one table.
create table library.loans (
  id int primary key,
  copy_id int references library.copies,
  borrower_id int references library.people,
  librarian_id int references library.people,
  lent_on date not null,
  returned_on date
);

-- Two junctions between the same tables.
create table library.clubs (
  id int primary key,
  name text not null
);
create table library.memberships (
  club_id int references library.clubs,
  person_id int references library.people,
  primary key (club_id, person_id)
);
create table library.founders (
  club_id int references library.clubs,
  person_id int references library.people,
  primary key (club_id, person_id)
);

-- A junction that nobody can see.
create table backroom.friendships (
  person_id int references library.people,
  author_id int references library.authors,
  primary key (person_id, author_id)
);

-- Partitions stay behind their parent.
create table library.events (
  id int,
  happened date,
  what text,
  host_id int references library.people,
  primary key (id, happened)
) partition by range (happened);
create table library.events_2023 partition of library.events
  for values from ('2023-01-01') to ('2024-01-01');
create table library.events_2024 partition of library.events
  for values from ('2024-01-01') to ('2025-01-01');

create view library.book_list as
  select b.id, b.title, b.author_id as writer, b.publisher_id from library.books as b;
create view library.author_list as
  select a.id, a.name from library.authors as a;
create view library.genre_sizes as
  select g.genre_id, count(*) as books from library.book_genres as g group by g.genre_id;
create materialized view library.shelf_sizes as
  select c.shelf, count(*) as copies from library.copies as c group by c.shelf;

insert into library.countries values ('NO', 'Norway'), ('ES', 'Spain'), ('JP', 'Japan'), ('IS', 'Iceland');
insert into library.authors values
  (1, 'Mira Lund', '1901-03-04', 'NO', null, '{novel,essay}',
   '{"pen name": "M. L.", "active": false, "awards": [{"name": "Sun", "year": 1930}, {"name": "Moon"}]}'),
  (2, 'Tomas Reyes', '1931-11-20', 'ES', 1, '{poetry}', '{"active": true, "awards": []}'),
  (3, 'Aiko Sato', '1964-07-01', 'JP', 1, '{}',
   '{"active": true, "awards": [{"name": "Sun", "year": 1999}]}'),
  (4, 'Noor Haddad', null, null, 3, null, null);
insert into library.author_details values (1, 'Born by the sea.'), (2, 'Grew up inland.');
insert into library.publishers values
  (1, 'North Press', 'Oslo', 1890), (2, 'Southern Books', 'Sevilla', 1955), (3, 'Quiet House', null, null);
insert into library.books values
  (1, 'Winter Harbour', 1, 1, 1925, 12.50, 'no', true),
  (2, 'The Long Thaw', 1, 1, 1938, 15.00, 'no', false),
  (3, 'Songs of Clay', 2, 2, 1960, 8.75, 'es', true),
  (4, 'Paper Rivers', 3, 2, 1990, 20.00, 'jp', true),
  (5, 'Unfinished', 3, null, null, null, null, null);
insert into library.genres values (1, 'novel'), (2, 'poetry'), (3, 'travel');
insert into library.book_genres values (1, 1, 5), (1, 3, 2), (2, 1, 1), (3, 2, 4), (4, 1, 3);
insert into library.editions values
  (1, 1, 'hardback', 310, 'isbn-11'), (1, 2, 'paperback', 318, 'isbn-12'),
  (3, 1, 'paperback', 96, 'isbn-31'), (4, 1, 'ebook', null, 'isbn-41');
insert into library.copies values (1, 1, 1, 'A1'), (2, 1, 2, 'A1'), (3, 3, 1, 'B2');
insert into library.people values
  (1, 'Ada', 'ada@library.test'), (2, 'Ben', 'ben@library.test'), (3, 'Cleo', null);
insert into library.loans values
  (1, 1, 1, 3, '2024-01-10', '2024-01-20'), (2, 2, 2, 3, '2024-02-01', null),
  (3, 3, 1, null, '2024-03-05', null);
insert into library.clubs values (1, 'Night Readers'), (2, 'Map Makers');
insert into library.memberships values (1, 1), (1, 2), (2, 2);
insert into library.founders values (1, 3);
insert into library.events values
  (1, '2023-05-01', 'opening', 1), (2, '2024-05-01', 'reading', 2), (3, '2024-06-01', 'auction', null);
refresh materialized view library.shelf_sizes;
