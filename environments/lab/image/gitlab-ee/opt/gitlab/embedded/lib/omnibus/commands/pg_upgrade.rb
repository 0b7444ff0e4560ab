# frozen_string_literal: true

require 'optparse'
require_relative '../pg_upgrade'
require_relative '../upgrade_path'

# gitlab-ctl pg-upgrade: what it asks first, with Omnibus' exit codes: 0 also where it found nothing that it may do.
# https://gitlab.com/gitlab-org/omnibus-gitlab/-/blob/master/files/gitlab-ctl-commands/lib/gitlab_ctl/pg_upgrade.rb
class PgUpgradeCommand
  Done = Class.new(StandardError)

  def initialize(arguments)
    @options = { wait: true }
    OptionParser.new do |parser|
      parser.on('-tDIR', '--tmp-dir=DIR') { |value| @options[:directory] = value }
      parser.on('-w', '--no-wait') { @options[:wait] = false }
      parser.on('-s', '--skip-unregister') { nil }
      parser.on('-TTIMEOUT', '--timeout=TIMEOUT') { nil }
      parser.on('-VVERSION', '--target-version=VERSION') { |value| @options[:target] = value.to_i }
      parser.on('--skip-disk-check') { @options[:disk] = false }
      parser.on('--leader') { @options[:role] = :leader }
      parser.on('--replica') { @options[:role] = :replica }
    end.parse!(arguments)
  end

  def call
    return unsupported unless @options[:target].nil? || Postgres.majors.include?(@options[:target])

    @upgrade = PgUpgrade.new(@options[:target] || Postgres.majors.last, directory: @options[:directory])
    ask
    puts "Upgrading PostgreSQL to #{@upgrade.target}"
    role = @upgrade.patroni? ? patroni_role : :single
    sleep 30 if @options[:wait]
    { leader: :upgrade_leader, replica: :upgrade_replica, single: :upgrade_single }.fetch(role).then { |step| @upgrade.public_send(step) }
    0
  rescue Done => e
    e.message.to_i
  rescue PgUpgrade::Stopped
    1
  rescue StandardError => e
    $stderr.puts e.message
    1
  end

  private

  def ask
    check('Checking for an omnibus managed postgresql', 0, 'No currently installed postgresql in the omnibus instance found.') { @upgrade.patroni? || @upgrade.postgresql? }
    check("Checking if postgresql['version'] is set", 0, "postgresql['version'] is set in /etc/gitlab/gitlab.rb. Not checking for a PostgreSQL upgrade") { @upgrade.pinned.nil? }
    check('Checking if we already upgraded', 0, "The latest version #{@upgrade.initial} is already running, nothing to do") { @upgrade.initial < @upgrade.target }
    old, new = @upgrade.beside(@upgrade.initial), @upgrade.beside(@upgrade.target)
    check('Checking for previous failed upgrade attempts', 1, "Detected a potential failed upgrade.  Directory #{old} already exists.") { !File.exist?(old) }
    check("Checking #{new}", 0, "Cannot upgrade, #{new} is not empty. Move or delete this directory to proceed with upgrade") { !File.exist?(new) || Dir.empty?(new) }
    room unless @options[:disk] == false
  end

  def room
    directory = @options[:directory] || Postgres::DIR
    needed, free = @upgrade.needed, @upgrade.free(directory)
    check("Checking if disk for directory #{directory} has enough free space for PostgreSQL upgrade", 1, "Upgrade requires #{needed}MB, but only #{free}MB is free.") { needed <= free }
  end

  # Without --leader or --replica a replica must be stopped and a leader must run; dying here reverts, too.
  def patroni_role
    role = @options[:role] || (@upgrade.member.nil? ? :replica : :leader)
    @upgrade.die('Patroni service is still running on the replica node.') if @options[:role].nil? && role == :leader && !@upgrade.patroni_leader?
    @upgrade.die('Patroni service is not running on the leader node.') if role == :leader && @upgrade.member.nil?
    puts "Using #{role} node upgrade procedure."
    puts 'This procedure REMOVES DATA directory.' if role == :replica
    role
  end

  def check(what, code, otherwise)
    passed = yield
    puts "#{what}: #{passed ? 'OK' : 'NOT OK'}"
    return if passed

    $stderr.puts otherwise
    raise Done, code.to_s
  end

  def unsupported
    puts "The specified major version #{@options[:target]} is not supported. Choose from one of #{Postgres.majors.join(', ')}."
    1
  end
end

Ctl.command('pg-upgrade') { |arguments| PgUpgradeCommand.new(arguments).call }
