# frozen_string_literal: true

require 'optparse'
require_relative '../node_file'
require_relative '../removals'

# Looks at what the last reconfigure left, not at gitlab.rb; knows the removals this installed version knows.
# https://gitlab.com/gitlab-org/omnibus-gitlab/-/blob/master/files/gitlab-ctl-commands/check_config.rb
class CheckConfig
  def initialize(arguments)
    @failure = 1
    OptionParser.new do |options|
      options.on('-vVER', '--version=VER') { |version| @version = version }
      options.on('-n', '--no-fail') { @failure = 0 }
    end.parse!(arguments)
    # Without a version, the next major one.
    @version = (Release.number(Release.version).first + 1).to_s if @version.to_s.empty?
  end

  def call
    file = NodeFile.newest
    return none unless file

    unless NodeFile.public_attributes.key?('gitlab')
      return say(1, 'Public attributes file is missing, run gitlab-ctl reconfigure to re-create it.')
    end
    data = NodeFile.parse(file)
    data.key?('normal') ? check(data['normal']) : malformed(file)
  end

  private

  def none
    say(0, "JSON file with existing configuration not found inside #{NodeFile::DIRECTORY}.", 'Skipping config check.')
  end

  def check(normal)
    found = Removals.new(flat(normal), target: @version).removed
    return 0 if found.empty?

    say(@failure, *found, 'Deprecations found. Please correct them and try again.')
  end

  # Sections as gitlab.rb names them.
  def flat(normal) = normal.except('gitlab', 'monitoring').merge(normal['gitlab'].to_h, normal['monitoring'].to_h)

  def malformed(file)
    say(1, "Malformed configuration JSON file found at #{file}.",
        "This usually happens when your last run of `gitlab-ctl reconfigure` didn't complete successfully.",
        'This file is used to check if any of the unsupported configurations are enabled,',
        'and hence require a working reconfigure before upgrading.',
        'Please run `sudo gitlab-ctl reconfigure` to fix it and try again.')
  end

  def say(code, *lines)
    puts lines
    code
  end
end

Ctl.command('check-config') { |arguments| CheckConfig.new(arguments).call }
