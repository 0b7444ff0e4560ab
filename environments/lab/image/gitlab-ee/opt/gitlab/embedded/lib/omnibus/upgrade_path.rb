# frozen_string_literal: true

require_relative 'release'

# The version gate of a package: from which version on one may upgrade to it. A row holds until the next.
# https://gitlab.com/gitlab-org/omnibus-gitlab/-/blob/master/config/templates/package-scripts/preinst.erb
module UpgradePath
  MINIMUM = [['16.6', '16.3'], ['16.8', '16.7'], ['17.0', '16.11'], ['17.4', '17.3'], ['17.6', '17.5'], ['17.9', '17.8'],
             ['18.0', '17.11'], ['18.3', '18.2'], ['18.6', '18.5'], ['18.9', '18.8'], ['19.0', '18.11'],
             ['19.3', '19.2']].freeze

  # PostgreSQL a node must run. The lab has Debian's 13 and 15, so 15 represents all majors after 14.
  POSTGRESQL = [['16.0', 13], ['17.0', 14], ['18.0', 15]].freeze

  # The majors a package brings side by side. GitLab's 16.6 brings 12, 13 and 14, its 17.5 14 and 16.
  BROUGHT = [['16.0', [13, 15]], ['17.0', [15]]].freeze

  # The major of a new database. https://gitlab.com/gitlab-org/omnibus-gitlab/-/merge_requests/7294 (16.7: 14 instead of 13)
  FRESH = [['16.0', 13], ['16.7', 15]].freeze

  module_function

  def minimum(version = Release.version) = latest(MINIMUM, version)
  def postgresql(version = Release.version) = latest(POSTGRESQL, version)
  def brought(version = Release.version) = latest(BROUGHT, version)
  def fresh(version = Release.version) = latest(FRESH, version)
  def latest(table, version) = table.select { |since, _| Release.at_least?(since, of: version) }.last&.last
end
