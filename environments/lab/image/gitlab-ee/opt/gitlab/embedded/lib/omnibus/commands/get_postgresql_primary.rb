# frozen_string_literal: true

require 'resolv'
require_relative '../node_file'

# Asks the local Consul agent's DNS for the leader.
# https://gitlab.com/gitlab-org/omnibus-gitlab/-/blob/master/files/gitlab-ctl-commands-ee/lib/gitlab_ctl/postgresql/ee.rb
Ctl.command('get-postgresql-primary') do
  attributes = NodeFile.attributes
  raise 'Consul agent is not enabled on this node' unless attributes.dig('consul', 'enable')

  scope = attributes.dig('patroni', 'scope')
  raise 'PostgreSQL service name is not defined' if scope.to_s.empty?

  port = attributes.dig('consul', 'configuration', 'ports', 'dns') || 8600
  found = Resolv::DNS.open(nameserver_port: [['127.0.0.1', port]]) do |dns|
    dns.timeouts = [1, 2]
    %w[master standby-leader].lazy.map do |role|
      dns.getresources("#{role}.#{scope}.service.consul", Resolv::DNS::Resource::IN::SRV)
         .map { |record| "#{dns.getaddress(record.target)}:#{record.port}" }
    end.find(&:any?)
  end
  raise 'PostgreSQL Primary could not be found via Consul DNS' unless found

  puts found
  0
rescue StandardError => e
  $stderr.puts e.message
  1
end
