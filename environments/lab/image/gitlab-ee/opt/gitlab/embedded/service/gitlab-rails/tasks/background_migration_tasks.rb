# frozen_string_literal: true

require_relative '../lib/background_migrations'

module Standin
  # https://gitlab.com/gitlab-org/gitlab/-/blob/master/lib/tasks/gitlab/background_migrations.rake
  module BackgroundMigrationTasks
    WIDTH = BackgroundMigrations::STATES.values.map(&:size).max

    def self.with_connection
      connection = Database.instance.open
      yield connection
    ensure
      connection&.close
    end

    def self.status(database)
      puts "Database: #{database}"
      with_connection { |connection| BackgroundMigrations.all(connection) }.each do |row|
        identity = [*row.values_at('job_class_name', 'table_name', 'column_name'), row['job_arguments'].delete(' ')].join(',')
        puts "#{BackgroundMigrations::STATES.fetch(row['status'].to_i).ljust(WIDTH)} | #{identity}"
      end
    end

    def self.finalize(*arguments)
      missing = %w[job_class_name table_name column_name job_arguments][arguments.size]
      return refuse("Must specify #{missing} as an argument") if missing

      found = with_connection { |connection| BackgroundMigrations.finalize(connection, *arguments.first(3), JSON.parse(arguments[3])) }
      return refuse("Could not find batched background migration for the given configuration: #{arguments.inspect}") unless found

      puts 'Done.'
    end

    def self.refuse(text)
      puts text
      raise Rake::Exit
    end
  end

  # main and ci are one database here, so ci has nothing of its own; GitLab prints both when they are two.
  Rake.task('gitlab:background_migrations:status', 'Display the status of batched background migrations') do
    BackgroundMigrationTasks.status('main')
  end
  Rake.task('gitlab:background_migrations:status:main', 'Display the status of batched background migrations on main') do
    BackgroundMigrationTasks.status('main')
  end
  Rake.task('gitlab:background_migrations:finalize',
            'Synchronously finish executing a batched background migration') do |*arguments|
    BackgroundMigrationTasks.finalize(*arguments)
  end
end
