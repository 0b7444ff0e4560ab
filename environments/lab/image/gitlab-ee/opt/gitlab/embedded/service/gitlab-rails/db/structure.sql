-- A small part of GitLab's schema under GitLab's own table and column names, as of 16.6; migrations.rb adds the rest.
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS pg_trgm;

CREATE TABLE schema_migrations (version varchar PRIMARY KEY);
CREATE TABLE ar_internal_metadata (key varchar PRIMARY KEY, value varchar, created_at timestamp NOT NULL, updated_at timestamp NOT NULL);
INSERT INTO ar_internal_metadata VALUES ('environment', 'production', now(), now());

CREATE TABLE application_settings (
  id bigserial PRIMARY KEY,
  uuid varchar,
  signup_enabled boolean NOT NULL DEFAULT true,
  authorized_keys_enabled boolean NOT NULL DEFAULT true,
  database_max_running_batched_background_migrations integer NOT NULL DEFAULT 2,
  repository_storages_weighted jsonb NOT NULL DEFAULT '{"default": 100}',
  runners_registration_token_encrypted varchar,
  created_at timestamp NOT NULL DEFAULT now(),
  updated_at timestamp NOT NULL DEFAULT now()
);
CREATE TABLE users (
  id bigserial PRIMARY KEY,
  username varchar NOT NULL UNIQUE,
  name varchar NOT NULL,
  email varchar NOT NULL,
  admin boolean NOT NULL DEFAULT false,
  encrypted_password varchar NOT NULL DEFAULT '',
  state varchar NOT NULL DEFAULT 'active',
  created_at timestamp NOT NULL DEFAULT now()
);
CREATE TABLE keys (
  id bigserial PRIMARY KEY,
  user_id bigint NOT NULL REFERENCES users,
  key text NOT NULL,
  title varchar,
  type varchar,
  fingerprint_sha256 bytea UNIQUE,
  created_at timestamp NOT NULL DEFAULT now()
);
CREATE TABLE personal_access_tokens (
  id bigserial PRIMARY KEY,
  user_id bigint NOT NULL REFERENCES users,
  name varchar NOT NULL,
  scopes varchar NOT NULL DEFAULT '--- []',
  revoked boolean NOT NULL DEFAULT false,
  expires_at date,
  token_digest varchar UNIQUE,
  created_at timestamp NOT NULL DEFAULT now()
);
CREATE TABLE projects (
  id bigserial PRIMARY KEY,
  name varchar NOT NULL,
  path varchar NOT NULL UNIQUE,
  repository_storage varchar NOT NULL DEFAULT 'default',
  creator_id bigint,
  runners_token_encrypted varchar,
  created_at timestamp NOT NULL DEFAULT now()
);
CREATE TABLE issues (
  id bigserial PRIMARY KEY,
  project_id bigint,
  title varchar NOT NULL,
  created_at timestamp NOT NULL DEFAULT now()
);
CREATE TABLE notes (
  id bigserial PRIMARY KEY,
  note text,
  noteable_type varchar,
  created_at timestamp NOT NULL DEFAULT now()
);
CREATE TABLE uploads (
  id bigserial PRIMARY KEY,
  size bigint NOT NULL,
  path varchar NOT NULL,
  checksum varchar(64),
  model_id bigint,
  model_type varchar,
  uploader varchar NOT NULL,
  store integer NOT NULL DEFAULT 1,
  created_at timestamp NOT NULL DEFAULT now()
);
CREATE TABLE ci_runners (
  id bigserial PRIMARY KEY,
  description varchar,
  token varchar,
  token_encrypted varchar,
  active boolean NOT NULL DEFAULT true,
  contacted_at timestamp,
  created_at timestamp NOT NULL DEFAULT now()
);
CREATE TABLE batched_background_migrations (
  id bigserial PRIMARY KEY,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  min_value bigint NOT NULL DEFAULT 1,
  max_value bigint NOT NULL,
  batch_size integer NOT NULL,
  sub_batch_size integer NOT NULL,
  interval smallint NOT NULL,
  status smallint NOT NULL DEFAULT 0,
  job_class_name text NOT NULL,
  batch_class_name text NOT NULL DEFAULT 'PrimaryKeyBatchingStrategy',
  table_name text NOT NULL,
  column_name text NOT NULL,
  job_arguments jsonb NOT NULL DEFAULT '[]',
  total_tuple_count bigint,
  pause_ms integer NOT NULL DEFAULT 100,
  max_batch_size integer,
  started_at timestamptz,
  on_hold_until timestamptz,
  gitlab_schema text NOT NULL,
  finished_at timestamptz,
  queued_migration_version text
);
CREATE TABLE batched_background_migration_jobs (
  id bigserial PRIMARY KEY,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  started_at timestamptz,
  finished_at timestamptz,
  batched_background_migration_id bigint NOT NULL REFERENCES batched_background_migrations ON DELETE CASCADE,
  min_value bigint NOT NULL,
  max_value bigint NOT NULL,
  batch_size integer NOT NULL,
  sub_batch_size integer NOT NULL,
  status smallint NOT NULL DEFAULT 0,
  attempts smallint NOT NULL DEFAULT 0
);
-- Not GitLab's: what the failover tests write and count.
CREATE TABLE lab_writes (
  id bigserial PRIMARY KEY,
  note text,
  node text,
  worked_by text,
  created_at timestamptz NOT NULL DEFAULT now()
);
-- GitLab keeps both as tables; the stand-in has one storage, and every project has one repository below the hash of its id.
CREATE VIEW shards AS SELECT 1 AS id, 'default'::varchar AS name;
CREATE VIEW project_repositories AS
  SELECT id, 1 AS shard_id, '@hashed/' || substr(digest, 1, 2) || '/' || substr(digest, 3, 2) || '/' || digest AS disk_path, id AS project_id
  FROM (SELECT id, encode(sha256(id::text::bytea), 'hex') AS digest FROM projects) AS hashed;
