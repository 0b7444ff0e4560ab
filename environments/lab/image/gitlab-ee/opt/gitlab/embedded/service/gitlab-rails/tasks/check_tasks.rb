# frozen_string_literal: true

require_relative '../lib/health'
require_relative '../lib/migrator'
require_relative '../../standins/internal_api'

module Standin
  # gitlab:check and its parts: https://docs.gitlab.com/administration/raketasks/maintenance/#check-gitlab-configuration
  # As with the real one, exit 0 does not mean success: read the lines.
  module CheckTasks
    SHELL_CHECK = File.expand_path('../../gitlab-shell/bin/gitlab-shell-check', __dir__)

    def self.section(name)
      puts "Checking #{name} ...", ''
      yield
      puts '', "Checking #{name} ... Finished", ''
    end

    def self.line(question, good = 'yes', hint = nil)
      print "#{question} ... "
      answer = yield
      puts answer ? good : 'no'
      puts '  Try fixing it:', "  #{hint}" if hint && !answer
      answer
    rescue StandardError => e
      puts "FAIL: #{e.message.strip.lines.first&.strip}"
    end

    def self.gitaly
      section('Gitaly') do
        print 'Gitaly: ... '
        GitalyClient.checks.each { |shard, problem| puts "#{shard} ... #{problem ? "FAIL: #{problem}" : 'OK'}" }
      end
    end

    # GitLab counts processes of this host, by their titles.
    def self.sidekiq
      titles = Dir['/proc/[0-9]*/cmdline'].map { |file| File.read(file).tr("\0", ' ') rescue '' } # rubocop:disable Style/RescueModifier
      workers = titles.grep(/\Asidekiq \d+\.\d+\.\d+/).size
      section('Sidekiq') do
        print 'Sidekiq: ... '
        line('Running?', 'yes', 'sudo gitlab-ctl start sidekiq') { workers.positive? }
        puts "Number of Sidekiq processes (cluster/worker) ... #{titles.grep(/\Asidekiq-cluster/).size}/#{workers}" if workers.positive?
      end
    end

    def self.shell
      section('GitLab Shell') do
        puts 'GitLab Shell: ... ', "Running #{SHELL_CHECK}"
        system(SHELL_CHECK) || puts('gitlab-shell self-check failed')
      end
    end

    def self.app
      section('GitLab App') do
        line('Database config exists?') { File.exist?(File.join(Settings::DIRECTORY, 'database.yml')) }
        line('All migrations up?', 'yes', 'sudo gitlab-rake db:migrate') { migrations_up? }
        line('Redis available?') { RedisConnection.current.ping == 'PONG' }
        line('Redis version >= 6.2.14?') { redis_version? }
        line('Git version >= 2.39?') { (`git version`.split[2].split('.').map(&:to_i) <=> [2, 39]) >= 0 }
        line('Users in the database?') { Database.instance.rows('SELECT 1 FROM users').any? }
      end
    end

    def self.migrations_up?
      connection = Database.instance.open
      Migrator.new(connection).pending.empty?
    ensure
      connection&.close
    end

    def self.redis_version?
      (RedisConnection.current.info['redis_version'].split('.').map(&:to_i) <=> [6, 2, 14]) >= 0
    end

    def self.all
      puts 'Checking GitLab subtasks ...', ''
      shell
      gitaly
      sidekiq
      app
      puts '', 'Checking GitLab subtasks ... Finished', ''
    end
  end

  Rake.task('gitlab:check', 'GitLab | Check the configuration of GitLab and its environment (what the lab has of it)') { CheckTasks.all }
  Rake.task('gitlab:gitaly:check', 'GitLab | Gitaly | Check the health of Gitaly') { CheckTasks.gitaly }
  Rake.task('gitlab:sidekiq:check', 'GitLab | Sidekiq | Check the configuration of Sidekiq') { CheckTasks.sidekiq }
  Rake.task('gitlab:gitlab_shell:check', 'GitLab | GitLab Shell | Check the configuration of GitLab Shell') { CheckTasks.shell }
  Rake.task('gitlab:app:check', 'GitLab | App | Check the configuration of the GitLab Rails app') { CheckTasks.app }
end
