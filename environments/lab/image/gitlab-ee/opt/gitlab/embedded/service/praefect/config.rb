# frozen_string_literal: true

require_relative '../standins/gem_path'
Standin.use_gem('tomlrb')

module Standin
  class ConfigError < StandardError; end unless const_defined?(:ConfigError)

  # /var/opt/gitlab/praefect/config.toml with Praefect's own key names and validation messages.
  # https://gitlab.com/gitlab-org/gitaly/-/blob/master/internal/praefect/config/config.go
  class PraefectConfig
    Node = Struct.new(:virtual_storage, :storage, :address, :token)
    INTEGERS = [%w[database port], %w[database session_pooled port]].freeze

    attr_reader :data

    def initialize(path)
      @data = Tomlrb.load_file(path)
      validate
    rescue Errno::ENOENT, Errno::EACCES => e
      raise ConfigError, "read configuration file: open #{path}: #{e.message[/\A[^@]*/].strip}"
    rescue Tomlrb::ParseError => e
      raise ConfigError, "read configuration file: toml: #{e.message}"
    end

    def listen_addr = presence(@data['listen_addr'])
    def socket_path = presence(@data['socket_path'])
    def addresses = [socket_path && "unix:#{socket_path}", listen_addr && "tcp://#{listen_addr}"].compact
    def prometheus_listen_addr = presence(@data['prometheus_listen_addr'])
    def token = @data.dig('auth', 'token').to_s
    def transitioning = @data.dig('auth', 'transitioning') == true

    def virtual_storages = @data.fetch('virtual_storage', []).map { |entry| entry['name'] }

    def nodes
      @data.fetch('virtual_storage', []).flat_map do |virtual|
        virtual.fetch('node', []).map { |node| Node.new(virtual['name'], node['storage'], node['address'], node['token']) }
      end
    end

    def nodes_of(virtual_storage) = nodes.select { |node| node.virtual_storage == virtual_storage }
    def node(virtual_storage, storage) = nodes_of(virtual_storage).find { |node| node.storage == storage }

    # The server shares connections through PgBouncer only when session_pooled says where sessions are safe. The stand-in
    # uses no LISTEN and no session state, so the main connection serves for everything.
    def database
      settings = @data.fetch('database', {})
      { host: settings['host'], port: settings['port'], user: settings['user'], password: settings['password'],
        dbname: settings['dbname'], sslmode: settings['sslmode'], connect_timeout: 5 }.compact
    end

    private

    def presence(text) = text.to_s.empty? ? nil : text

    def validate
      INTEGERS.each do |keys|
        value = @data.dig(*keys)
        next if value.nil? || value.is_a?(Integer)

        # What operators meet when gitlab.rb quotes the port:
        # https://docs.gitlab.com/administration/gitaly/praefect/troubleshooting/
        raise ConfigError, "read configuration file: toml: cannot store TOML string into a Go int (#{keys.join('.')})"
      end
      raise ConfigError, 'no listen address or socket path configured' if addresses.empty?
      raise ConfigError, 'tls_listen_addr: the lab stand-in speaks no TLS' if presence(@data['tls_listen_addr'])

      validate_storages
    end

    def validate_storages
      raise ConfigError, 'no virtual storages configured' if virtual_storages.empty?
      raise ConfigError, 'virtual storages must have a name' if virtual_storages.any? { |name| name.to_s.empty? }
      raise ConfigError, 'virtual storages must have unique names' if virtual_storages.uniq != virtual_storages

      virtual_storages.each { |name| validate_nodes(name, nodes_of(name)) }
    end

    def validate_nodes(name, nodes)
      raise ConfigError, "virtual storage #{name.inspect}: no primary gitaly backends configured" if nodes.empty?

      nodes.each do |node|
        raise ConfigError, "virtual storage #{name.inspect}: all gitaly nodes must have a storage" if node.storage.to_s.empty?
        raise ConfigError, "virtual storage #{name.inspect}: all gitaly nodes must have an address" if node.address.to_s.empty?
      end
      raise ConfigError, "virtual storage #{name.inspect}: nodes must have unique storage names" if nodes.map(&:storage).uniq!
      raise ConfigError, "virtual storage #{name.inspect}: multiple storages have the same address" if nodes.map(&:address).uniq!
    end
  end
end
