# frozen_string_literal: true

require 'optparse'
require_relative '../pg_upgrade'

# gitlab-ctl revert-pg-upgrade: the programs and the data from before; what was written since is lost.
# https://gitlab.com/gitlab-org/omnibus-gitlab/-/blob/master/files/gitlab-ctl-commands/pg-upgrade.rb
Ctl.command('revert-pg-upgrade') do |arguments|
  target = nil
  OptionParser.new { |parser| parser.on('-VVERSION', '--target-version=VERSION') { |value| target = value.to_i } }.parse!(arguments)
  target ||= File.exist?(PgUpgrade::OLD_VERSION) ? File.read(PgUpgrade::OLD_VERSION).to_i : Postgres.majors.last
  upgrade = PgUpgrade.new(target)
  if Postgres.data_major == target && upgrade.initial == target
    puts "Already running #{target}"
    next 1
  end
  puts "#{upgrade.beside(target)} does not exist, cannot revert data" unless Dir.exist?(upgrade.beside(target))
  upgrade.die('Patroni service is not running on the leader node.') if upgrade.patroni? && upgrade.member.nil?
  puts "Reverting database to #{target} in 5 seconds"
  sleep 5
  upgrade.revert(target) { upgrade.wipe_cluster_state if upgrade.patroni? }
  File.delete(PgUpgrade::OLD_VERSION) if File.exist?(PgUpgrade::OLD_VERSION)
  0
rescue PgUpgrade::Stopped
  1
end
