# frozen_string_literal: true

require_relative 'gitlab_rails/files'
require_relative 'gitlab_rails/migration'

# The files Rails, Sidekiq and gitlab-rake read, and the migrations. Like Omnibus it runs wherever gitlab_rails is enabled,
# with or without Puma: that is why every node but one needs gitlab_rails['auto_migrate'] = false.
# https://gitlab.com/gitlab-org/omnibus-gitlab/-/blob/master/files/gitlab-cookbooks/gitlab/recipes/gitlab-rails.rb
class GitlabRailsRecipe < Recipe
  DIR = '/var/opt/gitlab/gitlab-rails'
  ETC = "#{DIR}/etc"
  SHELL_DIR = '/var/opt/gitlab/gitlab-shell'
  DEPENDENTS = %w[puma sidekiq].freeze

  def self.services = []
  def self.order = 70

  def self.defaults
    { 'gitlab_rails' => {
      'auto_migrate' => true, 'db_adapter' => 'postgresql', 'db_encoding' => 'unicode', 'db_database' => 'gitlabhq_production',
      'db_username' => 'gitlab', 'db_host' => nil, 'db_port' => 5432, 'db_load_balancing' => { 'hosts' => [] },
      'monitoring_whitelist' => ['127.0.0.0/8', '::1/128'], 'redis_sentinels' => [], 'redis_port' => 6379
    }, 'redis' => { 'master_name' => 'gitlab-redis' } }
  end

  def configure
    return if node['gitlab_rails']['enable'] == false

    directories
    files = RailsFiles.new(node)
    changed = { 'database.yml' => files.database, 'resque.yml' => files.resque, 'redis.cache.yml' => files.redis_cache,
                'gitlab.yml' => files.gitlab, 'secrets.yml' => files.secrets }
              .map { |name, content| file("#{ETC}/#{name}", content, group: 'git', mode: 0o640) }
    changed << file("#{ETC}/gitlab_shell_secret", "#{node['gitlab_shell']['secret_token']}\n", group: 'git', mode: 0o640)
    file("#{SHELL_DIR}/config.yml", files.gitlab_shell, group: 'git', mode: 0o640)
    DEPENDENTS.each { |name| later([:restart, name]) if changed.any? && node['services'][name] }
    migrate
  end

  private

  def directories
    directory(DIR, owner: 'git')
    directory(ETC)
    directory("#{DIR}/sockets", owner: 'git')
    directory("#{DIR}/upgrade-status", owner: 'git', mode: 0o700)
    directory(SHELL_DIR, owner: 'git')
    directory('/var/log/gitlab/gitlab-rails', owner: 'git', mode: 0o700)
    directory('/var/opt/gitlab/backups', owner: 'git', mode: 0o700)
  end

  def migrate
    migration = RailsMigration.new(node)
    return info('  * gitlab_rails[\'auto_migrate\'] is false: no migrations') unless node['gitlab_rails']['auto_migrate']
    return if migration.done?

    info("  * migrating: #{RailsMigration::COMMAND.join(' ')}")
    migration.run
    DEPENDENTS.each { |name| later([:restart, name]) if node['services'][name] }
  end
end
