# frozen_string_literal: true

require 'etc'
require 'json'
require 'open3'
require 'optparse'
require_relative '../node_file'
require_relative '../pgbouncer_databases'

# pgb-notify writes the new host and makes PgBouncer read it; the others are one word to PgBouncer's console.
# https://gitlab.com/gitlab-org/omnibus-gitlab/-/blob/master/files/gitlab-ctl-commands-ee/pgbouncer.rb
class Pgbouncer
  OPTIONS = %w[database host port user hostuser hostgroup pg-database pg-host pg-port newhost databases-json
               databases-ini].freeze
  PSQL = '/opt/gitlab/embedded/bin/psql'

  def initialize(arguments)
    @options = { 'user' => 'pgbouncer' }
    OptionParser.new do |parser|
      OPTIONS.each { |name| parser.on("--#{name} VALUE") { |value| @options[name] = value } }
    end.parse!(arguments)
    @attributes = NodeFile.public_attributes
  end

  def notify
    return missing unless File.directory?('/var/opt/gitlab/pgbouncer')

    json = @options['databases-json'] || @attributes.dig('pgbouncer', 'databases_json')
    return 0 unless json && File.exist?(json)

    write(PgbouncerDatabases.new(JSON.parse(File.read(json)), rails: rails).render(@options))
    resume_if_paused
    reload
    0
  end

  def say(word)
    return missing unless File.directory?('/var/opt/gitlab/pgbouncer')

    output, status = console(word)
    puts output
    status.success? ? 0 : 1
  end

  def kill
    return say("KILL #{@options['pg-database']}") if @options['pg-database']

    $stderr.puts 'Must provide database name to kill'
    1
  end

  def interactive
    return missing unless File.directory?('/var/opt/gitlab/pgbouncer')

    exec(*psql)
  end

  private

  def rails = @attributes.dig('gitlab', 'gitlab_rails', 'db_database') || 'gitlabhq_production'

  def missing
    $stderr.puts 'The directory /var/opt/gitlab/pgbouncer does not exist. Please ensure pgbouncer is configured on this node'
    1
  end

  # In place: the file is the Consul user's, its directory need not be.
  def write(content)
    path = @options['databases-ini'] || @attributes.dig('pgbouncer', 'databases_ini')
    return if File.exist?(path) && File.read(path) == content

    File.write(path, content)
    return unless Process.uid.zero? && @options['hostuser'] && @options['hostgroup']

    File.chown(Etc.getpwnam(@options['hostuser']).uid, Etc.getgrnam(@options['hostgroup']).gid, path)
  end

  def resume_if_paused
    rows, status = console('SHOW DATABASES', '-A')
    return unless status.success?

    head, *lines = rows.lines.map { |line| line.chomp.split('|') }
    row = lines.find { |fields| fields.first == rails }
    console("RESUME #{rails}") if row && row[head.index('paused')] == '1'
  end

  # As Omnibus: the file is right, but PgBouncer keeps the old host until the login works.
  def reload
    output, status = console('RELOAD')
    return if status.success?

    $stderr.puts output, 'There was an issue reloading pgbouncer through admin console',
                 'Check that gitlab-ctl write-pgpass has been run to populate ~/.pgpass for the Consul account.'
  end

  def console(command, *flags)
    user = @options['hostuser']
    prefix = user && Process.uid.zero? ? ['chpst', '-u', user] : []
    environment = user ? { 'HOME' => Etc.getpwnam(user).dir } : {}
    Open3.capture2e(environment, *prefix, *psql, '-w', *flags, '-c', command, chdir: '/')
  end

  def psql
    host = @options['pg-host'] || @attributes.dig('pgbouncer', 'listen_addr')
    host = '127.0.0.1' if [nil, '0.0.0.0', '*'].include?(host)
    port = @options['pg-port'] || @attributes.dig('pgbouncer', 'listen_port') || 6432
    [PSQL, '-d', 'pgbouncer', '-h', host, '-p', port.to_s, '-U', @options['user']]
  end
end

Ctl.command('pgb-notify') { |arguments| Pgbouncer.new(arguments).notify }
Ctl.command('pgb-console') { |arguments| Pgbouncer.new(arguments).interactive }
Ctl.command('pgb-suspend') { |arguments| Pgbouncer.new(arguments).say('SUSPEND') }
Ctl.command('pgb-resume') { |arguments| Pgbouncer.new(arguments).say('RESUME') }
Ctl.command('pgb-kill') { |arguments| Pgbouncer.new(arguments).kill }
