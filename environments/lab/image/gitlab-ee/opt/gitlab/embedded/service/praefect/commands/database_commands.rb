# frozen_string_literal: true

require_relative '../database'

module Standin
  # Texts and exit codes: https://gitlab.com/gitlab-org/gitaly/-/tree/master/internal/cli/praefect
  module PraefectCommands
    def self.sql_ping(config, _flags)
      with_connection(config) { |connection| connection.exec('SELECT 1') }
      puts 'praefect sql-ping: OK'
      0
    end

    def self.sql_migrate(config, _flags)
      with_connection(config) do |connection|
        pending = PraefectMigrations.pending(connection)
        next puts('praefect sql-migrate: all migrations are up') if pending.empty?

        puts "praefect sql-migrate: migrations to apply: #{pending.size}", ''
        pending.each { |id| migrate_one(connection, id) }
        puts '', "praefect sql-migrate: OK (applied #{pending.size} migrations)"
      end
      0
    end

    def self.sql_migrate_status(config, _flags)
      rows = with_connection(config) do |connection|
        applied = PraefectMigrations.applied(connection)
        known = PraefectMigrations::ALL.keys.to_h { |id| [id, applied[id] || 'no'] }
        known.merge((applied.keys - known.keys).to_h { |id| [id, 'unknown migration'] }).sort
      end
      print_table(rows)
      0
    end

    def self.migrate_one(connection, id)
      started = Time.now
      puts "=  #{started.strftime('%Y-%m-%dT%H:%M:%S')} #{id}: migrating"
      PraefectMigrations.apply(connection, id)
      puts "== #{Time.now.strftime('%Y-%m-%dT%H:%M:%S')} #{id}: applied (#{((Time.now - started) * 1000).round(3)}ms)"
    end

    def self.print_table(rows)
      widths = [rows.map { |id, _| id.size }.max, rows.map { |_, at| at.size }.max].map { |width| [width, 9].max }
      line = "+#{widths.map { |width| '-' * (width + 2) }.join('+')}+"
      puts line, "| #{'MIGRATION'.center(widths[0])} | #{'APPLIED'.center(widths[1])} |", line
      rows.each { |id, at| puts "| #{id.ljust(widths[0])} | #{at.ljust(widths[1])} |" }
      puts line
    end

    def self.with_connection(config)
      connection = PraefectDatabase.new(config.database).open
      yield connection
    rescue PraefectDatabase::Error => e
      raise PraefectCli::Failure, "sql open: #{e.message}"
    rescue PG::Error => e
      raise PraefectCli::Failure, "fail: #{e.message.strip}"
    ensure
      connection&.close
    end
  end
end
