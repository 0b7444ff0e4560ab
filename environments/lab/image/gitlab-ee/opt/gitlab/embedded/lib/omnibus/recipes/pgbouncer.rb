# frozen_string_literal: true

require 'json'
require_relative '../pgbouncer_databases'
require_relative '../postgres'

# PgBouncer. With consul['watchers'] its databases.ini belongs to Consul's watch, which points it at the leader; a
# reconfigure then leaves the file alone once it is there.
# https://gitlab.com/gitlab-org/omnibus-gitlab/-/blob/master/files/gitlab-cookbooks/pgbouncer/recipes/enable.rb
class PgbouncerRecipe < Recipe
  DIR = '/var/opt/gitlab/pgbouncer'
  WATCHED = '/var/opt/gitlab/consul'
  LISTS = %w[admin_users stats_users].freeze
  # Settings that stand in pgbouncer.ini under their own name, with Omnibus' defaults.
  INI = {
    'listen_addr' => '0.0.0.0', 'listen_port' => 6432, 'pool_mode' => 'transaction', 'auth_type' => 'md5',
    'auth_query' => 'SELECT username, password FROM public.pg_shadow_lookup($1)', 'max_client_conn' => 2048,
    'default_pool_size' => 100, 'min_pool_size' => 0, 'reserve_pool_size' => 5, 'reserve_pool_timeout' => '5.0',
    'server_reset_query' => 'DISCARD ALL', 'server_check_query' => 'select 1', 'server_check_delay' => 30,
    'server_idle_timeout' => '30.0', 'server_lifetime' => 3600, 'server_connect_timeout' => 15,
    'server_login_retry' => 15, 'query_timeout' => 0, 'query_wait_timeout' => 120, 'client_idle_timeout' => 0,
    'client_login_timeout' => 60, 'idle_transaction_timeout' => 0, 'dns_max_ttl' => '15.0',
    'ignore_startup_parameters' => 'extra_float_digits', 'application_name_add_host' => 1, 'log_connections' => 0,
    'log_disconnections' => 1, 'log_pooler_errors' => 1, 'stats_period' => 60, 'tcp_keepalive' => 1,
    'unix_socket_mode' => '0777', 'client_tls_sslmode' => 'disable', 'server_tls_sslmode' => 'disable'
  }.freeze
  OPTIONAL = %w[max_db_connections max_user_connections tcp_user_timeout tcp_keepcnt tcp_keepidle tcp_keepintvl
                so_reuseport auth_dbname auth_hba_file server_round_robin].freeze

  def self.services = %w[pgbouncer]
  def self.order = 40

  def self.defaults
    { 'pgbouncer' => INI.merge(
      'databases' => {}, 'users' => {}, 'admin_users' => %w[gitlab-psql postgres pgbouncer],
      'stats_users' => %w[gitlab-psql postgres pgbouncer], 'databases_ini' => "#{DIR}/databases.ini",
      'databases_json' => "#{DIR}/databases.json", 'databases_ini_user' => 'root', 'unix_socket_dir' => DIR
    ) }
  end

  def self.parse(node)
    return unless node['consul']['watchers'].include?('postgresql')

    node['pgbouncer'].merge!('databases_ini' => "#{WATCHED}/databases.ini", 'databases_ini_user' => 'gitlab-consul',
                             'databases_json' => "#{WATCHED}/databases.json")
  end

  def configure
    directory(DIR, owner: Postgres::USER, mode: 0o700)
    file("#{DIR}/pg_auth", pg_auth, owner: Postgres::USER, mode: 0o600, notifies: [:hup, 'pgbouncer'])
    file("#{DIR}/pgbouncer.ini", ini, owner: Postgres::USER, mode: 0o600, notifies: [:hup, 'pgbouncer'])
    databases
    service('pgbouncer', run: <<~SCRIPT)
      #!/bin/sh
      exec 2>&1
      exec chpst -P -U #{Postgres::USER} -u #{Postgres::USER} /opt/gitlab/embedded/bin/pgbouncer #{DIR}/pgbouncer.ini
    SCRIPT
  end

  private

  def settings = node['pgbouncer']

  def databases
    owner = settings['databases_ini_user']
    changed = file(settings['databases_json'], JSON.generate(settings['databases']), owner: owner,
                                                                                     group: Postgres::USER, mode: 0o600)
    ini = settings['databases_ini']
    watched = node['consul']['watchers'].include?('postgresql')
    return unless !File.exist?(ini) || (changed && !watched)

    content = PgbouncerDatabases.new(settings['databases'], rails: node['gitlab_rails']['db_database'])
                                .render('user' => node['postgresql']['pgbouncer_user'])
    file(ini, content, owner: owner, group: Postgres::USER, mode: 0o640, notifies: [:hup, 'pgbouncer'])
  end

  # name and md5 hash; gitlab.rb gives the hash without its "md5".
  def pg_auth
    users = settings['users'].transform_values { |user| user['password'] }
    settings['databases'].each_value { |database| users[database['user']] = database['password'] if database['user'] }
    prefix = settings['auth_type'] == 'md5' ? 'md5' : ''
    users.map { |name, password| "\"#{name}\" \"#{prefix}#{password}\"\n" }.join
  end

  def ini
    values = settings.slice(*INI.keys, *OPTIONAL).compact
    LISTS.each { |key| values[key] = Array(settings[key]).join(', ') }
    values.merge!('auth_file' => "#{DIR}/pg_auth", 'unix_socket_dir' => settings['unix_socket_dir'])
    "%include #{settings['databases_ini']}\n\n[pgbouncer]\n#{values.map { |key, value| "#{key} = #{value}\n" }.join}"
  end
end
