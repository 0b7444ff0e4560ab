# frozen_string_literal: true

require 'fileutils'
require 'json'
require_relative 'files'

# What a finished reconfigure leaves for other commands: embedded/nodes/FQDN.json and public_attributes.json.
# While one runs, or when it failed, the node file has no "normal" part: Omnibus calls that malformed.
module NodeFile
  DIRECTORY = '/opt/gitlab/embedded/nodes'
  PUBLIC = '/var/opt/gitlab/public_attributes.json'
  Missing = Class.new(RuntimeError)

  module_function

  def begin(fqdn)
    FileUtils.mkdir_p(DIRECTORY)
    FileUtils.rm_f(Dir["#{DIRECTORY}/*.json"])
    put(path(fqdn), { 'name' => fqdn, 'chef_environment' => '_default', 'run_list' => ['recipe[gitlab-ee]'] }, 0o600)
  end

  def finish(fqdn, attributes)
    put(path(fqdn), { 'name' => fqdn, 'chef_environment' => '_default', 'normal' => attributes.normal,
                      'default' => attributes.default, 'run_list' => ['recipe[gitlab-ee]'] }, 0o600)
    put(PUBLIC, public_part(attributes.node), 0o644)
  end

  # Attributes of the last reconfigure, settings over defaults; fails in Omnibus' words when there was none.
  def attributes
    file = newest or raise Missing, "Node attributes JSON file not found in #{DIRECTORY}, has reconfigure been run yet?"
    data = parse(file)
    raise Missing, "Attributes not found in #{file}, has reconfigure been run yet?" unless data.key?('normal')

    data['default'].merge(data['normal']) { |_, low, high| low.is_a?(Hash) && high.is_a?(Hash) ? high.merge(low) : high }
  end

  def public_attributes = File.exist?(PUBLIC) ? parse(PUBLIC) : {}
  def newest = Dir["#{DIRECTORY}/*.json"].max_by { |file| File.mtime(file) }

  def parse(file)
    JSON.parse(File.read(file))
  rescue JSON::ParserError
    raise Missing, "Error reading #{file}, has reconfigure been run yet?"
  end

  def path(fqdn) = "#{DIRECTORY}/#{fqdn}.json"

  def put(path, data, mode) = Files.write(path, "#{JSON.pretty_generate(data)}\n", mode: mode)

  def public_part(node)
    database = node.dig('gitlab_rails', 'db_database')
    {
      'gitlab' => { 'gitlab_rails' => { 'db_database' => database, 'databases' => { 'main' => database } } },
      'pgbouncer' => node['pgbouncer'].slice('databases_ini', 'databases_json', 'listen_addr', 'listen_port'),
      'patroni' => patroni(node), 'consul' => { 'enable' => node['services']['consul'] || false }
    }.compact
  end

  def patroni(node)
    return unless node['services']['patroni']

    settings = node['patroni']
    { 'config_dir' => settings['dir'], 'data_dir' => "#{settings['dir']}/data", 'log_dir' => '/var/log/gitlab/patroni',
      'api_address' => "http://#{settings['connect_address'] || '127.0.0.1'}:#{settings['port']}",
      'scope' => settings['scope'], 'name' => settings['name'] }
  end
end
