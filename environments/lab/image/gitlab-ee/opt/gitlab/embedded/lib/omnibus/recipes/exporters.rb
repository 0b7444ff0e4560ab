# frozen_string_literal: true

# Prometheus exporters: Debian's programs where it has them. `flags` are theirs, given as Omnibus gives them.
# https://gitlab.com/gitlab-org/omnibus-gitlab/-/tree/master/files/gitlab-cookbooks/monitoring/recipes
module Exporter
  BIN = '/opt/gitlab/embedded/bin'
  USER = 'gitlab-prometheus'

  def self.included(recipe) = recipe.define_singleton_method(:order) { 90 }

  private

  # Omnibus keeps a service's environment, where passwords are, in files that only root and the service read.
  def run(name, program, flags, user: USER, env: {}, before: '')
    directory("/opt/gitlab/etc/#{name}")
    directory("/opt/gitlab/etc/#{name}/env", mode: 0o700)
    env = { 'GOMAXPROCS' => '1' }.merge(env)
    fresh = env.map { |key, value| file("/opt/gitlab/etc/#{name}/env/#{key}", "#{value}\n", mode: 0o600) }
    service(name, run: script(name, program, flags, user, before))
    later([:restart, name]) if fresh.any?
  end

  def script(name, program, flags, user, before)
    arguments = flags.map { |key, value| " \\\n  #{value == true ? "--#{key}" : "--#{key}=#{quote(value)}"}" }.join
    "#!/bin/sh\nexec 2>&1\n#{before}\nexec chpst -P -e /opt/gitlab/etc/#{name}/env -u #{user} #{BIN}/#{program}#{arguments}\n"
  end

  def quote(value) = "'#{value.to_s.gsub("'", "'\\\\''")}'"
end

class NodeExporterRecipe < Recipe
  include Exporter

  def self.services = %w[node_exporter]
  def self.defaults = { 'node_exporter' => { 'listen_address' => 'localhost:9100', 'flags' => {} } }

  def configure
    settings = node['node_exporter']
    run('node_exporter', 'node_exporter', { 'web.listen-address' => settings['listen_address'] }.merge(settings['flags']))
  end
end

class RedisExporterRecipe < Recipe
  include Exporter

  def self.services = %w[redis_exporter]
  def self.defaults = { 'redis_exporter' => { 'listen_address' => 'localhost:9121', 'flags' => {} } }

  # A password among the flags would be visible in the process list; the exporter also reads it from its environment.
  def configure
    settings = node['redis_exporter']
    redis = node['redis']
    flags = settings['flags'].dup
    password = flags.delete('redis.password') || redis['password']
    address = redis['unixsocket'] ? "unix://#{redis['unixsocket']}" : "redis://#{redis['bind'].split.first}:#{redis['port']}"
    run('redis_exporter', 'redis_exporter',
        { 'web.listen-address' => settings['listen_address'], 'redis.addr' => address.sub('//0.0.0.0:', '//127.0.0.1:') }.merge(flags),
        user: 'gitlab-redis', env: password ? { 'REDIS_PASSWORD' => password } : {})
  end
end

class PostgresExporterRecipe < Recipe
  include Exporter

  def self.services = %w[postgres_exporter]
  def self.defaults = { 'postgres_exporter' => { 'listen_address' => 'localhost:9187', 'flags' => {} } }

  def configure
    settings = node['postgres_exporter']
    source = "user=gitlab-psql host=#{node['postgresql']['unix_socket_directory']} database=postgres sslmode=disable"
    run('postgres_exporter', 'postgres_exporter', { 'web.listen-address' => settings['listen_address'] }.merge(settings['flags']),
        user: 'gitlab-psql', env: { 'DATA_SOURCE_NAME' => source })
  end
end

# Debian's exporter is another program than Omnibus' (Python, other metric names); same port and path.
class PgbouncerExporterRecipe < Recipe
  include Exporter

  def self.services = %w[pgbouncer_exporter]
  def self.defaults = { 'pgbouncer_exporter' => { 'listen_address' => 'localhost:9188', 'flags' => {} } }

  # PgBouncer lets its own system user in over the socket without a password.
  def configure
    host, _, port = node['pgbouncer_exporter']['listen_address'].rpartition(':')
    config = '/opt/gitlab/etc/pgbouncer_exporter/config.ini'
    directory('/opt/gitlab/etc/pgbouncer_exporter')
    file(config, '')
    run('pgbouncer_exporter', 'pgbouncer_exporter',
        { 'config' => config, 'host' => host.empty? ? '0.0.0.0' : host, 'port' => port, 'pgbouncer-user' => 'pgbouncer',
          'pgbouncer-host' => node['pgbouncer']['unix_socket_dir'], 'pgbouncer-port' => node['pgbouncer']['listen_port'] },
        user: 'gitlab-psql')
  end
end
