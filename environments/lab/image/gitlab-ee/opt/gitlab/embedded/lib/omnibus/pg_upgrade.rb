# frozen_string_literal: true

require 'etc'
require 'fileutils'
require_relative 'http'
require_relative 'node_file'
require_relative 'postgres'
require_relative 'runit'

# What pg-upgrade and revert-pg-upgrade do on a node, step by step and in Omnibus' words; real pg_upgrade, real Patroni.
# https://gitlab.com/gitlab-org/omnibus-gitlab/-/blob/master/files/gitlab-ctl-commands/pg-upgrade.rb
class PgUpgrade
  include Shell

  Stopped = Class.new(StandardError)
  OLD_VERSION = '/var/opt/gitlab/postgresql-version.old'
  # Hard-coded in Omnibus, too: large replicas take longer.
  WAIT = 120
  OMITTED = %w[postgresql patroni consul nginx puma redis gitlab-workhorse].freeze

  attr_reader :initial, :target

  def initialize(target, directory: nil)
    @initial = Postgres.linked
    @target = target
    @beside = directory ? "#{directory}/data" : Postgres::DATA
    @attributes = NodeFile.attributes
  end

  def patroni? = Runit.enabled?('patroni')
  def postgresql? = Runit.enabled?('postgresql')
  def service = patroni? ? 'patroni' : 'postgresql'
  def pinned = @attributes.dig('postgresql', 'version')
  def beside(major) = "#{@beside}.#{major}"

  # The member as its own Patroni sees it, or nil when that does not run.
  def member = JSON.parse(Http.get('127.0.0.1', @attributes.dig('patroni', 'port').to_i, '/patroni')&.body || 'null')
  def patroni_leader? = %w[master primary leader].include?(member&.fetch('role', nil))

  def needed = execute('du', '-s', '--block-size=1m', Postgres::DATA).to_i
  def free(directory) = (execute('df', '-P', '--block-size=1m', directory).lines.last.split[3].to_i * 0.9).to_i

  def upgrade_leader
    prepare
    transfer
    wipe_cluster_state
    finish
    analyse
  end

  # Omnibus sets the data aside a second time at its end, although they are new by then.
  def upgrade_replica
    progress("Running stop on #{service}") { Runit.sv('stop', service) }
    progress('Symlink correct version of binaries') { Postgres.link(target) }
    finish { empty_data }
    set_aside
    empty_data
  end

  def upgrade_single
    maintenance { |names| names.each { |name| Runit.sv('stop', name) } }
    prepare
    transfer
    finish
    analyse
    maintenance { |names| names.each { |name| Runit.sv('start', name) } }
  end

  def revert(major)
    puts '== Reverting =='
    progress("Running stop on #{service}") { Runit.sv('stop', service) }
    replace_data(major)
    Postgres.link(major)
    yield if block_given?
    progress("Running start on #{service}") { Runit.sv('start', service) }
    puts '== Reverted =='
  end

  def wipe_cluster_state
    progress('Wiping Patroni cluster state') { execute('/opt/gitlab/embedded/bin/consul', 'kv', 'delete', '-recurse', "service/#{@attributes.dig('patroni', 'scope')}/") }
  end

  # Fails as Omnibus does: the old programs and the data that were moved aside are put back, in any state.
  def die(message)
    $stderr.puts '== Fatal error ==', message
    revert(initial)
    $stderr.puts "== Reverted to #{initial}. Please check output for what went wrong =="
    raise Stopped
  end

  private

  def prepare
    encoding = sql('SHOW server_encoding')
    checksums = sql('SHOW data_checksums') == 'on' ? %w[-k] : []
    progress("Running stop on #{service}") { Runit.sv('stop', service) }
    progress('Symlink correct version of binaries') { Postgres.link(target) }
    progress('Creating temporary data directory') { execute('mkdir', '-p', beside(target), user: Postgres::USER) }
    progress('Initializing the new database') do
      execute(program(target, 'initdb'), '-D', beside(target), '-E', encoding, '--locale', 'C.UTF-8', *checksums, user: Postgres::USER)
    end
  end

  # pg_upgrade leaves files and its socket in its working directory.
  def transfer
    progress('Upgrading the data') do
      execute('/bin/sh', '-c', 'cd "$1" && shift && exec "$@"', 'sh', Postgres::DIR, program(target, 'pg_upgrade'),
              '-b', File.dirname(program(initial, 'x')), '-B', File.dirname(program(target, 'x')),
              '-d', Postgres::DATA, '-D', beside(target), user: Postgres::USER)
    end
  rescue Shell::Failed => e
    $stderr.puts "Error upgrading the data to version #{target}", e.message
    die('Error running pg_upgrade, please check logs')
  end

  def finish
    set_aside
    block_given? ? yield : FileUtils.mv(beside(target), Postgres::DATA)
    progress("Running start on #{service}") { Runit.sv('start', service) } if patroni?
    progress('Running reconfigure') { execute('/opt/gitlab/bin/gitlab-ctl', 'reconfigure') }
    progress('Restarting the database on this node') { restart }
    puts 'Waiting for Database to be running.'
    wait
    puts '==== Upgrade has completed ====', 'Please verify everything is working and run the following if so',
         "sudo rm -rf #{beside(initial)}", "sudo rm -f #{OLD_VERSION}"
  end

  def restart
    return Runit.sv('restart', service) unless patroni?

    execute('/opt/gitlab/embedded/bin/patronictl', '-c', "#{@attributes.dig('patroni', 'dir')}/patroni.yaml", 'restart',
            '--force', @attributes.dig('patroni', 'scope'), @attributes.dig('patroni', 'name'))
  end

  # Like mv: it is moved into a directory that exists already.
  def set_aside
    progress('Move the old data directory out of the way') { FileUtils.mv(Postgres::DATA, beside(initial)) }
    File.write(OLD_VERSION, initial.to_s)
  end

  def empty_data
    progress('Recreating an empty data directory') do
      FileUtils.mkdir_p(Postgres::DATA, mode: 0o700)
      FileUtils.chown(Postgres::USER, Postgres::USER, Postgres::DATA)
    end
  end

  def replace_data(major)
    return unless Dir.exist?(beside(major))

    FileUtils.rm_rf(Postgres::DATA)
    FileUtils.mv(beside(major), Postgres::DATA)
  end

  def wait
    deadline = Time.now + WAIT
    sleep 0.5 until (answers = succeeds?(program(target, 'psql'), '-h', Postgres::DIR, '-d', 'template1', '-c', 'SELECT 1', user: Postgres::USER)) || Time.now > deadline
    raise "PostgreSQL did not answer within #{WAIT} s" unless answers
  end

  def analyse
    puts 'Database upgrade is complete, running vacuumdb analyze'
    execute(program(target, 'vacuumdb'), '-j2', '--all', '--analyze-in-stages', '-h', Postgres::DIR, '-p', @attributes.dig('postgresql', 'port'),
            user: Postgres::USER, env: { 'PGOPTIONS' => '-c statement_timeout=0' })
  rescue Shell::Failed => e
    $stderr.puts e.message, 'Please check the output, and rerun the command as root or with sudo if needed'
  end

  def maintenance = progress('Toggling services') { yield Runit.names.reject { |name| OMITTED.include?(name) } }
  def program(major, name) = "#{Postgres::INSTALLED}/#{major}/bin/#{name}"
  def sql(query) = execute(program(initial, 'psql'), '-XAtq', '-h', Postgres::DIR, '-d', 'postgres', '-c', query, user: Postgres::USER).strip

  def progress(what)
    print "#{what}: "
    $stdout.flush
    yield.tap { puts 'OK' }
  rescue StandardError
    puts 'NOT OK'
    raise
  end
end
