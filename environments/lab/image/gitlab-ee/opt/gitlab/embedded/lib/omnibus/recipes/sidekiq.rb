# frozen_string_literal: true

require_relative '../release'

# The real Sidekiq with the lab's few jobs, below a small sidekiq-cluster: one process for each queue group.
# https://docs.gitlab.com/administration/sidekiq/extra_sidekiq_processes/
class SidekiqRecipe < Recipe
  DIR = '/var/opt/gitlab/gitlab-rails'
  SERVICE = '/opt/gitlab/embedded/service/gitlab-rails'

  def self.services = %w[sidekiq]
  def self.order = 72

  def self.defaults
    { 'sidekiq' => { 'concurrency' => nil, 'queue_groups' => ['*'], 'metrics_enabled' => true,
                     'listen_address' => 'localhost', 'listen_port' => 8082, 'health_checks_enabled' => true,
                     'health_checks_listen_address' => 'localhost', 'health_checks_listen_port' => 8092 } }
  end

  def configure
    service('sidekiq', run: run_script)
  end

  private

  def settings = node['sidekiq']

  # 17.0 removed max_concurrency; earlier versions use it when concurrency is not set.
  def concurrency
    old = settings['max_concurrency'] unless Release.at_least?('17.0', of: node['version'])
    Integer(settings['concurrency'] || old || 20)
  end

  def listeners
    health = "--health #{address('health_checks_listen_address', 'health_checks_listen_port')}" if settings['health_checks_enabled']
    metrics = "--metrics #{address('listen_address', 'listen_port')}" if settings['metrics_enabled']
    [health, metrics].compact.join(' ')
  end

  def address(host, port)
    "#{settings[host].to_s.empty? ? 'localhost' : settings[host]}:#{Integer(settings[port])}"
  end

  def groups = settings['queue_groups'].to_a.map { |group| "'#{group.to_s.delete("'")}'" }.join(' ')

  def run_script
    <<~SCRIPT
      #!/bin/sh
      exec 2>&1
      cd #{SERVICE}
      export HOME=#{DIR} RAILS_ENV=production MALLOC_ARENA_MAX=2
      exec chpst -P -u git:git -U git:git #{SERVICE}/bin/sidekiq-cluster -c #{concurrency} #{listeners} #{groups}
    SCRIPT
  end
end
