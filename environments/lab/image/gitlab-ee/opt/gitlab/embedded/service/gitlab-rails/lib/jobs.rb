# frozen_string_literal: true

require 'json'
require 'securerandom'
require_relative 'redis_connection'

module Standin
  # Enqueues in Sidekiq's own format, without loading Sidekiq into the web process.
  # https://github.com/sidekiq/sidekiq/wiki/Job-Format
  module Jobs
    QUEUE = 'default'

    def self.push(worker, *args, redis: RedisConnection.current)
      now = Time.now.to_f
      job = { 'class' => worker, 'args' => args, 'queue' => QUEUE, 'retry' => 3, 'jid' => SecureRandom.hex(12),
              'created_at' => now, 'enqueued_at' => now }
      redis.multi do |transaction|
        transaction.sadd('queues', [QUEUE])
        transaction.lpush("queue:#{QUEUE}", JSON.generate(job))
      end
      job['jid']
    end
  end
end
