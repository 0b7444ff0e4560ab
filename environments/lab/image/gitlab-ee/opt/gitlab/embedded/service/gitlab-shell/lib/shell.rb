# frozen_string_literal: true

require 'cgi'
require 'yaml'
require_relative '../../standins/internal_api'
require_relative '../../standins/version'

module Standin
  # What gitlab-shell asks of Rails.
  module Shell
    CONFIG = ENV.fetch('LAB_SHELL_CONFIG', '/var/opt/gitlab/gitlab-shell/config.yml')
    BINARY = '/opt/gitlab/embedded/service/gitlab-shell/bin/gitlab-shell'
    OPTIONS = 'no-port-forwarding,no-X11-forwarding,no-agent-forwarding,no-pty'

    def self.api
      config = YAML.safe_load(File.read(CONFIG))
      InternalApi.new(config.fetch('gitlab_url'), File.read(config.fetch('secret_file')).chomp)
    end

    def self.authorized_keys(key)
      found = api.get("/authorized_keys?key=#{CGI.escape(key)}")
      puts "command=\"#{BINARY} key-#{found['id']}\",#{OPTIONS} #{found['key']}"
      0
    rescue InternalApi::Error => e
      return failed(e) unless e.message.end_with?('(404)')

      puts "# No key was found for #{key}"
      0
    rescue SystemCallError => e
      failed(e)
    end

    # `ssh git@host`: who the key belongs to. There is no git over SSH here.
    def self.run(who)
      user = api.get("/discover?key_id=#{who.to_s[/\Akey-(\d+)\z/, 1].to_i}")
      command = ENV['SSH_ORIGINAL_COMMAND'].to_s
      return puts("Welcome to GitLab, @#{user['username']}!") || 0 if command.empty?

      warn "remote: #{command[/\A[\w-]+/]}: the #{BANNER} has no Git over SSH"
      1
    rescue InternalApi::Error, SystemCallError => e
      failed(e)
    end

    # gitlab-shell-check's lines: https://gitlab.com/gitlab-org/gitlab-shell/-/tree/main/internal/command/healthcheck
    def self.check
      info = api.check
      puts 'Internal API available: OK', "Redis available via internal API: #{info['redis'] ? 'OK' : 'FAILED'}"
      puts 'gitlab-shell self-check successful' if info['redis']
      info['redis'] ? 0 : 1
    rescue InternalApi::Error, SystemCallError => e
      puts "Internal API available: FAILED - #{e.message}"
      1
    end

    def self.failed(error)
      warn "GitLab: #{error.message}"
      1
    end
    private_class_method :failed
  end
end
