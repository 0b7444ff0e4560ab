# frozen_string_literal: true

require_relative 'store'

module Standin
  # Brings replicas that missed a write, or do not exist yet, back in step. Praefect schedules these jobs every 5 minutes
  # by default (reconciliation.scheduling_interval); the stand-in every 10 seconds, so that a lab does not wait.
  class Replicator
    SECONDS = 10
    ATTEMPTS = 3

    # A healthy, configured storage without an up-to-date replica, of a repository that has a valid primary.
    SCHEDULE = <<~SQL
      INSERT INTO replication_queue (job)
      SELECT jsonb_build_object('change', 'update', 'repository_id', r.repository_id, 'virtual_storage', r.virtual_storage,
                                'relative_path', r.relative_path, 'target_node_storage', h.storage)
      FROM repositories r JOIN healthy_storages h USING (virtual_storage)
      LEFT JOIN storage_repositories s ON s.repository_id = r.repository_id AND s.storage = h.storage
      WHERE COALESCE(s.generation, -1) < r.generation
        AND EXISTS (SELECT FROM valid_primaries v WHERE v.repository_id = r.repository_id)
        AND NOT EXISTS (SELECT FROM replication_queue q WHERE q.state IN ('ready', 'in_progress')
                        AND (q.job->>'repository_id')::bigint = r.repository_id AND q.job->>'target_node_storage' = h.storage)
    SQL
    TAKE = <<~SQL
      UPDATE replication_queue SET state = 'in_progress', updated_at = now(), attempt = attempt - 1
      WHERE id = (SELECT id FROM replication_queue WHERE state = 'ready' OR (state = 'in_progress' AND updated_at < now() - interval '2 minutes')
                  ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)
      RETURNING id, attempt, job->>'repository_id' AS repository_id, job->>'target_node_storage' AS target
    SQL

    def initialize(config, database, store, coordinator, log:)
      @config = config
      @database = database
      @store = store
      @coordinator = coordinator
      @log = log
    end

    def start
      Thread.new do
        loop do
          sleep SECONDS
          round
        end
      end
    end

    # One pass; `praefect track-repository -replicate-immediately` uses #replicate itself.
    def round
      schedule
      while (job = @database.rows(TAKE).first)
        work_off(job)
      end
      verify
    rescue StandardError => e
      @log.error("reconciliation failed: #{e.message}")
    end

    def replicate(repository, target)
      @store.locked(repository) do |connection, generation|
        source = (@store.up_to_date(repository) - [target]).first or raise RpcError.new('Unavailable', 'no up-to-date source')
        node = @config.node(repository.virtual_storage, source)
        @coordinator.call(repository, target, 'replicate_repository',
                          { source: { address: node.address, token: node.token, storage: source } }, timeout: 120)
        @store.put_replica(connection, repository, target, generation)
        @log.info('replicated', path: repository.relative_path, source: source, target: target, generation: generation)
      end
    end

    private

    # Only one Praefect at a time; the lock ends with the transaction, so it is safe through a pooler as well.
    def schedule
      @database.with do |connection|
        connection.transaction do
          connection.exec(SCHEDULE) if connection.exec('SELECT pg_try_advisory_xact_lock(823471)').getvalue(0, 0) == 't'
        end
      end
    end

    def work_off(job)
      repository = @store.find_by_id(job['repository_id'])
      replicate(repository, job['target']) if repository
      @database.rows('DELETE FROM replication_queue WHERE id = $1', [job['id']])
    rescue RpcError => e
      state = job['attempt'].to_i.positive? ? 'ready' : 'dead'
      @database.rows('UPDATE replication_queue SET state = $2 WHERE id = $1', [job['id'], state])
      @log.warn('replication failed', target: job['target'], error: e.go_text, state: state)
      sleep 1
    end

    # The background verifier: a record whose repository is gone from the disk is dropped, and then replicated again.
    # https://docs.gitlab.com/administration/gitaly/praefect/configure/#repository-verification
    def verify
      @database.rows(<<~SQL).each { |row| verify_one(row) }
        SELECT s.repository_id, s.storage FROM storage_repositories s JOIN healthy_storages USING (virtual_storage, storage)
        WHERE verified_at IS NULL OR verified_at < now() - interval '7 days' LIMIT 50
      SQL
    end

    def verify_one(row)
      repository = @store.find_by_id(row['repository_id']) or return
      exists = @coordinator.call(repository, row['storage'], 'repository_exists')['exists']
      key = [row['repository_id'], row['storage']]
      return @database.rows('UPDATE storage_repositories SET verified_at = now() WHERE repository_id = $1 AND storage = $2', key) if exists

      @log.warn('replica is gone from disk, removing its record', path: repository.relative_path, storage: row['storage'])
      @database.rows('DELETE FROM storage_repositories WHERE repository_id = $1 AND storage = $2', key)
    rescue RpcError
      nil
    end
  end
end
