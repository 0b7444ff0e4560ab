# frozen_string_literal: true

require 'pg'
require 'timeout'
require_relative 'settings'

module Standin
  # Connections by database.yml. Like ActiveRecord's pool it looks at a connection before it gives it away, and replaces one
  # that broke meanwhile; one that breaks in use gives its user one error, and one whose server turned read-only, too.
  # https://api.rubyonrails.org/classes/ActiveRecord/ConnectionAdapters/AbstractAdapter.html#method-i-verify-21
  class Database
    QUERY_SECONDS = 10
    BROKEN = [PG::ConnectionBad, PG::UnableToSend, PG::ReadOnlySqlTransaction, PG::AdminShutdown, PG::CrashShutdown, Timeout::Error].freeze

    def self.instance = @instance ||= new

    def initialize(overrides = {})
      @settings = Settings.load.database.merge(overrides)
      @idle = Queue.new
    end

    def with
      connection = checkout
      result = Timeout.timeout(QUERY_SECONDS) { yield connection }
      @idle.push(connection)
      result
    rescue *BROKEN
      discard(connection)
      raise
    rescue PG::Error
      connection.transaction_status == PG::PQTRANS_IDLE ? @idle.push(connection) : discard(connection) if connection
      raise
    end

    # Parameters travel unnamed, never as prepared statements: PgBouncer's transaction mode allows no others.
    def rows(sql, params = []) = with { |connection| connection.exec_params(sql, params).to_a }

    # A connection of our own (migrations, commands); the caller closes it.
    def open
      connection = PG.connect(**connect_options)
      connection.set_notice_receiver { |result| warn("psql: #{result.error_message}") unless ENV['LAB_QUIET_SQL'] }
      connection
    end

    # PgBouncer announces a backend id of its own, PostgreSQL the real one: so the two differ through a pooler only.
    def self.pooled?(connection)
      connection.backend_pid != connection.exec('SELECT pg_backend_pid()').getvalue(0, 0).to_i
    end

    private

    def checkout
      connection = @idle.pop(true)
      return connection if active?(connection)

      discard(connection)
      PG.connect(**connect_options)
    rescue ThreadError
      PG.connect(**connect_options)
    end

    def active?(connection)
      connection.exec(';')
      true
    rescue PG::Error
      false
    end

    def discard(connection)
      [connection, *Array.new(@idle.size) { @idle.pop(true) }].each { |each| each&.close unless each&.finished? }
    rescue ThreadError, PG::Error
      nil
    end

    # The last three make a peer that vanished without a reset noticed within seconds.
    def connect_options
      { host: @settings['host'], port: @settings['port'], dbname: @settings['database'], user: @settings['username'],
        password: @settings['password'], sslmode: @settings['sslmode'], connect_timeout: @settings['connect_timeout'] || 3,
        keepalives_idle: 5, keepalives_interval: 2, keepalives_count: 2, tcp_user_timeout: 6000 }.compact
    end
  end
end
