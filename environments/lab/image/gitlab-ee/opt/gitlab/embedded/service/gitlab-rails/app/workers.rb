# frozen_string_literal: true

require 'sidekiq'
require 'socket'
require_relative '../lib/background_migrations'
require_relative '../lib/jobs'

# What the Sidekiq stand-in works off. Sidekiq itself is the real one.
class LabWriteWorker
  include Sidekiq::Worker

  def perform(id)
    Standin::Database.instance.rows('UPDATE lab_writes SET worked_by = $2 WHERE id = $1', [id, "#{Socket.gethostname}:#{Process.pid}"])
  end
end

# One batch of one migration for each job, as GitLab's Database::BatchedBackgroundMigrationWorker.
class BatchedBackgroundMigrationWorker
  include Sidekiq::Worker
  sidekiq_options retry: false

  EVERY_SECONDS = 5 # GitLab's cron: every minute
  LOCK = 'lab:batched_background_migration:scheduled'

  def perform
    done = Standin::Database.instance.with { |connection| Standin::BackgroundMigrations.run_one(connection) }
    logger.info("batched background migration: one batch of #{done}") if done
  end

  # The lock lives in Redis: of all Sidekiq processes one enqueues at a time.
  def self.schedule
    Thread.new do
      loop do
        sleep EVERY_SECONDS
        redis = Standin::RedisConnection.current
        Standin::Jobs.push(name, redis: redis) if redis.set(LOCK, 1, nx: true, ex: EVERY_SECONDS - 1)
      rescue StandardError => e
        Sidekiq.logger.warn("cannot schedule background migrations: #{e.message}")
      end
    end
  end
end

Sidekiq.configure_server do |config|
  config.redis = Standin::RedisConnection.options
  config.on(:startup) { BatchedBackgroundMigrationWorker.schedule }
end
