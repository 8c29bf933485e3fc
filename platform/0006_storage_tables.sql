-- Schema storage, part one: buckets, objects, uploads (contract storage.md, section 13), and Marque's blobs.
create schema storage authorization supabase_storage_admin;
comment on schema storage is 'Files: Supabase Storage''s data model, plus the blobs that hold the bytes.';

-- Kinds of buckets Supabase knows; Marque serves the standard one.
create type storage.buckettype as enum ('STANDARD', 'ANALYTICS', 'VECTOR');
comment on type storage.buckettype is 'Kind of a bucket; only STANDARD is served.';

-- A named set of files with its limits.
create table storage.buckets (
  id text primary key,
  name text not null unique,
  owner uuid,
  created_at timestamptz default now(),
  updated_at timestamptz default now(),
  public boolean default false,
  avif_autodetection boolean default false,
  file_size_limit bigint,
  allowed_mime_types text[],
  owner_id text,
  type storage.buckettype not null default 'STANDARD',
  versioning_status text not null default 'DISABLED'
);
comment on table storage.buckets is 'A named set of files with its limits; policies decide who sees the row.';
comment on column storage.buckets.public is
  'Anybody may read its files by their public URL; no policy is asked.';
comment on column storage.buckets.file_size_limit is 'Largest file in bytes; null: only the global limit.';
comment on column storage.buckets.allowed_mime_types is 'Admitted types, type/* included; null: all.';
comment on column storage.buckets.id is 'What URLs and policies call it.';
comment on column storage.buckets.name is 'Shown name; equal to the id unless somebody chose otherwise.';
comment on column storage.buckets.created_at is 'When it was made.';
comment on column storage.buckets.updated_at is 'When its settings last changed.';
comment on column storage.buckets.avif_autodetection is
  'Rendered pictures may be AVIF where the client takes it.';
comment on column storage.buckets.owner_id is 'Who made it, as the token''s sub.';
comment on column storage.buckets.type is 'Kind of bucket; only STANDARD is served.';
comment on column storage.buckets.versioning_status is 'Kept for dumps; Marque keeps no versions.';
comment on column storage.buckets.owner is 'Legacy form of owner_id.';

