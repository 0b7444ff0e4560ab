# frozen_string_literal: true

require 'json'
require_relative 'exporters'

# Prometheus and Alertmanager of a monitoring node. With consul['monitoring_service_discovery'] the exporters come from
# Consul, which every node registers them in; otherwise only this node's own are scraped.
# https://gitlab.com/gitlab-org/omnibus-gitlab/-/blob/master/files/gitlab-cookbooks/gitlab/libraries/prometheus.rb
class PrometheusRecipe < Recipe
  include Exporter

  DIR = '/var/opt/gitlab/prometheus'
  TARGETS = "#{DIR}/targets"
  FOLLOW = "#{File.expand_path('../handlers/prometheus-targets', __dir__)} $$ #{TARGETS}"
  # Omnibus' jobs and the services they ask Consul for; others come from prometheus['scrape_configs'].
  JOBS = { 'gitaly' => 'gitaly', 'gitlab-sidekiq' => 'sidekiq', 'gitlab-rails' => 'rails', 'gitlab-workhorse' => 'workhorse',
           'node' => 'node-exporter', 'postgres' => 'postgres-exporter', 'pgbouncer' => 'pgbouncer-exporter',
           'redis' => 'redis-exporter', 'nginx' => 'nginx', 'prometheus' => 'prometheus' }.freeze
  PATHS = { 'gitlab-rails' => '/-/metrics' }.freeze
  LOCAL = { 'node_exporter' => 'node', 'redis_exporter' => 'redis', 'postgres_exporter' => 'postgres' }.freeze

  def self.services = %w[prometheus]

  def self.defaults
    { 'prometheus' => { 'listen_address' => 'localhost:9090', 'scrape_interval' => 15, 'scrape_timeout' => 15,
                        'scrape_configs' => [], 'flags' => {} } }
  end

  def configure
    directory(DIR, owner: Exporter::USER, mode: 0o750)
    directory("#{DIR}/data", owner: Exporter::USER, mode: 0o700)
    directory(TARGETS)
    # JSON is YAML, too.
    file("#{DIR}/prometheus.yml", "#{JSON.pretty_generate(config)}\n", owner: Exporter::USER, notifies: [:hup, 'prometheus'])
    run('prometheus', 'prometheus',
        { 'web.listen-address' => settings['listen_address'], 'storage.tsdb.path' => "#{DIR}/data",
          'config.file' => "#{DIR}/prometheus.yml" }.merge(settings['flags']),
        before: discovery? ? "#{FOLLOW} #{followed.join(' ')} &" : '')
  end

  private

  def settings = node['prometheus']

  def config
    { 'global' => { 'scrape_interval' => "#{settings['scrape_interval']}s", 'scrape_timeout' => "#{settings['scrape_timeout']}s",
                    'external_labels' => settings['external_labels'] || {} },
      'scrape_configs' => [*jobs, *settings['scrape_configs'].map { |job| followable(job) }],
      'alerting' => { 'alertmanagers' => [{ 'static_configs' => [{ 'targets' => [alertmanager] }] }] } }
  end

  def alertmanager = node['alertmanager']['listen_address']
  def jobs = discovery? ? discovered : [static('prometheus', settings['listen_address']), *local]
  def discovery? = node['services']['consul'] && node['consul']['monitoring_service_discovery']
  def static(job, address) = { 'job_name' => job, 'static_configs' => [{ 'targets' => [address] }] }

  def discovered
    JOBS.map do |job, service|
      followable({ 'job_name' => job, 'metrics_path' => PATHS[job], 'consul_sd_configs' => [{ 'services' => [service] }] }.compact)
    end
  end

  # Debian builds Prometheus without Consul discovery: a loop writes Consul's answers into files.
  def followable(job)
    services = services_of(job)
    return job if services.empty?

    job.except('consul_sd_configs').merge('file_sd_configs' => [{ 'files' => services.map { |name| "#{TARGETS}/#{name}.json" } }])
  end

  def followed = [*JOBS.values, *settings['scrape_configs'].flat_map { |job| services_of(job) }].uniq
  def services_of(job) = Array(job['consul_sd_configs']).flat_map { |entry| entry['services'] }

  def local
    LOCAL.select { |service, _| node['services'][service] }.map { |service, job| static(job, node[service]['listen_address']) }
  end
end

class AlertmanagerRecipe < Recipe
  include Exporter

  DIR = '/var/opt/gitlab/alertmanager'

  def self.services = %w[alertmanager]

  def self.defaults
    { 'alertmanager' => { 'listen_address' => 'localhost:9093', 'flags' => {}, 'receivers' => [], 'routes' => [] } }
  end

  def configure
    directory(DIR, owner: Exporter::USER, mode: 0o750)
    directory("#{DIR}/data", owner: Exporter::USER, mode: 0o700)
    file("#{DIR}/alertmanager.yml", "#{JSON.pretty_generate(config)}\n", owner: Exporter::USER, mode: 0o640,
                                                                        notifies: [:hup, 'alertmanager'])
    # No gossip with others: there is one monitoring node.
    run('alertmanager', 'alertmanager',
        { 'web.listen-address' => node['alertmanager']['listen_address'], 'storage.path' => "#{DIR}/data",
          'config.file' => "#{DIR}/alertmanager.yml", 'cluster.listen-address' => '' }.merge(node['alertmanager']['flags']))
  end

  private

  def config
    settings = node['alertmanager']
    { 'receivers' => [{ 'name' => 'default-receiver' }, *settings['receivers']],
      'route' => { 'receiver' => settings['default_receiver'] || 'default-receiver', 'routes' => settings['routes'] } }
  end
end
