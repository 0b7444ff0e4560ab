# frozen_string_literal: true

require 'json'
require_relative 'shell'
require_relative 'upgrade_path'

# PostgreSQL's part that postgresql_role and Patroni share: where it lives, its files, its roles and databases.
module Postgres
  USER = 'gitlab-psql'
  # The majors of the package, as links to Debian's, and the one place that says which of them runs.
  INSTALLED = '/opt/gitlab/embedded/postgresql'
  BIN = "#{INSTALLED}/bin"
  DIR = '/var/opt/gitlab/postgresql'
  DATA = "#{DIR}/data"

  DEFAULTS = {
    'postgresql' => {
      'dir' => DIR, 'unix_socket_directory' => DIR, 'port' => 5432, 'listen_address' => nil, 'sql_user' => 'gitlab',
      'sql_replication_user' => 'gitlab_replicator', 'pgbouncer_user' => 'pgbouncer', 'max_connections' => 400,
      'md5_auth_cidr_addresses' => [], 'trust_auth_cidr_addresses' => [], 'custom_pg_hba_entries' => {}, 'ssl' => 'on',
      'hostssl' => false, 'work_mem' => '16MB', 'maintenance_work_mem' => '16MB', 'min_wal_size' => '80MB',
      'max_wal_size' => '1GB', 'checkpoint_timeout' => '5min', 'checkpoint_completion_target' => 0.9,
      'log_min_duration_statement' => 1000, 'statement_timeout' => '60000',
      'idle_in_transaction_session_timeout' => '60000', 'wal_level' => 'minimal', 'wal_log_hints' => 'off',
      'max_wal_senders' => 0, 'max_replication_slots' => 0, 'hot_standby' => 'off', 'max_locks_per_transaction' => 128,
      'max_worker_processes' => 8, 'synchronous_commit' => 'on', 'log_line_prefix' => '', 'shared_buffers' => nil
    },
    'gitlab_rails' => { 'db_database' => 'gitlabhq_production', 'db_username' => 'gitlab' }
  }.freeze

  # Changeable while it runs, hence in a file of their own; Omnibus keeps them apart the same way.
  RUNTIME = %w[work_mem maintenance_work_mem checkpoint_timeout checkpoint_completion_target log_min_duration_statement
               statement_timeout idle_in_transaction_session_timeout synchronous_commit].freeze

  module_function

  def majors = Dir.children(INSTALLED).grep(/\A\d+\z/).map(&:to_i).sort
  def linked = File.symlink?(BIN) ? File.readlink(BIN)[/\d+/].to_i : nil
  def data_major(data = DATA) = File.exist?("#{data}/PG_VERSION") ? File.read("#{data}/PG_VERSION").to_i : nil

  # postgresql['version'] wins over what the data are of, as in Omnibus; a new database gets the default.
  # https://gitlab.com/gitlab-org/omnibus-gitlab/-/blob/master/files/gitlab-cookbooks/postgresql/recipes/bin.rb
  def link(major = nil)
    major = [major&.to_i, data_major, linked, UpgradePath.fresh].find { |wanted| majors.include?(wanted) }
    return false if major == linked

    File.symlink("#{major}/bin", "#{BIN}.new")
    File.rename("#{BIN}.new", BIN)
    true
  end

  # name => content for the configuration directory. base: 'postgresql.base.conf' below Patroni, which owns the other.
  def files(node, base:)
    settings = node['postgresql']
    { base => main(node), 'runtime.conf' => runtime(settings), 'pg_hba.conf' => hba(settings),
      'pg_ident.conf' => "gitlab  git  #{settings['sql_user']}\ngitlab  /^(.*)$  \\1\n",
      'server.crt' => node.dig('secrets', 'postgresql', 'internal_certificate').to_s,
      'server.key' => node.dig('secrets', 'postgresql', 'internal_key').to_s }
  end

  # Omnibus gives a quarter of the memory; the lab's nodes share one machine's memory, so there is a lid on it.
  def main(node)
    settings = node['postgresql']
    values = settings.slice('port', 'max_connections', 'min_wal_size', 'max_wal_size', 'wal_level', 'wal_log_hints',
                            'max_wal_senders', 'max_replication_slots', 'hot_standby', 'max_locks_per_transaction',
                            'max_worker_processes')
    values['listen_addresses'] = settings['listen_address'].to_s
    values['unix_socket_directories'] = settings['unix_socket_directory']
    values['shared_buffers'] = settings['shared_buffers'] || '128MB'
    values['dynamic_shared_memory_type'] = settings['dynamic_shared_memory_type'] || 'posix'
    values['password_encryption'] = 'md5'
    values.merge!('ssl' => certificate?(node) ? settings['ssl'] : 'off', 'ssl_cert_file' => 'server.crt', 'ssl_key_file' => 'server.key')
    "#{lines(values)}include 'runtime.conf'\n"
  end

  def certificate?(node) = !node.dig('secrets', 'postgresql', 'internal_certificate').nil?
  def runtime(settings) = lines(settings.slice(*RUNTIME).merge('log_line_prefix' => settings['log_line_prefix'].to_s))
  def lines(values) = values.compact.map { |name, value| "#{name} = #{quote(value)}\n" }.join
  def quote(value) = value.is_a?(Numeric) ? value.to_s : "'#{value.to_s.gsub("'", "''")}'"

  def hba(settings)
    custom = settings['custom_pg_hba_entries'].values.flatten.map do |entry|
      entry.values_at('type', 'database', 'user', 'cidr', 'method', 'option').compact.join(' ')
    end
    [*custom, 'local   all         all                               peer map=gitlab',
     *allow(settings, 'trust_auth_cidr_addresses', 'trust'), *allow(settings, 'md5_auth_cidr_addresses', 'md5')]
      .join("\n") << "\n"
  end

  def allow(settings, key, how)
    type = settings['hostssl'] ? 'hostssl' : 'host'
    settings[key].flat_map do |cidr|
      ["#{type}    all         all         #{cidr}           #{how}",
       "#{type}    replication #{settings['sql_replication_user']} #{cidr}     #{how}"]
    end
  end
end
