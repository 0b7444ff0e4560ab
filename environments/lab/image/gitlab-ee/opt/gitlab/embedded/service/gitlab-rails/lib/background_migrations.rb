# frozen_string_literal: true

require 'json'
require_relative 'database'

module Standin
  # batched_background_migrations under GitLab's column names and states: queued by post-deployment migrations, worked
  # off batch by batch by Sidekiq.
  # https://gitlab.com/gitlab-org/gitlab/-/blob/master/lib/gitlab/database/background_migration/batched_migration.rb
  module BackgroundMigrations
    STATES = { 0 => 'paused', 1 => 'active', 3 => 'finished', 4 => 'failed', 5 => 'finalizing', 6 => 'finalized' }.freeze
    DONE = %w[3 6].freeze
    SECONDS_BETWEEN_BATCHES = 4 # GitLab: 120
    BATCH = 100

    class NotFinished < StandardError; end

    def self.queue(connection, tag, version)
      connection.exec_params(<<~SQL, [BATCH, SECONDS_BETWEEN_BATCHES, job_class(tag), version])
        INSERT INTO batched_background_migrations
          (min_value, max_value, batch_size, sub_batch_size, interval, status, job_class_name, table_name, column_name,
           job_arguments, total_tuple_count, gitlab_schema, queued_migration_version, started_at)
        SELECT COALESCE(min(id), 1), COALESCE(max(id), 1), $1::int, 10, $2::int, 1, $3, 'notes', 'id',
               '[]', count(*), 'gitlab_main', $4, now()
        FROM notes
      SQL
    end

    # The guard at the head of a later migration. GitLab's text, word for word, since tools look for it.
    def self.ensure_finished(connection, tag)
      row = connection.exec_params('SELECT id, status FROM batched_background_migrations WHERE job_class_name = $1', [job_class(tag)]).first
      return unless row
      return update(connection, row, 'status = 6') if DONE.include?(row['status'])

      raise NotFinished, <<~TEXT
        Expected batched background migration for the given configuration to be marked as 'finished', but it is '#{STATES[row['status'].to_i]}':\t{:job_class_name=>"#{job_class(tag)}", :table_name=>"notes", :column_name=>"id", :job_arguments=>[]}

        Finalize it manually by running the following command in a `bash` or `sh` shell:

        \tsudo gitlab-rake gitlab:background_migrations:finalize[#{job_class(tag)},notes,id,'[]']

        For more information, check the documentation

        \thttps://docs.gitlab.com/ee/update/background_migrations.html
      TEXT
    end

    # One batch of the oldest runnable migration, when its interval has passed. Returns its class name, or nil.
    def self.run_one(connection)
      connection.transaction do
        row = connection.exec(<<~SQL).first
          SELECT m.*, (SELECT max(max_value) FROM batched_background_migration_jobs j WHERE j.batched_background_migration_id = m.id) AS done_to
          FROM batched_background_migrations m
          WHERE status = 1 AND (on_hold_until IS NULL OR on_hold_until < now()) AND NOT EXISTS (
            SELECT FROM batched_background_migration_jobs j
            WHERE j.batched_background_migration_id = m.id AND j.created_at > now() - make_interval(secs => m.interval))
          ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED
        SQL
        row && batch(connection, row)
      end
    end

    def self.finalize(connection, job_class_name, table, column, arguments)
      row = connection.exec_params(<<~SQL, [job_class_name, table, column, JSON.generate(arguments)]).first
        SELECT * FROM batched_background_migrations
        WHERE job_class_name = $1 AND table_name = $2 AND column_name = $3 AND job_arguments = $4::jsonb
      SQL
      return false unless row

      update(connection, row, 'status = 1, interval = 0') unless DONE.include?(row['status'])
      nil while run_one(connection)
      true
    end

    def self.all(connection) = connection.exec('SELECT * FROM batched_background_migrations ORDER BY id').to_a

    def self.job_class(tag) = "BackfillNotes#{tag.tr('_', 'V')}"

    def self.batch(connection, row)
      first = row['done_to'] ? row['done_to'].to_i + 1 : row['min_value'].to_i
      last = [first + row['batch_size'].to_i - 1, row['max_value'].to_i].min
      return finish(connection, row) if first > last

      tag = row['job_class_name'].delete_prefix('BackfillNotes').tr('V', '_')
      connection.exec_params("UPDATE notes SET #{connection.quote_ident("backfilled_#{tag}")} = true WHERE id BETWEEN $1 AND $2", [first, last])
      connection.exec_params(<<~SQL, [row['id'], first, last, row['batch_size'], row['sub_batch_size']])
        INSERT INTO batched_background_migration_jobs
          (batched_background_migration_id, min_value, max_value, batch_size, sub_batch_size, status, attempts, started_at, finished_at)
        VALUES ($1, $2, $3, $4, $5, 3, 1, now(), now())
      SQL
      row['job_class_name']
    end

    def self.finish(connection, row)
      update(connection, row, 'status = 3, finished_at = now(), updated_at = now()')
      row['job_class_name']
    end

    def self.update(connection, row, changes)
      connection.exec_params("UPDATE batched_background_migrations SET #{changes} WHERE id = $1", [row['id']])
    end
    private_class_method :batch, :finish, :update
  end
end
