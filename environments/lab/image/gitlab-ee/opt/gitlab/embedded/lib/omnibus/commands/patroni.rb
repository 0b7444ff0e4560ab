# frozen_string_literal: true

require 'fileutils'
require 'optparse'
require_relative '../node_file'
require_relative '../postgres'

# gitlab-ctl patroni: arguments and exit codes as Omnibus' wrapper around patronictl.
# https://gitlab.com/gitlab-org/omnibus-gitlab/-/blob/master/files/gitlab-ctl-commands-ee/patroni.rb
class PatroniCommand
  include Shell

  OPTIONS = {
    'bootstrap' => %w[scope= datadir= srcdir=], 'check-leader' => [], 'check-replica' => [], 'check-standby-leader' => [],
    'members' => [], 'pause' => %w[wait], 'resume' => %w[wait], 'failover' => %w[master= candidate=],
    'switchover' => %w[master= candidate= scheduled=], 'restart' => [], 'reload' => [],
    'reinitialize-replica' => %w[member= wait]
  }.freeze

  def initialize(arguments)
    @arguments = arguments.reject { |word| %w[-q --quiet -v --verbose].include?(word) }
    @options = {}
  end

  def call
    name = @arguments.shift
    raise OptionParser::ParseError, 'Patroni command is not specified.' if name.to_s.empty?
    raise OptionParser::ParseError, "Unknown Patroni command: #{name}" unless OPTIONS.key?(name)

    parse(name)
    send(name.tr('-', '_'))
  rescue OptionParser::ParseError => e
    $stderr.puts e.message, "\nUsage:\n  gitlab-ctl patroni [options] command [options]\n\nCOMMANDS:",
                 OPTIONS.keys.map { |command| "  #{command}" }
    128
  rescue StandardError => e
    $stderr.puts "Error while running #{name}: #{e.message}"
    3
  end

  private

  def parse(name)
    OptionParser.new do |parser|
      OPTIONS[name].each do |option|
        key = option.delete_suffix('=')
        short = option == 'wait' ? ['-w'] : []
        parser.on(*short, option.end_with?('=') ? "--#{key} VALUE" : "--#{key}") { |value| @options[key] = value }
      end
    end.parse!(@arguments)
  end

  # Patroni calls this to make the first member's data directory.
  def bootstrap
    puts execute("#{Postgres::BIN}/initdb", '-D', @options['datadir'], '-E', 'UTF8', '--locale', 'C.UTF-8', '-k')
    FileUtils.cp_r("#{@options['srcdir']}/.", @options['datadir'])
    0
  end

  def check_leader = role('check-leader')
  def check_replica = role('check-replica')
  def check_standby_leader = role('check-standby-leader')
  def role(name) = system("#{__dir__}/../check-role", name) ? 0 : $?.exitstatus

  def members = patronictl('list')
  def pause = patronictl('pause', *flag('wait'))
  def resume = patronictl('resume', *flag('wait'))
  def failover = patronictl('failover', '--force', *given('master', 'candidate'))
  def switchover = patronictl('switchover', '--force', *given('master', 'candidate', 'scheduled'))
  def restart = patronictl('restart', '--force', settings['scope'], settings['name'])
  def reload = patronictl('reload', '--force', settings['scope'], settings['name'])

  # Omnibus exits with 0 regardless of patronictl's result.
  def reinitialize_replica
    patronictl('reinit', '--force', *flag('wait'), settings['scope'], @options['member'] || settings['name'])
    0
  end

  def flag(name) = @options[name] ? ["--#{name}"] : []
  def given(*names) = names.flat_map { |name| @options[name] ? ["--#{name}", @options[name]] : [] }

  def settings
    @settings ||= NodeFile.public_attributes['patroni'] || raise(<<~TEXT)
      This node has no Patroni configuration! This could mean:
        - either your Omnibus is misconfigured,
        - or you need to run this command on a database node.
    TEXT
  end

  def patronictl(*arguments)
    system('/opt/gitlab/embedded/bin/patronictl', '-c', "#{settings['config_dir']}/patroni.yaml", *arguments)
    $?.exitstatus
  end
end

Ctl.command('patroni') { |arguments| PatroniCommand.new(arguments).call }
