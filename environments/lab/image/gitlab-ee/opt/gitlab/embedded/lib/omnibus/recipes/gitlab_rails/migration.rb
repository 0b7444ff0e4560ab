# frozen_string_literal: true

require 'digest'
require 'fileutils'
require 'open3'
require 'securerandom'

# gitlab-rake gitlab:db:configure, once for a version and a database: the status file remembers a success, so moving
# db_host (say, from PgBouncer to the leader) makes it run again.
# https://gitlab.com/gitlab-org/omnibus-gitlab/-/blob/master/files/gitlab-cookbooks/gitlab/libraries/rails_migration_helper.rb
class RailsMigration
  COMMAND = %w[/opt/gitlab/bin/gitlab-rake gitlab:db:configure].freeze
  STATUS = '/var/opt/gitlab/gitlab-rails/upgrade-status'
  LOGS = '/var/log/gitlab/gitlab-rails'
  ROOT_PASSWORD = '/etc/gitlab/initial_root_password'
  DIGEST_OF = %w[db_adapter db_database db_host db_port db_socket].freeze

  def initialize(node)
    @node = node
    @rails = node['gitlab_rails']
  end

  def done? = File.exist?(status_file) && File.read(status_file).chomp == '0'

  def run
    password = @rails['initial_root_password'] || SecureRandom.alphanumeric(32)
    output, status = Open3.capture2e({ 'GITLAB_ROOT_PASSWORD' => password }, *COMMAND, chdir: '/')
    keep(output, status)
    raise "rails_migration[gitlab-rails]: #{COMMAND.join(' ')}: exit #{status.exitstatus}\n#{output}" unless status.success?

    hand_over(password) if output.include?('Administrator account created') && !@rails['initial_root_password']
  end

  private

  def status_file
    digest = Digest::MD5.hexdigest(DIGEST_OF.map { |name| @rails[name] }.inspect)
    File.join(STATUS, "db-migrate-#{digest}-#{@node['version']}")
  end

  def keep(output, status)
    log = File.join(LOGS, "gitlab-rails-db-migrate-#{Time.now.strftime('%Y-%m-%d-%H-%M-%S')}.log")
    File.write(log, output, perm: 0o640)
    File.write(status_file, status.exitstatus.to_s)
    [log, status_file].each { |path| FileUtils.chown('git', 'git', path) }
  end

  def hand_over(password)
    File.write(ROOT_PASSWORD, "# The password of the user root, made by this node's first migration.\n\nPassword: #{password}\n", perm: 0o600)
  end
end
