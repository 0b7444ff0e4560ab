# frozen_string_literal: true

require_relative '../standins/gem_path'
Standin.use_gem('tomlrb')

module Standin
  # A configuration that cannot be used: message and exit 1, as gitaly and praefect do.
  class ConfigError < StandardError; end

  # /var/opt/gitlab/gitaly/config.toml with Gitaly's own key names.
  class GitalyConfig
    def initialize(path)
      @data = Tomlrb.load_file(path)
      validate
    rescue Errno::ENOENT, Errno::EACCES, Tomlrb::ParseError => e
      raise ConfigError, "load config: config_path #{path.inspect}: #{e.message}"
    end

    def addresses = [listen_addr && "tcp://#{listen_addr}", socket_path && "unix:#{socket_path}"].compact
    def listen_addr = presence(@data['listen_addr'])
    def socket_path = presence(@data['socket_path'])
    def prometheus_listen_addr = presence(@data['prometheus_listen_addr'])
    def token = @data.dig('auth', 'token').to_s
    def transitioning = @data.dig('auth', 'transitioning') == true
    def gitlab_url = @data.dig('gitlab', 'url').to_s
    def storages = @data.fetch('storage', []).to_h { |entry| [entry['name'], entry['path']] }

    # 17.5 and later write the secret itself, older versions a file with it.
    def gitlab_secret
      @data.dig('gitlab', 'secret') || File.read(@data.dig('gitlab', 'secret_file').to_s).chomp
    rescue Errno::ENOENT => e
      raise ConfigError, "reading secret file: #{e.message}"
    end

    private

    def presence(text) = text.to_s.empty? ? nil : text

    def validate
      raise ConfigError, 'at least one of socket_path, listen_addr or tls_listen_addr must be set' if addresses.empty?
      raise ConfigError, 'tls_listen_addr: the lab stand-in speaks no TLS' if presence(@data['tls_listen_addr'])
      raise ConfigError, 'no storage configurations found. Are you using the right format?' if storages.empty?

      storages.each { |name, path| validate_storage(name, path) }
      shared = storages.values.map { |path| File.realpath(path) }.tally.find { |_, count| count > 1 }
      raise ConfigError, "storages share the path #{shared.first}" if shared
    end

    def validate_storage(name, path)
      raise ConfigError, "storage: name is not set for #{path}" if name.to_s.empty?
      raise ConfigError, "storage: path is not set for #{name}" if path.to_s.empty?
      raise ConfigError, "storage: path #{path.inspect} for #{name} does not exist" unless File.directory?(path)
    end
  end
end
