# frozen_string_literal: true

require 'optparse'
require 'sidekiq'
require 'sidekiq/cli'
require_relative 'workers'
require_relative '../../standins/http_endpoint'
require_relative '../../standins/json_log'

module Standin
  # GitLab's sidekiq-cluster: one Sidekiq process for each queue group, signals handed on, and when one process dies the
  # others are stopped too, so that runit starts all again. https://docs.gitlab.com/administration/sidekiq/extra_sidekiq_processes/
  class SidekiqCluster
    FORWARDED = %w[TERM INT TSTP TTIN].freeze
    OK = '{"status":"ok"}'

    def initialize(argv)
      @options = { concurrency: 20 }
      OptionParser.new do |parser|
        parser.on('-c', '--concurrency N', Integer) { |value| @options[:concurrency] = value }
        parser.on('--health ADDRESS') { |value| @options[:health] = value }
        parser.on('--metrics ADDRESS') { |value| @options[:metrics] = value }
      end.parse!(argv)
      @groups = argv.empty? ? ['*'] : argv
      @log = JsonLog.new('sidekiq-cluster')
    end

    # Everything is loaded before the fork: the processes share that memory.
    def run
      Settings.load.preload
      @pids = @groups.map { fork { work } }
      $PROGRAM_NAME = "sidekiq-cluster #{@groups.join(' ')} (#{BANNER})"
      FORWARDED.each { |signal| trap(signal) { forward(signal) } }
      @log.info('started', version: VERSION, pids: @pids, concurrency: @options[:concurrency])
      listen
      supervise
    end

    private

    def work
      cli = Sidekiq::CLI.instance
      # Every group is "*": the stand-in has one queue. The tag shows the running version in Redis' process list.
      cli.parse(['-c', @options[:concurrency].to_s, '-q', Jobs::QUEUE, '-g', "gitlab-#{VERSION}", '-e', 'production',
                 '-r', File.expand_path('workers.rb', __dir__)])
      cli.run
    end

    def forward(signal)
      @stopping = true if %w[TERM INT].include?(signal)
      @pids.each { |pid| Process.kill(signal, pid) }
    rescue Errno::ESRCH
      nil
    end

    def supervise
      first, status = Process.wait2
      @log.warn('a worker terminated, shutting down the cluster', pid: first, status: status.to_s) unless @stopping
      @pids.delete(first)
      forward('TERM')
      Process.waitall
      exit(@stopping ? 0 : 1)
    end

    def listen
      serve(@options[:health], '/readiness' => -> { readiness }, '/liveness' => -> { [200, 'application/json', OK] })
      serve(@options[:metrics], '/metrics' => -> { [200, 'text/plain; version=0.0.4', metrics] })
    end

    def serve(address, routes) = address && HttpEndpoint.new(address, routes, log: @log).start

    # Ready when Redis lists every process of this cluster, which it does while their heartbeats arrive.
    def readiness
      listed = registered
      missing = @pids.reject { |pid| listed.any? { |identity| identity.start_with?("#{Socket.gethostname}:#{pid}:") } }
      missing.empty? ? [200, 'application/json', OK] : failed("not in Redis' process list: #{missing.join(', ')}")
    rescue Redis::BaseError => e
      failed("#{e.class} : #{e.message}")
    end

    def failed(message) = [503, 'application/json', JSON.generate({ status: 'failed', message: message })]

    def registered
      redis = RedisConnection.current
      redis.smembers('processes').select { |identity| redis.exists?(identity) }
    end

    def metrics
      waiting = RedisConnection.current.llen("queue:#{Jobs::QUEUE}")
      Standin.metrics("sidekiq_build_info{version=\"#{VERSION}\",standin=\"true\"}" => 1, 'sidekiq_processes' => @pids.size,
                      'sidekiq_concurrency' => @options[:concurrency], 'sidekiq_queue_size{name="default"}' => waiting)
    rescue Redis::BaseError
      Standin.metrics('sidekiq_processes' => @pids.size)
    end
  end
end
