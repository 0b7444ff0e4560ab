# frozen_string_literal: true

require 'json'
require 'uri'
require 'yaml'
require_relative '../../release'

# gitlab.rb's settings as the YAML files of Rails, under Omnibus' names.
class RailsFiles
  HEADER = "# This file is managed by gitlab-ctl. Manual changes will be\n# erased! To change the contents below, edit /etc/gitlab/gitlab.rb\n" \
           "# and run `sudo gitlab-ctl reconfigure`.\n\n"
  POSTGRESQL_SOCKET = '/var/opt/gitlab/postgresql'
  REDIS_SOCKET = '/var/opt/gitlab/redis/redis.socket'
  GITALY_SOCKET = 'unix:/var/opt/gitlab/gitaly/gitaly.socket'
  SECRETS = %w[db_key_base secret_key_base otp_key_base encrypted_settings_key_base openid_connect_signing_key
               active_record_encryption_primary_key active_record_encryption_deterministic_key
               active_record_encryption_key_derivation_salt].freeze

  def initialize(node)
    @node = node
    @rails = node['gitlab_rails']
  end

  # main and ci share one database; migrations belong to main.
  def database
    main = { 'adapter' => @rails['db_adapter'], 'encoding' => @rails['db_encoding'], 'database' => @rails['db_database'],
             'username' => @rails['db_username'], 'password' => @rails['db_password'], 'host' => @rails['db_host'] || POSTGRESQL_SOCKET,
             'port' => @rails['db_port'], 'sslmode' => @rails['db_sslmode'], 'connect_timeout' => @rails['db_connect_timeout'],
             'load_balancing' => @rails['db_load_balancing'], 'prepared_statements' => @rails['db_prepared_statements'] || false }
    yaml('main' => main, 'ci' => main.merge('database_tasks' => false))
  end

  def resque
    sentinels = @rails['redis_sentinels'].to_a
    return yaml('url' => redis_url) if sentinels.empty?

    password = @rails['redis_sentinels_password']
    yaml('url' => url("redis://#{userinfo(@node['redis']['master_password'] || @rails['redis_password'])}#{@node['redis']['master_name']}/"),
         'sentinels' => sentinels.map { |entry| entry.slice('host', 'port').merge({ 'password' => password }.compact) })
  end

  # https://docs.gitlab.com/administration/redis/replication_and_failover/#running-multiple-redis-clusters
  def redis_cache
    yaml({ 'url' => @rails['redis_cache_instance'] && url("#{@rails['redis_cache_instance']}/"),
           'sentinels' => @rails['redis_cache_sentinels'].to_a.map { |entry| entry.slice('host', 'port') } }.compact)
  end

  def gitlab
    external = URI.parse(@node['external_url'] || "http://#{@node['fqdn']}")
    yaml('gitlab' => { 'url' => external.to_s, 'host' => external.host, 'port' => external.port, 'https' => external.scheme == 'https' },
         'monitoring' => { 'ip_whitelist' => @rails['monitoring_whitelist'] },
         'repositories' => { 'storages' => storages }, 'object_store' => @rails['object_store'],
         'internal_api_url' => @rails['internal_api_url'])
  end

  def secrets = yaml(SECRETS.to_h { |name| [name, @rails[name]] })

  def gitlab_shell
    url = @rails['internal_api_url'] || "http://#{listen}:#{@node.dig('puma', 'port') || 8080}"
    secret = '/var/opt/gitlab/gitlab-rails/etc/gitlab_shell_secret'
    HEADER + YAML.dump({ 'user' => 'git', 'gitlab_url' => url, 'secret_file' => secret }).delete_prefix("---\n")
  end

  # git_data_dirs was the only way until 17.7, is refused from 18.0 and both work between; from 17.8 on symbols inside it
  # are not read. https://docs.gitlab.com/omnibus/settings/configuration/#migrating-from-git_data_dirs
  def storages
    named = at_least?('17.8') ? @rails['repositories_storages'].to_h : {}
    named = @node['git_data_dirs'].to_h if named.empty? && !at_least?('18.0')
    named = { 'default' => {} } if named.empty?
    named.to_h do |name, entry|
      entry = entry.transform_keys(&:to_s) unless at_least?('17.8')
      [name.to_s, { 'gitaly_address' => entry['gitaly_address'] || GITALY_SOCKET, 'gitaly_token' => entry['gitaly_token'] }.compact]
    end
  end

  private

  def at_least?(version) = Release.at_least?(version, of: @node['version'])

  def listen
    address = @node.dig('puma', 'listen').to_s
    address.empty? || address == '0.0.0.0' ? '127.0.0.1' : address
  end

  def redis_url
    return "unix:#{@rails['redis_socket'] || REDIS_SOCKET}" unless @rails['redis_host']

    url("redis://#{userinfo(@rails['redis_password'])}#{@rails['redis_host']}:#{@rails['redis_port']}/#{@rails['redis_database']}")
  end

  # The password is inserted unchanged, so reserved characters raise URI::InvalidURIError, as in Omnibus.
  def userinfo(password) = password.to_s.empty? ? '' : ":#{password}@"
  def url(text) = URI.parse(text).to_s

  # Through JSON: the attributes' own Hash class must not reach the file.
  def yaml(content) = HEADER + YAML.dump(JSON.parse(JSON.generate('production' => content))).delete_prefix("---\n")
end
