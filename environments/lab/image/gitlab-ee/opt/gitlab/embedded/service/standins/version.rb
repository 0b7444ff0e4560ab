# frozen_string_literal: true

require 'json'

# The version of the installed lab package, read once when a process starts: a process that was not restarted after an
# upgrade keeps reporting the old one, as a real GitLab process does.
module Standin
  BANNER = 'GitLab HA lab stand-in'
  MANIFEST = '/opt/gitlab/version-manifest.json'

  def self.installed_version
    text = ENV['LAB_GITLAB_VERSION'] || JSON.parse(File.read(MANIFEST)).fetch('build_version')
    text[/\d+\.\d+\.\d+/] or abort("#{MANIFEST}: no version in build_version #{text.inspect}")
  rescue Errno::ENOENT
    abort("#{MANIFEST} is missing: is the gitlab-ee lab package installed?")
  end

  VERSION = installed_version.freeze
  REVISION = "lab-#{VERSION}"
end
