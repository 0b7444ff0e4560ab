# frozen_string_literal: true

require 'time'
require 'tmpdir'
require 'yaml'
require_relative 'database_part'
require_relative '../../standins/version'

module Standin
  module Backup
    # The tar of a backup, and backup_information.yml, which describes it.
    class Archive
      DIRECTORY = ENV.fetch('LAB_BACKUP_PATH', '/var/opt/gitlab/backups')
      INFORMATION = 'backup_information.yml'

      # Without BACKUP the only one there is taken.
      def self.only
        found = Dir["#{DIRECTORY}/*_gitlab_backup.tar"]
        raise Failed, "No backups found in #{DIRECTORY}\nPlease make sure that file name ends with _gitlab_backup.tar" if found.empty?
        raise Failed, "Found more than one backup:\n #{found.join("\n ")}\nPlease specify which one you want to restore:\nrake gitlab:backup:restore BACKUP=timestamp_of_backup" if found.size > 1

        File.basename(found.first, '_gitlab_backup.tar')
      end

      attr_reader :path

      def initialize(staging, id)
        raise Failed, "BACKUP=#{id}: not a file name" unless id.match?(/\A[\w.-]+\z/)

        @staging = staging
        @id = id
        @path = "#{DIRECTORY}/#{id}_gitlab_backup.tar"
      end

      def write_information(skipped)
        File.write("#{@staging}/#{INFORMATION}", YAML.dump(
          db_version: Database.new(DatabasePart.overrides).rows('SELECT max(version) AS version FROM schema_migrations').first['version'],
          backup_created_at: Time.now.utc.iso8601, gitlab_version: "#{VERSION}-ee", tar_version: `tar --version`.lines.first.chomp,
          installation_type: 'omnibus-gitlab', skipped: skipped.join(','), repositories_storages: '', backup_id: @id
        ))
      end

      # Under another name until it is whole.
      def pack
        run('tar', '-cf', "#{path}.part", '-C', @staging, *Dir.children(@staging).sort)
        File.chmod(0o600, "#{path}.part")
        File.rename("#{path}.part", path)
      ensure
        FileUtils.rm_f("#{path}.part")
      end

      def unpack
        raise Failed, "The backup file #{path} does not exist!" unless File.file?(path)

        run('tar', '-xf', path, '-C', @staging)
      end

      def require_version
        version = YAML.safe_load(File.read("#{@staging}/#{INFORMATION}"), permitted_classes: [Symbol], symbolize_names: true).fetch(:gitlab_version)
        return if version == "#{VERSION}-ee"

        raise Failed, "GitLab version mismatch:\n  Your current GitLab version (#{VERSION}-ee) differs from the GitLab version in the backup!\n  " \
                      "Please switch to the following version and try again:\n  version: #{version}"
      end

      private

      def run(*argv) = system(*argv) || raise(Failed, "#{argv.first(2).join(' ')} failed")
    end
  end
end