-- Bytes on a blob store, addressed by their content (Marque's own table).
create table storage.blobs (
  id uuid primary key default gen_random_uuid(),
  store text not null default 'disk',
  state text not null default 'staged'
    constraint blobs_state_check check (state in ('staged', 'claimed')),
  sha256 bytea
    constraint blobs_sha256_check check (octet_length(sha256) = 32),
  size bigint
    constraint blobs_size_check check (size >= 0),
  mime_type text,
  created_at timestamptz not null default now(),
  constraint blobs_claimed_is_complete_check
    check (state = 'staged' or (sha256 is not null and size is not null)),
  constraint blobs_store_sha256_key unique (store, sha256)
);
comment on table storage.blobs is
  'Marque''s addition: the bytes behind objects. A row is committed before its first byte is written, so '
  'every file on a store is known here; a blob that no object points at is removed by the sweep.';
comment on column storage.blobs.id is 'Blob id, known before the content is.';
comment on column storage.blobs.store is 'Which configured store holds the bytes, for example disk or s3.';
comment on column storage.blobs.state is
  'staged: being written, swept after the grace period; claimed: an object has pointed at it.';
comment on column storage.blobs.sha256 is
  'Content address, set once the bytes lie at it and are synced; null while they stream in.';
comment on column storage.blobs.size is 'Number of bytes, set together with sha256.';
comment on column storage.blobs.mime_type is
  'Type sniffed from the bytes, which may differ from what was claimed.';
comment on column storage.blobs.created_at is 'Start of the grace period of a staged blob.';
comment on constraint blobs_claimed_is_complete_check on storage.blobs is
  'No object can point at bytes that are still on their way.';
comment on constraint blobs_store_sha256_key on storage.blobs is
  'Equal content is stored once per store; an upload that meets its own content claims the older blob.';

-- The sweep's list: staged blobs by age.
create index blobs_staged_idx on storage.blobs (created_at) where state = 'staged';
comment on index storage.blobs_staged_idx is 'Staged blobs by age: what the sweep looks at first.';

-- A file: its place, its owner and what is known of it. Names compare byte by byte, so a listing in key order
-- is a walk along the unique index.
create table storage.objects (
  id uuid primary key default gen_random_uuid(),
  bucket_id text constraint "objects_bucketId_fkey" references storage.buckets (id),
  name text collate "C",
  owner uuid,
  created_at timestamptz default now(),
  updated_at timestamptz default now(),
  last_accessed_at timestamptz default now(),
  metadata jsonb,
  path_tokens text[] generated always as (string_to_array(name, '/')) stored,
  version text,
  owner_id text,
  user_metadata jsonb,
  archived_at timestamptz,
  is_delete_marker boolean not null default false,
  is_versioned boolean not null default false,
  blob_id uuid constraint objects_blob_id_fkey references storage.blobs (id)
);
comment on table storage.objects is
  'A file. Deleting the row, by API or plain SQL, deletes the file: its bytes follow by the sweep.';
comment on column storage.objects.id is 'The file''s id; it survives moves.';
comment on column storage.objects.bucket_id is 'The bucket it lies in.';
comment on column storage.objects.created_at is 'When it was first uploaded.';
comment on column storage.objects.updated_at is 'When the row last changed; set by trigger.';
comment on column storage.objects.last_accessed_at is 'Kept for clients that sort by it.';
comment on column storage.objects.path_tokens is 'The name''s segments, derived.';
comment on column storage.objects.version is 'New with every write of the bytes.';
comment on column storage.objects.owner_id is 'Who uploaded it, as the token''s sub.';
comment on column storage.objects.archived_at is 'Kept for dumps; Marque keeps no versions.';
comment on column storage.objects.is_delete_marker is 'Kept for dumps; Marque keeps no versions.';
comment on column storage.objects.is_versioned is 'Kept for dumps; Marque keeps no versions.';
comment on column storage.objects.name is 'Key inside the bucket; folders are only slashes in it.';
comment on column storage.objects.metadata is
  'System metadata: eTag, size, mimetype, cacheControl, lastModified.';
comment on column storage.objects.user_metadata is 'What the uploader attached.';
comment on column storage.objects.owner is
  'Legacy form of owner_id; no foreign key, so that people can be deleted.';
comment on column storage.objects.blob_id is
  'Marque''s addition: the bytes. Null for rows that SQL made without a file, which read as not found.';
comment on constraint objects_blob_id_fkey on storage.objects is
  'A row never points at a missing blob: claim and sweep of the same content lock each other out here.';

-- One file per place; also the order of listings.
create unique index bucketid_objname on storage.objects (bucket_id, name);
comment on index storage.bucketid_objname is 'One file per bucket and name; listings walk along it.';

-- From a blob to its objects: the sweep's question.
create index objects_blob_id_idx on storage.objects (blob_id);
comment on index storage.objects_blob_id_idx is 'Does any object still point at this blob?';

-- A multipart upload of the S3 protocol under way.
create table storage.s3_multipart_uploads (
  id text primary key,
  in_progress_size bigint not null default 0,
  upload_signature text not null,
  bucket_id text not null references storage.buckets (id),
  key text not null collate "C",
  version text not null,
  owner_id text,
  created_at timestamptz not null default now(),
  user_metadata jsonb,
  metadata jsonb
);
comment on table storage.s3_multipart_uploads is 'S3 multipart uploads that are not completed yet.';
comment on column storage.s3_multipart_uploads.id is 'Upload id, as the S3 client repeats it.';
comment on column storage.s3_multipart_uploads.in_progress_size is 'Bytes of the parts received so far.';
comment on column storage.s3_multipart_uploads.upload_signature is
  'Seals the row''s size, so that nobody else can change it.';
comment on column storage.s3_multipart_uploads.bucket_id is 'The bucket that the file is to lie in.';
comment on column storage.s3_multipart_uploads.key is 'Name that the file is to have.';
comment on column storage.s3_multipart_uploads.version is 'Version that the file is to have.';
comment on column storage.s3_multipart_uploads.owner_id is 'Who uploads, as the token''s sub.';
comment on column storage.s3_multipart_uploads.created_at is 'When the upload began.';
comment on column storage.s3_multipart_uploads.user_metadata is 'What the uploader attached.';
comment on column storage.s3_multipart_uploads.metadata is 'System metadata that the file is to have.';
create index idx_multipart_uploads_list on storage.s3_multipart_uploads (bucket_id, key, created_at);

-- Its parts.
create table storage.s3_multipart_uploads_parts (
  id uuid primary key default gen_random_uuid(),
  upload_id text not null references storage.s3_multipart_uploads (id) on delete cascade,
  size bigint not null default 0,
  part_number integer not null,
  bucket_id text not null references storage.buckets (id),
  key text not null collate "C",
  etag text not null,
  owner_id text,
  version text not null,
  created_at timestamptz not null default now()
);
comment on table storage.s3_multipart_uploads_parts is 'Parts received for an S3 multipart upload.';
comment on column storage.s3_multipart_uploads_parts.id is 'Part id.';
comment on column storage.s3_multipart_uploads_parts.upload_id is
  'The upload it belongs to; it goes with the upload.';
comment on column storage.s3_multipart_uploads_parts.size is 'Number of bytes.';
comment on column storage.s3_multipart_uploads_parts.part_number is
  'Its place among the parts, from 1; the latest of a number counts.';
comment on column storage.s3_multipart_uploads_parts.bucket_id is 'The upload''s bucket.';
comment on column storage.s3_multipart_uploads_parts.key is 'The upload''s name.';
comment on column storage.s3_multipart_uploads_parts.etag is
  'Hash of the part''s bytes, which the client repeats at the end.';
comment on column storage.s3_multipart_uploads_parts.owner_id is 'Who uploaded it, as the token''s sub.';
comment on column storage.s3_multipart_uploads_parts.version is 'The upload''s version.';
comment on column storage.s3_multipart_uploads_parts.created_at is 'When it was received.';
create index s3_multipart_uploads_parts_upload_id_idx on storage.s3_multipart_uploads_parts (upload_id);
create index s3_multipart_uploads_parts_bucket_id_idx on storage.s3_multipart_uploads_parts (bucket_id);

-- Supabase tools ask whether this table exists.
create table storage.migrations (
  id integer primary key,
  name varchar(100) not null unique,
  hash varchar(40) not null,
  executed_at timestamp without time zone default current_timestamp
);
comment on table storage.migrations is 'Kept for tools that look for it; Marque''s history is elsewhere.';
comment on column storage.migrations.id is 'Number of the migration.';
comment on column storage.migrations.name is 'Its name.';
comment on column storage.migrations.hash is 'Hash of its text.';
comment on column storage.migrations.executed_at is 'When it was applied.';
