# frozen_string_literal: true

require_relative 'health_manager'
require_relative 'replicator'
require_relative 'service'
require_relative '../standins/http_endpoint'
require_relative '../standins/json_log'
require_relative '../standins/wire_server'

module Standin
  # `praefect serve`: listener, health manager, replicator and /metrics in one process.
  class PraefectServer
    def initialize(config)
      @config = config
      @log = JsonLog.new('praefect')
      @database = PraefectDatabase.new(config.database)
      @store = PraefectStore.new(@database)
      @coordinator = Coordinator.new(config, @store, log: @log)
      @health = HealthManager.new(config, @database, log: @log)
      service = PraefectService.new(config, @store, @coordinator)
      @server = WireServer.new(service, log: @log, token: config.token, transitioning: config.transitioning)
    end

    # The database must answer before Praefect listens, as upstream; runit tries again.
    def run
      $PROGRAM_NAME = "praefect serve (#{BANNER})"
      @database.open.close
      @log.info('starting Praefect stand-in', version: VERSION, banner: BANNER)
      @server.listen(@config.addresses)
      @health.start
      Replicator.new(@config, @database, @store, @coordinator, log: @log).start
      metrics_on(@config.prometheus_listen_addr)
      %w[TERM INT].each { |signal| trap(signal) { Thread.new { @server.stop } } }
      trap('HUP') { Thread.new { @server.reexec(COMMAND) } }
      @server.run
      @log.info('stopped')
    end

    private

    def metrics_on(address)
      HttpEndpoint.new(address, { '/metrics' => -> { [200, 'text/plain; version=0.0.4', metrics] } }, log: @log).start if address
    end

    def metrics
      nodes = @health.last.to_h do |(virtual_storage, storage), up|
        ["gitaly_praefect_node_last_healthcheck_up{gitaly_storage=\"#{storage}\",virtual_storage=\"#{virtual_storage}\"}", up ? 1 : 0]
      end
      counts = @store.unavailable_counts(@config.virtual_storages)
      lost = @config.virtual_storages.to_h do |name|
        ["gitaly_praefect_unavailable_repositories{virtual_storage=\"#{name}\"}", counts.fetch(name, 0)]
      end
      Standin.metrics("praefect_build_info{version=\"#{VERSION}\",standin=\"true\"}" => 1, **nodes, **lost)
    rescue RpcError
      Standin.metrics('praefect_database_up' => 0)
    end
  end
end
