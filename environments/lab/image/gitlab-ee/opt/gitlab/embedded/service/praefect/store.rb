# frozen_string_literal: true

require 'openssl'
require_relative 'database'
require_relative '../standins/wire'

module Standin
  # The queries of the server and the commands. A repository's `generation` grows with every write; a replica whose own
  # generation is lower missed one.
  class PraefectStore
    Repository = Struct.new(:id, :virtual_storage, :relative_path, :replica_path, :generation, :primary)

    REPLICAS = <<~SQL
      SELECT s.storage, s.generation::int, s.verified_at,
             h.storage IS NOT NULL AS healthy, v.storage IS NOT NULL AS valid_primary
      FROM storage_repositories s
      LEFT JOIN healthy_storages h ON h.virtual_storage = s.virtual_storage AND h.storage = s.storage
      LEFT JOIN valid_primaries v ON v.repository_id = s.repository_id AND v.storage = s.storage
      WHERE s.repository_id = $1 ORDER BY s.storage
    SQL

    def initialize(database)
      @database = database
    end

    def healthy(virtual_storage)
      storages('SELECT storage FROM healthy_storages WHERE virtual_storage = $1 ORDER BY 1', virtual_storage)
    end

    def find(virtual_storage, relative_path)
      one('virtual_storage = $1 AND relative_path = $2', [virtual_storage, relative_path])
    end

    def find_by_id(id) = one('repository_id = $1', [id])

    def replicas(id)
      @database.rows(REPLICAS, [id]).map do |row|
        row.merge('generation' => row['generation'].to_i, 'healthy' => row['healthy'] == 't', 'valid_primary' => row['valid_primary'] == 't')
      end
    end

    # Praefect derives the path on disk from its own id, never from the client's path.
    def reserve
      id = @database.rows("SELECT nextval('repositories_repository_id_seq') AS id").first['id'].to_i
      digest = OpenSSL::Digest::SHA256.hexdigest(id.to_s)
      [id, "@cluster/repositories/#{digest[0, 2]}/#{digest[2, 2]}/#{id}"]
    end

    def insert(repository, storages)
      @database.with do |connection|
        connection.transaction do
          connection.exec_params('INSERT INTO repositories VALUES ($1, $2, $3, $4, $5, $6)', repository.to_a)
          storages.each { |storage| put_replica(connection, repository, storage, repository.generation) }
        end
      end
    end

    def delete(id) = @database.rows('DELETE FROM repositories WHERE repository_id = $1', [id])

    # Serialises writers and replication of one repository over all Praefects, for as long as the block runs.
    def locked(repository)
      @database.with do |connection|
        connection.transaction do
          row = connection.exec_params('SELECT generation FROM repositories WHERE repository_id = $1 FOR UPDATE', [repository.id]).first
          raise RpcError.new('NotFound', 'repository not found') unless row

          yield connection, row['generation'].to_i
        end
      end
    end

    # Keeps the primary while it is valid, else elects one of the valid ones, as Praefect's per-repository elector does.
    def elect_primary(repository)
      valid = storages('SELECT storage FROM valid_primaries WHERE repository_id = $1 ORDER BY random()', repository.id)
      return nil if valid.empty?
      return repository.primary if valid.include?(repository.primary)

      @database.rows('UPDATE repositories SET "primary" = $2 WHERE repository_id = $1', [repository.id, valid.first])
      repository.primary = valid.first
    end

    def up_to_date(repository)
      storages('SELECT storage FROM valid_primaries WHERE repository_id = $1 ORDER BY 1', repository.id)
    end

    def advance(connection, repository, generation, storages)
      connection.exec_params('UPDATE repositories SET generation = $2 WHERE repository_id = $1', [repository.id, generation])
      storages.each { |storage| put_replica(connection, repository, storage, generation) }
    end

    def put_replica(connection, repository, storage, generation)
      connection.exec_params(<<~SQL, [repository.id, repository.virtual_storage, repository.relative_path, storage, generation])
        INSERT INTO storage_repositories (repository_id, virtual_storage, relative_path, storage, generation) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (repository_id, storage) DO UPDATE SET generation = excluded.generation
      SQL
    end

    def unavailable_counts(virtual_storages)
      sql = <<~SQL
        SELECT virtual_storage, count(*)::int AS count FROM repositories r
        WHERE NOT EXISTS (SELECT FROM valid_primaries v WHERE v.repository_id = r.repository_id) GROUP BY 1
      SQL
      @database.rows(sql).to_h { |row| [row['virtual_storage'], row['count'].to_i] }.slice(*virtual_storages)
    end

    def repositories(virtual_storage)
      @database.rows('SELECT * FROM repositories WHERE virtual_storage = $1 ORDER BY relative_path', [virtual_storage]).map { |row| build(row) }
    end

    def tracked_paths(virtual_storage)
      @database.rows('SELECT replica_path FROM repositories WHERE virtual_storage = $1', [virtual_storage]).map { |row| row['replica_path'] }
    end

    private

    def storages(sql, key) = @database.rows(sql, [key]).map { |row| row['storage'] }

    def one(condition, params)
      row = @database.rows("SELECT * FROM repositories WHERE #{condition}", params).first
      row && build(row)
    end

    def build(row)
      Repository.new(row['repository_id'].to_i, *row.values_at('virtual_storage', 'relative_path', 'replica_path'),
                     row['generation'].to_i, row['primary'])
    end
  end
end
