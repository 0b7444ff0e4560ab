# frozen_string_literal: true

require 'json'
require_relative '../http'

# Consul agent or server. Omnibus only reloads it; a change that a reload cannot apply waits for a restart.
# https://gitlab.com/gitlab-org/omnibus-gitlab/-/tree/master/files/gitlab-cookbooks/consul
class ConsulRecipe < Recipe
  USER = 'gitlab-consul'
  DIR = '/var/opt/gitlab/consul'
  CONFIG_DIR = "#{DIR}/config.d"
  HANDLER = "#{DIR}/scripts/failover_postgresql_in_pgbouncer"
  # Also at the end of a first run: the watch then fires again, now that PgBouncer's directory is there.
  RELOAD = -> { Runit.sv('hup', 'consul') }

  # What monitoring_service_discovery registers: service, name in Consul, section, key, default address. As in Omnibus,
  # PgBouncer's exporter is not among them.
  EXPORTERS = [
    %w[node_exporter node-exporter node_exporter listen_address localhost:9100],
    %w[redis_exporter redis-exporter redis_exporter listen_address localhost:9121],
    %w[postgres_exporter postgres-exporter postgres_exporter listen_address localhost:9187],
    %w[prometheus prometheus prometheus listen_address localhost:9090],
    %w[gitlab_exporter gitlab-exporter gitlab_exporter listen_address localhost:9168],
    %w[gitlab_workhorse workhorse gitlab_workhorse prometheus_listen_addr localhost:9229],
    %w[sidekiq sidekiq sidekiq listen_address localhost:8082],
    %w[puma rails puma listen 127.0.0.1:8080],
    %w[nginx nginx nginx status_address 0.0.0.0:8060],
    %w[gitaly gitaly gitaly prometheus_listen_addr localhost:9236],
    %w[praefect praefect praefect prometheus_listen_addr localhost:9652]
  ].freeze

  def self.services = %w[consul]
  def self.order = 10

  def self.defaults
    { 'consul' => { 'dir' => DIR, 'configuration' => {}, 'services' => [], 'watchers' => [], 'node_name' => nil,
                    'monitoring_service_discovery' => false, 'encryption_key' => nil, 'use_tls' => false } }
  end

  def configure
    directory('/var/log/gitlab/consul', owner: USER, mode: 0o700) # the watch handler logs there as well
    [DIR, CONFIG_DIR, "#{DIR}/data", "#{DIR}/scripts"].each { |path| directory(path, owner: USER) }
    config = file("#{DIR}/config.json", JSON.generate(configuration), owner: USER, mode: 0o600, notifies: RELOAD)
    definitions
    service('consul', run: run_script, restart_on_change: false)
    reload_note if config && up_before?
  end

  def configuration
    wanted = { 'datacenter' => 'gitlab_consul', 'disable_update_check' => true, 'enable_script_checks' => false,
               'enable_local_script_checks' => true, 'node_name' => settings['node_name'] || node['fqdn'],
               'rejoin_after_leave' => true, 'server' => false, 'encrypt' => settings['encryption_key'],
               'ports' => { 'http' => settings['http_port'], 'https' => settings['https_port'] }.compact }
    wanted = { 'bootstrap_expect' => 3 }.merge(wanted) if settings['configuration']['server']
    merge(wanted, settings['configuration']).compact
  end

  private

  def settings = node['consul']
  def merge(low, high) = low.merge(high) { |_, a, b| a.is_a?(Hash) && b.is_a?(Hash) ? merge(a, b) : b }

  def definitions
    definition('postgresql_service.json', settings['services'].include?('postgresql') && postgresql)
    definition('watcher_postgresql.json', watching? && watch)
    if watching?
      file(HANDLER, File.read("#{__dir__}/../handlers/failover_postgresql_in_pgbouncer"), mode: 0o555)
    end
    exporters
  end

  def watching? = settings['watchers'].include?('postgresql')

  def definition(name, content)
    path = "#{CONFIG_DIR}/#{name}"
    return file(path, JSON.generate(content), owner: USER, notifies: RELOAD) if content
    return unless File.exist?(path)

    File.unlink(path)
    later(RELOAD)
    info("  * #{path} removed")
  end

  # Only the leader passes its check, so the service "postgresql" always means the leader.
  def postgresql
    { 'service' => { 'name' => 'postgresql', 'address' => '', 'port' => node['postgresql']['port'].to_i,
                     'check' => { 'id' => 'service:postgresql', 'interval' => '10s', 'status' => 'failing',
                                  'args' => %w[/opt/gitlab/bin/gitlab-ctl patroni check-leader] } } }
  end

  def watch = { 'watches' => [{ 'type' => 'service', 'service' => 'postgresql', 'args' => [HANDLER] }] }

  def exporters
    EXPORTERS.each do |service, name, section, key, fallback|
      wanted = settings['monitoring_service_discovery'] && node['services'][service] && supplied?(service)
      listen = node.dig(section, key) || node.dig(section, 'configuration', key)
      definition("#{name}-service.json", wanted && exporter(name, listen, fallback))
    end
  end

  # What this package leaves out does not run.
  def supplied?(service) = Recipe.all.any? { |recipe| recipe.services.include?(service) }

  # A setting is an address alone or with a port. With advertise_addr, Consul tells the agent's own address.
  def exporter(name, listen, fallback)
    default, port = fallback.split(':')
    address, given = listen.to_s.include?(':') ? listen.split(':') : [listen || default, port]
    address = node['ipaddress'] if ['', '0.0.0.0', '*'].include?(address)
    address = nil if settings['configuration']['advertise_addr']
    { 'service' => { 'name' => name, 'address' => address, 'port' => given.to_i }.compact }
  end

  # GOMAXPROCS: one lab's fifteen agents share the machine.
  def run_script
    <<~SCRIPT
      #!/bin/sh
      exec 2>&1
      cd #{DIR}
      export HOME=#{DIR} GOMAXPROCS=2
      exec chpst -P -u #{USER}:#{USER} /opt/gitlab/embedded/bin/consul agent \\
        -config-file #{DIR}/config.json -config-dir #{CONFIG_DIR} -data-dir #{DIR}/data
    SCRIPT
  end

  def up_before? = !@log.started?('consul')

  def reload_note
    warn("You have made a change to the consul configuration, and the daemon was reloaded.\n" \
         "If the change isn't taking effect, restarting the consul agents may be required:\n" \
         'https://docs.gitlab.com/ee/administration/consul.html#restart-consul')
  end
end
