# frozen_string_literal: true

require 'etc'
require 'optparse'
require_relative '../files'
require_relative '../password'

Ctl.command('write-pgpass') do |arguments|
  options = { 'host' => '*', 'port' => '*', 'database' => 'gitlabhq_production', 'user' => 'pgbouncer',
              'hostuser' => Etc.getlogin || 'root' }
  OptionParser.new do |parser|
    %w[host port database user hostuser hostgroup].each { |name| parser.on("--#{name} VALUE") { |value| options[name] = value } }
  end.parse!(arguments)
  password = Password.read
  next $stderr.puts('Passwords do not match') || 1 unless password

  owner = Etc.getpwnam(options['hostuser'])
  Files.write("#{owner.dir}/.pgpass", "#{options.values_at('host', 'port', 'database', 'user').join(':')}:#{password}\n",
              uid: owner.uid, gid: owner.gid, mode: 0o600)
  0
end
