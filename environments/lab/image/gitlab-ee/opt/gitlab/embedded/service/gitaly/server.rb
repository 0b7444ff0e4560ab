# frozen_string_literal: true

require_relative 'service'
require_relative '../standins/http_endpoint'
require_relative '../standins/json_log'
require_relative '../standins/wire_server'

module Standin
  # Gitaly's daemon: the service behind a token-checked listener, and /metrics.
  class GitalyServer
    def initialize(config)
      @config = config
      @log = JsonLog.new('gitaly')
      @service = GitalyService.new(config)
      @server = WireServer.new(@service, log: @log, token: config.token, transitioning: config.transitioning)
    end

    def run
      $PROGRAM_NAME = "gitaly serve (#{BANNER})"
      @log.info('starting Gitaly stand-in', version: VERSION, banner: BANNER)
      @server.listen(@config.addresses)
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
      storages = @service.server_info(nil)['storage_statuses']
      Standin.metrics(
        "gitaly_build_info{version=\"#{VERSION}\",standin=\"true\"}" => 1,
        **storages.to_h { |status| ["gitaly_storage_writeable{storage=\"#{status['storage_name']}\"}", status['writeable'] ? 1 : 0] }
      )
    end
  end
end
