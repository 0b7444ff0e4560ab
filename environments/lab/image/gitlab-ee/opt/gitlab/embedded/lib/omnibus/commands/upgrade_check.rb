# frozen_string_literal: true

require_relative '../upgrade_path'

Ctl.command('upgrade-check') do |(old, new)|
  minimum = UpgradePath.minimum
  next 0 if Release.at_least?(minimum, of: old)

  $stderr.puts "It seems you are upgrading from #{old} to #{new}.",
               "It is required to upgrade to the latest #{minimum}.x version first before proceeding.",
               'Please follow the upgrade documentation at https://docs.gitlab.com/ee/update/#upgrade-paths'
  1
end
