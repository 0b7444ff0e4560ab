# frozen_string_literal: true

require_relative '../lib/migrator'

module Standin
  # Texts: Rails' database tasks and https://gitlab.com/gitlab-org/gitlab/-/blob/master/lib/tasks/gitlab/db.rake
  module DatabaseTasks
    def self.with_migrator
      connection = Database.instance.open
      yield Migrator.new(connection)
    rescue Migrator::ConcurrentMigrationError
      raise
    rescue BackgroundMigrations::NotFinished => e
      raise StandardError, "An error has occurred, all later migrations canceled:\n\n#{e.message}"
    ensure
      connection&.close
    end

    def self.configure
      with_migrator do |migrator|
        if migrator.empty?
          puts 'Running db:schema:load rake task'
          migrator.load_schema
          migrator.seed
        else
          puts 'Running db:migrate rake task'
          migrator.migrate
        end
      end
    end

    def self.status(migrator)
      puts '', "database: #{migrator.connection.db}", '', ' Status   Migration ID    Migration Name', '-' * 50
      known = migrator.known.to_h { |migration| [migration.version, migration.name] }
      applied = migrator.applied
      (known.keys | applied).sort.each do |version|
        puts "  #{applied.include?(version) ? ' up ' : 'down'}    #{version.ljust(14)}  #{known[version] || '********** NO FILE **********'}"
      end
      puts ''
    end

    def self.abort_if_pending(migrator)
      pending = migrator.pending.sort_by(&:version)
      return if pending.empty?

      puts "You have #{pending.size} pending migration#{'s' if pending.size > 1}:"
      pending.each { |migration| puts format('  %4s %s', migration.version, migration.name) }
      warn 'Run `bin/rails db:migrate` to update your database then try again.'
      raise Rake::Exit
    end
  end

  Rake.task('gitlab:db:configure', 'GitLab | DB | Configures the database by running migrate, or by loading the ' \
                                   'schema and seeding if needed') { DatabaseTasks.configure }
  Rake.task('db:migrate', 'Migrate the database (options: SKIP_POST_DEPLOYMENT_MIGRATIONS=true)') { DatabaseTasks.with_migrator(&:migrate) }
  Rake.task('db:migrate:status', 'Display status of migrations') do
    DatabaseTasks.with_migrator { |migrator| DatabaseTasks.status(migrator) }
  end
  Rake.task('db:abort_if_pending_migrations', 'Abort if there are pending migrations') do
    DatabaseTasks.with_migrator { |migrator| DatabaseTasks.abort_if_pending(migrator) }
  end
  Rake.task('db:version', 'Retrieve the current schema version number') do
    DatabaseTasks.with_migrator { |migrator| puts "Current version: #{migrator.applied.max || 0}" }
  end
end
