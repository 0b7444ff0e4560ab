# frozen_string_literal: true

require_relative 'nodes'
require_relative 'store'
require_relative '../standins/ntp'

module Standin
  # The checks of `praefect check`, which Praefect's readiness runs too (all but the clock).
  # https://gitlab.com/gitlab-org/gitaly/-/blob/master/internal/praefect/service/checks.go
  class PraefectChecks
    Failed = Class.new(StandardError)
    SECONDS = 5

    Check = Struct.new(:name, :description, :severity, :run)

    def initialize(config, quiet: false)
      @config = config
      @quiet = quiet
    end

    def all = readiness + [clock]

    def readiness
      [
        Check.new('praefect migrations', 'confirms whether or not all praefect migrations have run', 'fatal', method(:migrations)),
        Check.new('gitaly node connectivity & disk access', 'confirms if praefect can reach all of its gitaly nodes, and ' \
                  'whether or not the gitaly nodes can read/write from and to its storages.', 'fatal', method(:connectivity)),
        Check.new('database read/write', 'checks if praefect can write/read to and from the database', 'fatal', method(:read_write)),
        Check.new('unavailable repositories', 'lists repositories that are missing a valid primary, hence rendering them unavailable',
                  'warning', method(:unavailable))
      ]
    end

    private

    def clock
      Check.new('clock synchronization',
                'checks if system clock is in sync with NTP service. You can use NTP_HOST env var to provide NTP ' \
                'service URL to query and DRIFT_THRESHOLD to provide allowed drift as a duration (1ms, 20sec, etc.)',
                'fatal', method(:clock_sync))
    end

    def migrations
      missing = with_connection { |connection| PraefectMigrations.pending(connection).size }
      raise Failed, "#{missing} migrations have not been run" if missing.positive?
    end

    def connectivity
      bad = NodePing.all(@config, seconds: SECONDS, quiet: @quiet)
      raise Failed, NodePing.error(bad) unless bad.empty?
    end

    # The row is never kept: the transaction is rolled back, as Praefect does.
    def read_write
      with_connection do |connection|
        connection.exec('BEGIN')
        connection.exec('SELECT id FROM hello_world')
        say 'successfully read from database'
        raise Failed, 'failed to insert row' unless connection.exec('INSERT INTO hello_world (id) VALUES (1)').cmd_tuples == 1

        say 'successfully wrote to database'
        connection.exec('ROLLBACK')
      end
    end

    def unavailable
      counts = PraefectStore.new(PraefectDatabase.new(@config.database)).unavailable_counts(@config.virtual_storages)
      return say('All repositories are available.') if counts.empty?

      counts.each do |virtual_storage, count|
        say "virtual-storage #{virtual_storage.inspect} has #{count} #{count == 1 ? 'repository that is' : 'repositories that are'} unavailable."
      end
      raise Failed, 'repositories unavailable'
    end

    def clock_sync
      host = ENV['NTP_HOST'].to_s
      threshold = duration(ENV.fetch('DRIFT_THRESHOLD', '60s'))
      say "checking with NTP service at #{host} and allowed clock drift #{(threshold * 1000).to_i} ms"
      raise Failed, 'praefect: clock is not synced' unless ntp_synced?(host, threshold)

      @config.nodes.each { |node| node_clock(node, host, threshold) }
    end

    def ntp_synced?(host, threshold)
      Ntp.synced?(host, threshold)
    rescue StandardError => e
      raise Failed, "praefect: #{e.message}#{' (NTP_HOST was not set)' if host.empty?}"
    end

    def node_clock(node, host, threshold)
      question = { ntp_host: host, drift_threshold_seconds: threshold }
      answer = Client.new(node.address, node.token).call('clock_synced', question, timeout: SECONDS)
      raise Failed, "gitaly node at #{node.address}: clock is not synced" unless answer['synced']
    rescue RpcError => e
      raise Failed, "gitaly node at #{node.address}: #{e.go_text}"
    end

    def duration(text)
      number, unit = text.match(/\A(\d+(?:\.\d+)?)(ms|s|sec|m)\z/)&.captures
      raise Failed, 'env var DRIFT_THRESHOLD expected to be an duration (5s, 100ms, etc.)' unless number

      number.to_f * { 'ms' => 0.001, 'm' => 60 }.fetch(unit, 1)
    end

    def with_connection
      connection = PraefectDatabase.new(@config.database).open
      yield connection
    rescue PraefectDatabase::Error => e
      raise Failed, "error opening database connection: #{e.message}"
    rescue PG::Error => e
      raise Failed, e.message.lines.first.strip
    ensure
      connection&.close
    end

    def say(text) = @quiet || puts(text)
  end
end
