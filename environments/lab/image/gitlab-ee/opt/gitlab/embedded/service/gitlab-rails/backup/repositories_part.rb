# frozen_string_literal: true

require 'base64'
require 'json'
require_relative 'database_part'
require_relative '../lib/gitaly_client'

module Standin
  module Backup
    # Every repository as a git bundle, and the log lines of gitaly-backup: one that fails does not stop the others, but the
    # whole backup. https://gitlab.com/gitlab-org/gitaly/-/blob/master/doc/gitaly-backup.md
    class RepositoriesPart
      def initialize(staging, _say)
        @directory = "#{staging}/repositories"
      end

      def dump
        raise Failed, 'gitaly-backup: server-side backup: FailedPrecondition: no backup.go_cloud_url configured' if ENV['REPOSITORIES_SERVER_SIDE'] == 'true'

        each('create') do |gitaly, path, file|
          data = gitaly.call('fetch_bundle', path)['bundle']
          FileUtils.mkdir_p(File.dirname(file), mode: 0o700)
          File.binwrite(file, data ? Base64.strict_decode64(data) : '')
        end
      end

      def restore
        each('restore') do |gitaly, path, file|
          data = File.binread(file)
          gitaly.call('remove_repository', path) if gitaly.call('repository_exists', path)['exists']
          gitaly.call('restore_repository', path, bundle: data.empty? ? nil : Base64.strict_encode64(data))
        end
      end

      private

      def each(command)
        failures = projects.filter_map do |row|
          path = GitalyClient.disk_path(row['id'])
          log(command, row, path, 'info', "started #{command}")
          yield GitalyClient.for(row['repository_storage']), path, "#{@directory}/#{row['repository_storage']}/#{path.delete_suffix('.git')}/001.bundle"
          log(command, row, path, 'info', "completed #{command}")
          nil
        rescue RpcError, SystemCallError => e
          log(command, row, path, 'error', "#{command} failed", error: "manager: #{e.message}")
          " - #{path} (root/#{row['path']}): manager: #{e.message}"
        end
        raise Failed, "gitaly-backup exit status 1: #{command}: pipeline: #{failures.size} failures encountered:\n#{failures.join("\n")}" unless failures.empty?
      end

      def projects
        @database ||= Database.new(DatabasePart.overrides)
        @database.rows('SELECT * FROM projects ORDER BY id')
      end

      def log(command, row, path, level, message, more = {})
        puts JSON.generate({ command: command, gl_project_path: "root/#{row['path']}", level: level, msg: message, pid: Process.pid,
                             relative_path: path, storage_name: row['repository_storage'], time: Time.now.utc.strftime('%FT%T.%LZ') }.merge(more))
      end
    end
  end
end
