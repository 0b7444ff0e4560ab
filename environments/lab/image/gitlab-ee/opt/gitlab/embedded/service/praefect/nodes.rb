# frozen_string_literal: true

require_relative '../standins/wire'

module Standin
  # `praefect dial-nodes` and the connectivity check of `praefect check`.
  # Texts: https://gitlab.com/gitlab-org/gitaly/-/blob/master/internal/praefect/nodes/ping.go
  class NodePing
    # Returns the addresses that are not healthy, in the order of the configuration.
    def self.all(config, seconds:, quiet: false)
      pings = config.nodes.group_by(&:address).map { |address, nodes| new(address, nodes, seconds, quiet) }
      pings.map { |ping| Thread.new { ping.healthy? ? nil : ping.address } }.map(&:value).compact
    end

    def self.error(addresses) = "the following nodes are not healthy: #{addresses.join(', ')}"

    attr_reader :address

    def initialize(address, nodes, seconds, quiet)
      @address = address
      @nodes = nodes
      @seconds = seconds
      @quiet = quiet
      @client = Client.new(address, nodes.first.token, connect_timeout: seconds)
    end

    def healthy?
      dialed? && serving? && consistent?
    end

    private

    def dialed?
      log 'dialing...'
      @client.dial.close
      log 'dialed successfully!'
      true
    rescue RpcError, ArgumentError => e
      log "ERROR: dialing failed: #{e.message}"
      false
    end

    def serving?
      log 'checking health...'
      status = @client.call('health', timeout: @seconds)['status']
      log(status == 'SERVING' ? 'SUCCESS: node is healthy!' : "ERROR: health check did not report serving, instead reported: #{status}")
      status == 'SERVING'
    rescue RpcError => e
      log "ERROR: unable to request health check: #{e.go_text}"
      false
    end

    def consistent?
      log 'checking consistency...'
      good = storages_served?(@client.call('server_info', timeout: @seconds)['storage_statuses'])
      log(good ? 'SUCCESS: node configuration is consistent!' : 'ERROR: consistency check failed')
      good
    rescue RpcError => e
      log "ERROR: failed to receive state from the remote: #{e.go_text}"
      log 'ERROR: consistency check failed'
      false
    end

    def storages_served?(statuses)
      wanted = @nodes.group_by(&:storage).transform_values { |nodes| nodes.map(&:virtual_storage) }
      reported = statuses.select { |status| wanted.key?(status['storage_name']) }
      good = reported.map { |status| usable?(status, wanted) }.all?
      (wanted.keys - statuses.map { |status| status['storage_name'] }).each do |storage|
        log "ERROR: configured storage was not reported by remote: #{storage.inspect}"
        good = false
      end
      good
    end

    def usable?(status, wanted)
      name = status['storage_name']
      if status['readable'] && status['writeable']
        log "SUCCESS: confirmed Gitaly storage #{name.inspect} in virtual storages [#{wanted[name].join(' ')}] is served"
        return true
      end
      log "ERROR: storage #{name.inspect} is not readable or writable"
      false
    end

    # One write for each line: the nodes are checked at the same time.
    def log(text)
      $stdout.write("[#{address}]: #{text}\n") unless @quiet
    end
  end
end
