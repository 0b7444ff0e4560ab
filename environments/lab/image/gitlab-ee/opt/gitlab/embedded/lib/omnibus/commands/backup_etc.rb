# frozen_string_literal: true

require 'fileutils'
require 'optparse'

# /etc/gitlab as a tar of its own, readable by root only.
Ctl.command('backup-etc') do |arguments|
  directory = '/etc/gitlab/config_backup'
  OptionParser.new do |options|
    options.on('--backup-path DIRECTORY', '-p') { |value| directory = value }
    options.on('--[no-]delete-old-backups') { nil }
  end.parse!(arguments)
  FileUtils.mkdir_p(directory, mode: 0o700)
  archive = "#{directory}/gitlab_config_#{Time.now.strftime('%s_%Y_%m_%d')}.tar"
  puts "Running configuration backup\nCreating configuration backup archive: #{File.basename(archive)}"
  done = system('tar', '--absolute-names', '--exclude=/etc/gitlab/config_backup', '-cf', archive, '/etc/gitlab', umask: 0o077)
  puts(done ? "Configuration backup archive complete: #{archive}" : 'Configuration backup failed')
  done ? 0 : 1
end
