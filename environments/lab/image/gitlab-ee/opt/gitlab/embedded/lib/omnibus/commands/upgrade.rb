# frozen_string_literal: true

require_relative '../node_file'
require_relative '../reconfigure'

# What the package's postinst calls after unpacking.
# https://gitlab.com/gitlab-org/omnibus-gitlab/-/blob/master/files/gitlab-ctl-commands/upgrade.rb
class Upgrade
  NEEDED = %w[postgresql patroni consul redis geo-postgresql gitaly praefect].freeze
  SKIP = '/etc/gitlab/skip-auto-reconfigure'
  UNSET = ['', 'http://gitlab.example.com'].freeze

  def call
    return first unless File.exist?(Reconfigure::BOOTSTRAPPED)
    return broken unless NodeFile.public_attributes.key?('gitlab')
    return skipped if File.exist?(SKIP)

    before = Runit.names.select { |name| Runit.up?(name) }
    stop(before - NEEDED)
    puts 'Reconfigure GitLab to apply migrations'
    code = Reconfigure.run
    return failed(code) unless code.zero?

    puts 'Restarting previously running GitLab services'
    before.each { |name| Runit.sv('start', name) }
    done
  end

  private

  # A new machine is configured at once only with EXTERNAL_URL.
  def first
    return Reconfigure.run unless UNSET.include?(ENV['EXTERNAL_URL'].to_s)

    puts 'It looks like GitLab has not been configured yet; skipping the upgrade script.'
    puts 'Thank you for installing GitLab!'
    0
  end

  def broken
    puts 'It looks like there was a problem with public attributes; run gitlab-ctl reconfigure manually to fix.'
    1
  end

  def skipped
    puts "Found #{SKIP}, exiting..."
    done
  end

  def stop(names)
    puts 'Shutting down all GitLab services except those needed for migrations'
    names.each { |name| puts Runit.sv('stop', name) }
  end

  def failed(code)
    $stderr.puts "===\nThere was an error running gitlab-ctl reconfigure. Please check the output above for more\ndetails.\n==="
    code
  end

  def done
    puts "Upgrade complete! If your GitLab server is misbehaving try running\n  sudo gitlab-ctl restart\nbefore anything else."
    0
  end
end

Ctl.command('upgrade') { Upgrade.new.call }
