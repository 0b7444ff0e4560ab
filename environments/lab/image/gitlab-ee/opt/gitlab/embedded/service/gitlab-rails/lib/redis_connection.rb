# frozen_string_literal: true

require_relative '../../standins/gem_path'
Standin.use_gem('redis')
require_relative 'settings'

# Sidekiq 6.4 and redis 4.8, as Debian pairs them, warn about each other with every command.
Redis.silence_deprecations = true
Redis.sadd_returns_boolean = false

module Standin
  # Redis by resque.yml: a URL, or a master's name with the Sentinels that know where it is.
  module RedisConnection
    def self.options(settings = Settings.load.redis)
      options = { url: settings.fetch('url'), connect_timeout: 3, read_timeout: 5, write_timeout: 5, reconnect_attempts: 1 }
      sentinels = settings['sentinels'].to_a.map { |sentinel| sentinel.transform_keys(&:to_sym) }
      sentinels.empty? ? options : options.merge(sentinels: sentinels, role: :master)
    end

    # One connection for each thread; redis-rb reconnects (and asks the Sentinels again) by itself.
    def self.current = Thread.current[:lab_redis] ||= Redis.new(**options)

    def self.cache = Thread.current[:lab_redis_cache] ||= Redis.new(**options(Settings.load.redis_cache))
  end
end
