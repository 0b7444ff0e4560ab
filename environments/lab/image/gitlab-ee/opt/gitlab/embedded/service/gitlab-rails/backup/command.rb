# frozen_string_literal: true

require 'fileutils'
require_relative 'archive'
require_relative 'database_part'
require_relative 'repositories_part'

module Standin
  # gitlab-backup create and restore, with GitLab's variables, texts and file names.
  # https://docs.gitlab.com/administration/backup_restore/backup_gitlab/
  module Backup
    Failed = Class.new(StandardError)

    class Command
      USAGE = "Usage: gitlab-backup COMMAND [OPTIONS]\n\nCOMMANDS:\n  create   Creates a new backup\n  restore  Restores GitLab from a backup\n"
      SKIPPABLE = %w[db repositories uploads builds artifacts pages lfs terraform_state registry packages ci_secure_files
                     external_diffs tar remote].freeze
      # The parts of which the lab has something; the others would be empty.
      PARTS = { 'db' => DatabasePart, 'repositories' => RepositoriesPart }.freeze
      REMARK = "Warning: Your gitlab.rb and gitlab-secrets.json files contain sensitive data \n" \
               "and are not included in this backup. You will need these files to restore a backup.\nPlease back them up manually."

      def self.run(argv)
        words = argv.reject { |word| (name, value = word.match(/\A([A-Z][A-Z_]*)=(.*)\z/m)&.captures) && (ENV[name] = value) }
        command = { 'create' => :create, 'restore' => :restore }[words.first]
        Dir.chdir('/') # the caller's folder may be one that git cannot enter
        return (puts(USAGE) || (words.first == '--help' ? 0 : 1)) unless command && words.size == 1

        new.send(command)
      rescue Failed, RpcError, PG::Error, SystemCallError => e
        warn e.message
        1
      end

      def initialize
        @skip = ENV['SKIP'].to_s.split(',').map(&:strip)
        unknown = @skip - SKIPPABLE
        raise Failed, "Unknown SKIP values: #{unknown.join(', ')}" unless unknown.empty?
        raise Failed, "Unknown STRATEGY: #{ENV['STRATEGY']}" unless [nil, '', 'copy', 'stream'].include?(ENV['STRATEGY'])

        @quiet = ENV['CRON'] == '1'
      end

      def create
        alone do |staging|
          id = ENV['BACKUP'] || "#{Time.now.strftime('%s_%Y_%m_%d')}_#{VERSION}-ee"
          parts.each { |name, part| step("Dumping #{name}") { part.new(staging, method(:say)).dump } }
          archive = Archive.new(staging, id)
          archive.write_information(@skip)
          step("Creating backup archive: #{File.basename(archive.path)}") { archive.pack } unless @skip.include?('tar')
          say REMARK
          say "Backup #{id} is done."
        end
        0
      end

      def restore
        alone do |staging|
          archive = Archive.new(staging, ENV['BACKUP'] || Archive.only)
          step('Unpacking backup') { archive.unpack }
          archive.require_version
          continue?("Be sure to stop Puma, Sidekiq, and any other process that\nconnects to the database before proceeding.")
          parts.each { |name, part| step("Restoring #{name}") { part.new(staging, method(:say)).restore } }
          say "Restore task is done."
        end
        0
      end

      private

      def parts = PARTS.reject { |name, _| @skip.include?(name) }

      # GitLab uses a pid file for the same: https://gitlab.com/gitlab-org/gitlab/-/blob/master/lib/tasks/gitlab/backup.rake
      def alone
        File.open("#{Archive::DIRECTORY}/.backup_restore.pid", 'a+') do |file|
          raise Failed, "Backup and restore in progress:\n  There is a backup and restore task in progress (PID #{file.read}).\n" unless file.flock(File::LOCK_EX | File::LOCK_NB)

          file.truncate(0)
          file.write(Process.pid.to_s)
          file.flush
          Dir.mktmpdir('staging', Archive::DIRECTORY) { |staging| yield staging }
        end
      end

      def step(title)
        say "#{title} ... "
        yield
        say "#{title} ... done"
      rescue Failed, RpcError, PG::Error => e
        raise Failed, "#{title} failed: #{e.message}"
      end

      def continue?(text)
        return if ENV['GITLAB_ASSUME_YES'] == '1'

        puts text, 'Do you want to continue (yes/no)? '
        raise Failed, 'Quitting...' unless $stdin.gets.to_s.strip == 'yes'
      end

      def say(text)
        puts "#{Time.now.utc.strftime('%Y-%m-%d %H:%M:%S UTC')} -- #{text}" unless @quiet
      end
    end
  end
end
