# frozen_string_literal: true

module Standin
  # A subset of Praefect's schema under Praefect's own table, column and migration names; migrations which upstream
  # spread over years are folded into the first of their kind.
  # https://gitlab.com/gitlab-org/gitaly/-/tree/master/internal/praefect/datastore/migrations
  module PraefectMigrations
    TABLE = 'schema_migrations'

    ALL = {
      '20200109161404_hello_world' => 'CREATE TABLE hello_world (id integer)',
      '20200324001604_add_sql_election_tables' => <<~SQL,
        CREATE TABLE node_status (
          id bigserial PRIMARY KEY,
          praefect_name varchar(511) NOT NULL,
          shard_name varchar(255) NOT NULL,
          node_name varchar(255) NOT NULL,
          last_contact_attempt_at timestamptz,
          last_seen_active_at timestamptz,
          UNIQUE (praefect_name, shard_name, node_name))
      SQL
      '20200707101830_repositories_table' => <<~SQL,
        CREATE TABLE repositories (
          repository_id bigserial PRIMARY KEY,
          virtual_storage text NOT NULL,
          relative_path text NOT NULL,
          replica_path text,
          generation bigint,
          "primary" text,
          UNIQUE (virtual_storage, relative_path));
        CREATE TABLE storage_repositories (
          repository_id bigint NOT NULL REFERENCES repositories ON DELETE CASCADE,
          virtual_storage text NOT NULL,
          relative_path text NOT NULL,
          storage text NOT NULL,
          generation bigint NOT NULL,
          verified_at timestamptz,
          PRIMARY KEY (repository_id, storage))
      SQL
      '20200225220728_readd_job_queue' => <<~SQL,
        CREATE TABLE replication_queue (
          id bigserial PRIMARY KEY,
          state text NOT NULL DEFAULT 'ready',
          created_at timestamp NOT NULL DEFAULT (now() AT TIME ZONE 'UTC'),
          updated_at timestamp,
          attempt integer NOT NULL DEFAULT 3,
          lock_id text,
          job jsonb,
          meta jsonb)
      SQL
      '20201126165633_repository_assignments_table' => <<~SQL,
        CREATE TABLE repository_assignments (
          repository_id bigint NOT NULL REFERENCES repositories ON DELETE CASCADE,
          virtual_storage text NOT NULL,
          relative_path text NOT NULL,
          storage text NOT NULL,
          PRIMARY KEY (repository_id, storage))
      SQL
      '20210525143540_healthy_storages_view' => <<~SQL,
        CREATE VIEW healthy_storages AS
          SELECT shard_name AS virtual_storage, node_name AS storage
          FROM node_status AS ns
          WHERE last_seen_active_at >= now() - interval '10 seconds'
          GROUP BY shard_name, node_name
          HAVING count(praefect_name) >= (
            SELECT ceil(count(DISTINCT praefect_name) / 2.0)
            FROM node_status
            WHERE last_contact_attempt_at >= now() - interval '60 seconds' AND shard_name = ns.shard_name)
      SQL
      '20210525173505_valid_primaries_view' => <<~SQL
        CREATE VIEW valid_primaries AS
          SELECT repository_id, virtual_storage, relative_path, storage
          FROM repositories
          JOIN (SELECT repository_id, storage, generation FROM storage_repositories) AS replicas USING (repository_id, generation)
          JOIN healthy_storages USING (virtual_storage, storage)
      SQL
    }.freeze

    def self.applied(connection)
      return {} if connection.exec("SELECT to_regclass('#{TABLE}') AS name").getvalue(0, 0).nil?

      connection.exec("SELECT id, applied_at FROM #{TABLE}").values.to_h
    end

    def self.pending(connection) = ALL.keys.sort - applied(connection).keys

    def self.apply(connection, id)
      connection.transaction do
        connection.exec("CREATE TABLE IF NOT EXISTS #{TABLE} (id text PRIMARY KEY, applied_at timestamptz)")
        connection.exec(ALL.fetch(id))
        connection.exec_params("INSERT INTO #{TABLE} VALUES ($1, now())", [id])
      end
    end
  end
end
