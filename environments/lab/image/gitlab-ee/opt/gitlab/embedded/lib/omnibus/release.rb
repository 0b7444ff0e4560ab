# frozen_string_literal: true

require 'json'

# The GitLab version that this package represents, and what that version knows.
module Release
  DATA = File.join(__dir__, 'data')
  MANIFEST = '/opt/gitlab/version-manifest.json'

  module_function

  def version = @version ||= JSON.parse(File.read(MANIFEST))['build_version'][/\A\d+\.\d+\.\d+/]

  def at_least?(minor, of: version) = (number(of) <=> number(minor)) >= 0

  def number(version) = version.to_s.scan(/\d+/).first(3).map(&:to_i).then { |parts| parts + [0] * (3 - parts.size) }

  # Top-level names of gitlab.rb in this version (chosen when the package was made).
  def top_level = JSON.parse(File.read("#{DATA}/top-level.json"))

  def deprecations = JSON.parse(File.read("#{DATA}/deprecations.json"))
end
