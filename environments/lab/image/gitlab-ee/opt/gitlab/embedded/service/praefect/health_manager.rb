# frozen_string_literal: true

require 'socket'
require_relative '../standins/wire'

module Standin
  # Asks every Gitaly for its health once a second and shares the answers with the other Praefects through node_status;
  # the view healthy_storages is their majority opinion, so one cut-off Praefect cannot fail a node over alone.
  class HealthManager
    SECONDS = 1

    UPSERT = <<~SQL
      INSERT INTO node_status (praefect_name, shard_name, node_name, last_contact_attempt_at, last_seen_active_at)
      VALUES ($1, $2, $3, now(), CASE WHEN $4 THEN now() END)
      ON CONFLICT (praefect_name, shard_name, node_name) DO UPDATE SET
        last_contact_attempt_at = now(),
        last_seen_active_at = COALESCE(excluded.last_seen_active_at, node_status.last_seen_active_at)
    SQL

    attr_reader :last

    def initialize(config, database, log:)
      @config = config
      @database = database
      @log = log
      @name = "#{Socket.gethostname}:#{config.listen_addr || config.socket_path}"
      @last = {}
    end

    def start
      Thread.new do
        loop do
          round
          sleep SECONDS
        end
      end
    end

    private

    def round
      answers = @config.nodes.map { |node| Thread.new { [node, serving?(node)] } }.map(&:value)
      answers.each { |node, up| note(node, up) }
      @database.with do |connection|
        answers.each { |node, up| connection.exec_params(UPSERT, [@name, node.virtual_storage, node.storage, up]) }
      end
    rescue StandardError => e
      @log.error("failed updating node health: #{e.message}")
    end

    def note(node, up)
      key = [node.virtual_storage, node.storage]
      @log.warn('gitaly node health changed', storage: node.storage, healthy: up) if @last.key?(key) && @last[key] != up
      @last[key] = up
    end

    def serving?(node)
      Client.new(node.address, node.token, connect_timeout: SECONDS).call('health', timeout: SECONDS)['status'] == 'SERVING'
    rescue StandardError
      false
    end
  end
end
