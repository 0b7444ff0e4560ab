# frozen_string_literal: true

require 'open3'
require_relative '../lib/database'

module Standin
  module Backup
    # The main database by pg_dump and psql, on the host that GITLAB_BACKUP_PGHOST names. Through PgBouncer pg_dump clears
    # the search_path of connections that others use next; GitLab does not refuse that, and neither does this.
    # https://docs.gitlab.com/administration/backup_restore/backup_gitlab/#back-up-and-restore-for-installations-using-pgbouncer
    class DatabasePart
      TOOLS = '/opt/gitlab/embedded/bin'
      # GitLab's own list.
      IGNORED = [/WARNING:/, /does not exist$/, /must be owner of/].freeze

      def self.overrides
        { 'host' => %w[GITLAB_BACKUP_MAIN_PGHOST GITLAB_BACKUP_PGHOST], 'port' => %w[GITLAB_BACKUP_MAIN_PGPORT GITLAB_BACKUP_PGPORT] }
          .transform_values { |names| names.filter_map { |name| ENV[name] }.first }.compact
      end

      def initialize(staging, say)
        @file = "#{staging}/db/database.sql.gz"
        @say = say
        @settings = Settings.load.database.merge(self.class.overrides)
        @environment = { 'PGHOST' => @settings['host'], 'PGPORT' => @settings['port'].to_s, 'PGUSER' => @settings['username'],
                         'PGPASSWORD' => @settings['password'], 'PGDATABASE' => @settings['database'] }
      end

      def dump
        @say.call("Dumping PostgreSQL database #{@settings['database']} ... ")
        FileUtils.mkdir_p(File.dirname(@file), mode: 0o700)
        statuses = Open3.pipeline([@environment, "#{TOOLS}/pg_dump", '--clean', '--if-exists', '--schema=public'], %w[gzip -1 -c], out: @file)
        raise Failed, "Failed to create compressed file '#{@file}' when trying to backup the main database" unless statuses.all?(&:success?)
      end

      def restore
        @say.call('Cleaning the database ... ')
        drop_tables
        @say.call("Restoring PostgreSQL database #{@settings['database']} ... ")
        errors = Open3.popen3(@environment, 'sh', '-c', 'gzip -dc "$1" | "$2" --quiet --no-psqlrc --output /dev/null', 'sh', @file, "#{TOOLS}/psql") do |input, _, err, wait|
          input.close
          lines = err.read.lines(chomp: true).grep(/ERROR|FATAL|invalid|unexpected/)
          raise Failed, "psql: #{lines.first}" unless wait.value.success?

          lines.reject { |line| IGNORED.any? { |pattern| line.match?(pattern) } }
        end
        warn('------ BEGIN ERRORS -----', *errors, '------ END ERRORS -------') unless errors.empty?
      end

      private

      # gitlab:db:drop_tables
      def drop_tables
        connection = Database.new(self.class.overrides).open
        names = connection.exec("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user").column_values(0)
        connection.exec("DROP TABLE IF EXISTS #{names.map { |name| connection.quote_ident(name) }.join(', ')} CASCADE") unless names.empty?
      ensure
        connection&.close
      end
    end
  end
end
