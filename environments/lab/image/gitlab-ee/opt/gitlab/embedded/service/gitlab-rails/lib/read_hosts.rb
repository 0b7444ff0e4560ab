# frozen_string_literal: true

require 'resolv'
require_relative 'database'

module Standin
  # Database load balancing: reads go to the hosts that service discovery names, each on the port of the primary. One that
  # fails is left out until the next look-up; without any, the primary answers.
  # https://docs.gitlab.com/administration/postgresql/database_load_balancing/
  module ReadHosts
    @lock = Mutex.new

    # The rows, and the host that they come from.
    def self.rows(sql, params = [])
      hosts.shuffle.each do |host|
        return [database(host).rows(sql, params), host]
      rescue *Database::BROKEN => e
        warn "load balancing: #{host} is offline: #{e.message.strip}"
        @lock.synchronize { @hosts -= [host] }
      end
      [Database.instance.rows(sql, params), 'primary']
    end

    def self.hosts
      @lock.synchronize do
        @hosts, @next = look_up, Time.now + discovery.fetch('interval', 60) if discovery && (@next.nil? || Time.now > @next)
        @hosts.to_a
      end
    end

    # An empty answer changes nothing, as in GitLab.
    def self.look_up
      dns = Resolv::DNS.new(nameserver_port: [[discovery['nameserver'], Integer(discovery['port'])]])
      dns.timeouts = 2
      found = dns.getaddresses(discovery['record']).map(&:to_s)
      found.empty? ? @hosts : found
    ensure
      dns&.close
    end

    def self.discovery = Settings.load.database.dig('load_balancing', 'discover')
    def self.database(host) = (@databases ||= {})[host] ||= Database.new('host' => host)
    private_class_method :hosts, :look_up, :discovery, :database
  end
end
