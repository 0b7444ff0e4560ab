# frozen_string_literal: true

require_relative 'config'
require_relative '../standins/version'
require_relative '../standins/wire'

module Standin
  # `praefect -config FILE [COMMAND] [FLAGS]`. Without a command it serves, as Omnibus' run script starts it.
  class PraefectCli
    class UsageError < StandardError; end
    # Ends a command with a message on stderr and exit code 1.
    class Failure < StandardError; end

    GROUPS = {
      'database_commands' => %w[sql-ping sql-migrate sql-migrate-status],
      'cluster_commands' => %w[dial-nodes check list-storages],
      'repository_commands' => %w[dataloss metadata remove-repository verify],
      'tracking_commands' => %w[list-untracked-repositories track-repository]
    }.freeze
    COMMANDS = GROUPS.flat_map { |file, names| names.map { |name| [name, file] } }.to_h.freeze
    NOT_SUPPLIED = %w[accept-dataloss set-replication-factor track-repositories configuration sql-migrate-down].freeze

    def self.run(argv) = new(argv).run

    def initialize(argv)
      @argv = argv.dup
    end

    def run
      globals = take_globals
      return version if globals.key?('version')
      return usage(0) if globals.key?('help')

      command = @argv.shift || 'serve'
      return usage(2, 'Required flag "config" not set') unless globals['config']

      dispatch(command, PraefectConfig.new(globals['config']))
    rescue ConfigError, Failure, UsageError, RpcError => e
      warn e.is_a?(RpcError) ? e.go_text : e.message
      1
    end

    private

    def dispatch(command, config)
      return serve(config) if command == 'serve'
      raise Failure, "praefect #{command}: not supplied by the #{BANNER}" if NOT_SUPPLIED.include?(command)

      file = COMMANDS.fetch(command) { return usage(1, "No help topic for '#{command}'") }
      require_relative "commands/#{file}"
      PraefectCommands.public_send(command.tr('-', '_'), config, flags(command))
    end

    def serve(config)
      require_relative 'server'
      PraefectServer.new(config).run
      0
    rescue PraefectDatabase::Error, SystemCallError, SocketError => e
      warn JSON.generate({ level: 'fatal', msg: e.message })
      1
    end

    def take_globals
      taken = {}
      while @argv.first.to_s.start_with?('-')
        name, value = @argv.shift.sub(/\A--?/, '').split('=', 2)
        raise UsageError, "flag provided but not defined: -#{name}" unless %w[config version help h].include?(name)

        taken[name == 'h' ? 'help' : name] = value || (name == 'config' ? @argv.shift : true)
      end
      taken
    end

    # Go's flag syntax: one or two dashes, `-name value` or `-name=value`, switches without a value.
    def flags(command)
      found = {}
      until @argv.empty?
        word = @argv.shift
        raise UsageError, "#{command} doesn't accept positional arguments" unless word.start_with?('-')

        name, value = word.sub(/\A--?/, '').split('=', 2)
        found[name] = value || (@argv.first && !@argv.first.start_with?('-') ? @argv.shift : true)
      end
      found
    end

    def version
      puts "Praefect, version #{VERSION} (#{BANNER})"
      0
    end

    def usage(code, message = nil)
      puts "NAME:\n   praefect - a gitaly proxy (#{BANNER}, not Praefect)\n\nUSAGE:\n   praefect -config FILE [serve|COMMAND] [flags]\n\n" \
           "COMMANDS:\n   #{(%w[serve] + COMMANDS.keys).join("\n   ")}"
      warn message if message
      code
    end
  end
end
