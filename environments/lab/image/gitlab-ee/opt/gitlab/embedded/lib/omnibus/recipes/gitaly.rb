# frozen_string_literal: true

require_relative '../release'
require_relative '../toml'

# Gitaly (a lab stand-in): storages, config.toml with the way back to Rails, the service.
# https://gitlab.com/gitlab-org/omnibus-gitlab/-/blob/master/files/gitlab-cookbooks/gitaly/recipes/enable.rb
class GitalyRecipe < Recipe
  DIR = '/var/opt/gitlab/gitaly'
  CONFIG = "#{DIR}/config.toml"
  BINARY = '/opt/gitlab/embedded/bin/gitaly'
  DEFAULT_STORAGE = [{ 'name' => 'default', 'path' => '/var/opt/gitlab/git-data/repositories' }].freeze

  def self.services = %w[gitaly]
  def self.order = 60

  def self.defaults
    { 'gitaly' => { 'configuration' => {
      'socket_path' => "#{DIR}/gitaly.socket", 'prometheus_listen_addr' => 'localhost:9236', 'auth' => {}, 'logging' => { 'format' => 'json' }
    } } }
  end

  def configure
    directory(DIR, owner: 'git', mode: 0o700)
    storages.each { |storage| storage_directory(storage.fetch('path')) }
    file("#{DIR}/.gitlab_shell_secret", "#{secret}\n", group: 'git', mode: 0o640, notifies: [:hup, 'gitaly']) unless secret_in_config?
    file(CONFIG, Toml.dump(configuration), group: 'git', mode: 0o640, notifies: [:hup, 'gitaly'])
    file("#{DIR}/VERSION", "#{node['version']}\n", owner: 'git', notifies: [:hup, 'gitaly'])
    service('gitaly', run: run_script)
  end

  private

  def storages
    given = node['gitaly']['configuration']['storage']
    return given unless given.nil? || given.empty?

    dirs = node['git_data_dirs'].to_h.select { |_, entry| entry['path'] }
    dirs.empty? ? DEFAULT_STORAGE : dirs.map { |name, entry| { 'name' => name, 'path' => File.join(entry['path'], 'repositories') } }
  end

  # Gitaly refuses two names for one place; so does reconfigure, before it starts.
  def storage_directory(path)
    directory(path, owner: 'git', mode: 0o2770)
    shared = storages.map { |storage| storage['path'] }.select { |other| File.directory?(other) && File.realpath(other) == File.realpath(path) }
    raise "Multiple Gitaly storages are sharing the same filesystem path #{path}" if shared.size > 1
  end

  def configuration
    node['gitaly']['configuration'].compact.merge('storage' => storages, 'gitlab' => gitlab)
  end

  # 17.5 moved the secret into config.toml; a file before.
  def secret_in_config? = Release.at_least?('17.5', of: node['version'])

  def gitlab
    way = secret_in_config? ? { 'secret' => secret } : { 'secret_file' => "#{DIR}/.gitlab_shell_secret" }
    { 'url' => api_url.to_s }.merge(way).merge(node['gitaly']['configuration']['gitlab'].to_h)
  end

  def api_url = node.dig('gitlab_rails', 'internal_api_url') || node['external_url']
  def secret = (secret_in_config? && node['gitaly']['gitlab_secret']) || node['gitlab_shell']['secret_token']

  def run_script
    <<~SCRIPT
      #!/bin/sh
      exec 2>&1
      cd #{DIR}
      export HOME=#{DIR} MALLOC_ARENA_MAX=2
      exec chpst -P -u git:git -U git:git #{BINARY} serve #{CONFIG}
    SCRIPT
  end
end
