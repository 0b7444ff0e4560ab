# frozen_string_literal: true

require_relative 'background_migrations'
require_relative 'seeds'
require_relative '../db/migrations'

module Standin
  # db:schema:load, db:migrate and their questions, on a connection of its own.
  class Migrator
    # As Rails names it, with the sentence Rails prints.
    class ConcurrentMigrationError < StandardError
      def self.name = 'ActiveRecord::ConcurrentMigrationError'
    end

    STRUCTURE = File.expand_path('../db/structure.sql', __dir__)
    # Rails: MIGRATOR_SALT * crc32(database name)
    LOCK_SALT = 2_053_462_845

    attr_reader :connection

    def initialize(connection)
      @connection = connection
      @connection.exec('SET client_min_messages TO warning')
    end

    # gitlab:db:configure loads the schema only into an empty database.
    def empty? = @connection.exec("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").getvalue(0, 0).to_i <= 1

    def known = Migrations.for(VERSION)
    def applied = empty? ? [] : @connection.exec('SELECT version FROM schema_migrations').column_values(0)
    def pending(post: true) = known.reject { |migration| applied_now.include?(migration.version) || (migration.post && !post) }

    # A fresh schema has every migration's result; background migrations have nothing to do in it and are not queued.
    def load_schema
      locked do
        @connection.transaction do
          @connection.exec(File.read(STRUCTURE))
          known.each { |migration| record(migration) { @connection.exec(migration.sql) if migration.sql } }
        end
      end
    end

    def seed = @connection.transaction { Seeds.run(@connection) }

    def migrate(post: ENV['SKIP_POST_DEPLOYMENT_MIGRATIONS'].to_s.empty?)
      locked do
        @applied_now = nil
        pending(post: post).sort_by(&:version).each { |migration| up(migration) }
      end
    end

    private

    def applied_now = @applied_now ||= applied

    def up(migration)
      title = "#{migration.version} #{migration.name.split.map(&:capitalize).join}"
      started = Time.now
      announce("#{title}: migrating")
      @connection.transaction { record(migration) { apply(migration) } }
      announce("#{title}: migrated (#{format('%.4f', Time.now - started)}s)")
      puts ''
    end

    def apply(migration)
      BackgroundMigrations.ensure_finished(@connection, migration.tag) if migration.action == :finalize
      BackgroundMigrations.queue(@connection, migration.tag, migration.version) if migration.action == :queue
      @connection.exec(migration.sql) if migration.sql
    end

    def record(migration)
      yield
      @connection.exec_params('INSERT INTO schema_migrations VALUES ($1)', [migration.version])
    end

    def announce(text) = puts("main: == #{text} #{'=' * [0, 75 - text.size].max}")

    # Rails' session lock. Through PgBouncer in transaction mode the unlock may reach another session than the lock did,
    # and then Rails fails at the end; that is up to chance, so the stand-in refuses at once.
    # https://docs.gitlab.com/administration/postgresql/pgbouncer/#procedure-for-bypassing-pgbouncer
    def locked
      if Database.pooled?(@connection)
        raise ConcurrentMigrationError, "\n\nFailed to release advisory lock\n\n(#{BANNER}: this connection goes through PgBouncer; " \
                                        "point gitlab_rails['db_host'] and ['db_port'] at the PostgreSQL leader to migrate)"
      end
      taken = @connection.exec("SELECT pg_try_advisory_lock(#{lock_key})").getvalue(0, 0) == 't'
      raise ConcurrentMigrationError, "\n\nCannot run migrations because another migration process is currently running.\n" unless taken

      yield
    ensure
      @connection.exec("SELECT pg_advisory_unlock(#{lock_key})") if taken && @connection.transaction_status == PG::PQTRANS_IDLE
    end

    def lock_key
      require 'zlib'
      LOCK_SALT * Zlib.crc32(@connection.db)
    end
  end
end
