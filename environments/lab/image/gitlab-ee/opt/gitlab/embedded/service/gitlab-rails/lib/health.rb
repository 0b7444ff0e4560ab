# frozen_string_literal: true

require_relative 'database'
require_relative 'gitaly_client'
require_relative 'redis_connection'

module Standin
  # The checks behind /-/readiness?all=1, each a real round trip with the settings of this node.
  module Health
    MAIN_REDIS = %w[queues_check shared_state_check sessions_check].freeze

    def self.all
      redis = Thread.new { attempt { RedisConnection.current.ping } }
      cache = Thread.new { attempt { RedisConnection.cache.setex('lab:cache', 60, 'ok') } }
      gitaly = Thread.new { GitalyClient.checks }
      { 'db_check' => [attempt { Database.instance.rows('SELECT 1') }] }
        .merge('cache_check' => [cache.value])
        .merge(MAIN_REDIS.to_h { |name| [name, [redis.value]] }) # one Redis serves all of them here
        .merge('gitaly_check' => gitaly.value.map { |shard, problem| result(problem).merge('labels' => { 'shard' => shard }) })
    end

    def self.attempt
      yield
      result(nil)
    rescue StandardError => e
      result("#{e.class} : #{e.message.strip}")
    end

    def self.result(problem) = problem ? { 'status' => 'failed', 'message' => problem } : { 'status' => 'ok' }

    # As GitLab's Probes::Collection: a check passes when one of its probes does.
    def self.ok?(checks) = checks.values.all? { |probes| probes.any? { |probe| probe['status'] == 'ok' } }
  end
end
