# frozen_string_literal: true

require_relative 'config'
require_relative '../standins/version'

module Standin
  # `gitaly serve CONFIG` and `gitaly check CONFIG`.
  module GitalyCommands
    USAGE = <<~TEXT
      NAME:
         gitaly - a Git server (#{BANNER}, not Gitaly)

      USAGE:
         gitaly serve <gitaly_config_file>
         gitaly check <gitaly_config_file>
         gitaly --version
    TEXT

    def self.run(args)
      command, path, *rest = args
      case command
      when '--version', '-version', 'version' then version
      when 'serve' then path && rest.empty? ? serve(path) : usage(2)
      when 'check' then path && rest.empty? ? check(path) : usage(2, 'error: invalid argument(s)')
      else command && command.end_with?('.toml') ? serve(command) : usage(command ? 1 : 2)
      end
    end

    def self.version
      puts "Gitaly, version #{VERSION} (#{BANNER})"
      0
    end

    def self.usage(code, message = nil)
      puts USAGE
      warn message if message
      code
    end

    # Output and exit codes of Gitaly's subcmd_check.go: 0, or 1 with the cause on stderr.
    def self.check(path)
      require_relative '../standins/internal_api'
      config = GitalyConfig.new(path)
      print 'Checking GitLab API access: '
      report(InternalApi.new(config.gitlab_url, config.gitlab_secret).check)
    rescue ConfigError => e
      warn "loading configuration #{path.inspect}: #{e.message}"
      1
    rescue InternalApi::Error => e
      puts 'FAILED'
      warn e.message
      1
    end

    def self.report(info)
      puts 'OK'
      puts "GitLab version: #{info['gitlab_version']}", "GitLab revision: #{info['gitlab_rev']}",
           "GitLab Api version: #{info['api_version']}", "Redis reachable for GitLab: #{info['redis']}", 'OK'
      0
    end

    def self.serve(path)
      require_relative 'server'
      GitalyServer.new(GitalyConfig.new(path)).run
      0
    rescue ConfigError, SystemCallError, SocketError => e
      warn JSON.generate({ level: 'fatal', msg: "configuring Gitaly: #{e.message}" })
      1
    end
  end
end
