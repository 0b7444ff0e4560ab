# frozen_string_literal: true

require 'fileutils'
require 'json'
require 'socket'
require_relative '../database_objects'
require_relative '../http'
require_relative '../postgres'

# Patroni with Consul as its store; PostgreSQL runs below it, never as a runit service of its own.
# https://gitlab.com/gitlab-org/omnibus-gitlab/-/blob/master/files/gitlab-cookbooks/patroni/recipes/enable.rb
class PatroniRecipe < Recipe
  DIR = '/var/opt/gitlab/patroni'
  CONFIG = "#{DIR}/patroni.yaml"
  DCS = %w[loop_wait ttl retry_timeout maximum_lag_on_failover max_timelines_history master_start_timeout].freeze
  # Copied from postgresql[...] into the DCS when patroni['postgresql'] does not say.
  FROM_POSTGRESQL = %w[max_connections max_locks_per_transaction max_worker_processes max_prepared_transactions
                       track_commit_timestamp max_wal_senders max_replication_slots wal_keep_segments wal_keep_size
                       checkpoint_timeout].freeze
  # How long to wait for a member: longer than Omnibus' 30 s, since a whole lab starts on few cores at once.
  CONSUL_WAIT = 60
  MEMBER_WAIT = 150

  def self.services = %w[patroni]
  def self.order = 30

  def self.defaults
    { 'patroni' => {
      'dir' => DIR, 'scope' => 'postgresql-ha', 'name' => nil, 'loop_wait' => 10, 'ttl' => 30, 'retry_timeout' => 10,
      'maximum_lag_on_failover' => 1_048_576, 'max_timelines_history' => 0, 'master_start_timeout' => 300,
      'use_pg_rewind' => true, 'use_slots' => true, 'remove_data_directory_on_rewind_failure' => false,
      'remove_data_directory_on_diverged_timelines' => false, 'port' => '8008', 'log_level' => 'INFO', 'tags' => {},
      'allowlist' => [], 'allowlist_include_members' => false, 'replication_slots' => {},
      'consul' => { 'url' => 'http://127.0.0.1:8500', 'service_check_interval' => '10s', 'register_service' => true,
                    'checks' => [] },
      'postgresql' => { 'wal_level' => 'replica', 'hot_standby' => 'on', 'wal_keep_segments' => 10,
                        'max_wal_senders' => 5, 'max_replication_slots' => 5, 'checkpoint_timeout' => 30,
                        'max_prepared_transactions' => 0, 'track_commit_timestamp' => 'off' }
    } }
  end

  # gitlab.rb itself must say use_pg_rewind = true for wal_log_hints to follow; and postgresql[...] wins over Patroni's
  # own defaults only where gitlab.rb set it, which the merged attributes no longer show: node['given'] does.
  # https://gitlab.com/gitlab-org/omnibus-gitlab/-/blob/master/files/gitlab-cookbooks/gitlab/libraries/patroni.rb
  def self.parse(node)
    return unless node['services']['patroni']

    patroni = node['patroni']
    patroni['name'] ||= node['fqdn']
    patroni['connect_address'] ||= private_address || node['ipaddress']
    given = node['given']
    FROM_POSTGRESQL.each do |key|
      next if given.dig('patroni', 'postgresql', key)

      value = given.dig('postgresql', key) || patroni['postgresql'][key] || node['postgresql'][key]
      patroni['postgresql'][key] = value unless value.nil?
    end
    hints = given.dig('patroni', 'use_pg_rewind') ? 'on' : node['postgresql']['wal_log_hints']
    patroni['postgresql']['wal_log_hints'] ||= hints
  end

  def self.private_address
    Socket.getifaddrs.find { |interface| interface.addr&.ipv4_private? }&.addr&.ip_address
  end

  def configure
    warn('Patroni is enabled but Consul seems to be disabled. Patroni requires Consul to be enabled.') unless node['services']['consul']
    directories
    changed_dcs = file("#{DIR}/dcs.yaml", JSON.pretty_generate(dynamic) << "\n", owner: Postgres::USER, mode: 0o600)
    Postgres.files(node, base: 'postgresql.base.conf').each do |name, content|
      file("#{DIR}/data/#{name}", content, owner: Postgres::USER, mode: 0o600)
    end
    file(CONFIG, yaml, owner: Postgres::USER, mode: 0o600, notifies: [:hup, 'patroni'])
    run(changed_dcs)
  end

  private

  def settings = node['patroni']

  def directories
    directory(Postgres::DIR, owner: Postgres::USER, mode: 0o2775)
    directory(Postgres::DATA, owner: Postgres::USER, mode: 0o700)
    [DIR, "#{DIR}/data"].each { |path| directory(path, owner: Postgres::USER, mode: 0o700) }
  end

  def run(changed_dcs)
    Runit.disable('postgresql')
    # Without a leader in Consul, Patroni and PostgreSQL do not start.
    wait_until('wait for Consul to have a leader (Patroni keeps its state there)', CONSUL_WAIT) { consul_leader }
    service('patroni', run: <<~SCRIPT, restart_on_change: false)
      #!/bin/sh
      exec 2>&1
      cd /var/opt/gitlab/postgresql
      export PATH=#{Postgres::BIN}:/opt/gitlab/embedded/bin:/usr/bin:/bin HOME=#{Postgres::DIR} LC_ALL=C.UTF-8
      exec chpst -P -U #{Postgres::USER} -u #{Postgres::USER}:#{Postgres::USER} /opt/gitlab/embedded/bin/patroni #{CONFIG}
    SCRIPT
    member = wait_until('ruby_block[wait for node bootstrap to complete]', MEMBER_WAIT) { running_member }
    synchronise
    update_dynamic if changed_dcs
    DatabaseObjects.new(node) { |what| changed(what) }.create if %w[master leader primary].include?(member['role'])
  end

  def consul_leader
    answer = Http.get('127.0.0.1', 8500, '/v1/status/leader')
    return pending('no answer from Consul on port 8500') unless answer

    answer.code == 200 && answer.body.include?(':') ? answer.body : pending(answer.body.empty? ? 'nothing' : answer.body)
  end

  # Running, and for a leader: with the lock, so that it takes writes and the shared configuration is written.
  def running_member
    member = JSON.parse(api('/patroni')&.body || '{}')
    return pending(member.empty? ? 'no answer from Patroni' : "state #{member['state']}") unless member['state'] == 'running'
    return member if member['role'] == 'replica'

    api('/leader')&.code == 200 && api('/config')&.code == 200 ? member : pending("role #{member['role']} without the lock")
  rescue JSON::ParserError
    pending('an incomplete answer from Patroni')
  end

  def api(path) = Http.get('127.0.0.1', settings['port'].to_i, path)

  # PostgreSQL reads its files from the data directory; Omnibus, too, copies them there and reloads, never restarts.
  def synchronise
    changes = Dir.children("#{DIR}/data").map do |name|
      file("#{Postgres::DATA}/#{name}", File.read("#{DIR}/data/#{name}"), owner: Postgres::USER, mode: 0o600)
    end
    return unless changes.any?

    later(-> { execute("#{Postgres::BIN}/psql", '-XAtqc', 'SELECT pg_reload_conf()', '-h', Postgres::DIR, '-p',
                       node['postgresql']['port'], '-d', 'template1', user: Postgres::USER) })
  end

  # All members share one dynamic configuration; the last to change it wins, so all must say the same.
  def update_dynamic
    live = wait_until("wait for Patroni's shared configuration", 30) do
      answer = api('/config')
      answer&.code == 200 ? answer.body : pending('none yet')
    end
    return if JSON.parse(live) == JSON.parse(JSON.generate(dynamic))

    changed('execute[update dynamic configuration settings]')
    execute('/opt/gitlab/embedded/bin/patronictl', '-c', CONFIG, 'edit-config', '--force', '--replace', "#{DIR}/dcs.yaml")
  end

  def dynamic
    parameters = settings['postgresql'].reject { |key, _| key == 'wal_keep_segments' }
    segments = settings['postgresql']['wal_keep_segments']
    parameters['wal_keep_size'] ||= "#{segments.to_i * 16}MB" if segments
    { 'postgresql' => { 'parameters' => parameters, 'use_pg_rewind' => settings['use_pg_rewind'],
                        'use_slots' => settings['use_slots'] },
      'slots' => settings['replication_slots'] }.merge(DCS.to_h { |key| [key, settings[key]] })
  end

  def yaml
    @node = node.merge('dynamic' => dynamic)
    require 'erb'
    ERB.new(File.read("#{__dir__}/../templates/patroni.yaml.erb"), trim_mode: '-').result(binding)
  end
end
