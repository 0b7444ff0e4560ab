# frozen_string_literal: true

require_relative 'release'

# Deprecated and removed settings of gitlab.rb, by the list of one version.
# https://gitlab.com/gitlab-org/omnibus-gitlab/-/blob/master/files/gitlab-cookbooks/package/libraries/deprecations.rb
class Removals
  # A setting that is refused for certain values only.
  REFUSED = {
    'grafana.enable' => [true], 'mattermost.enable' => [true], 'repmgr.enable' => [true], 'repmgrd.enable' => [true],
    'unicorn.enable' => [true], 'praefect.failover_election_strategy' => %w[sql local]
  }.freeze
  ALLOWED_BELOW = { 'unicorn.*' => %w[enable svlogd_prefix], 'repmgr.*' => %w[enable], 'repmgrd.*' => %w[enable] }.freeze

  # settings: what gitlab.rb says. own: the version whose list it is (the installed one); target: the version asked about.
  def initialize(settings, own: Release.version, target: own)
    @settings = settings
    @own = own
    @target = target
  end

  def removed = messages('removed_in', 'was removed in')

  def deprecated
    messages('deprecated_in', 'will be removed in').reject { |text| removed_keys.any? { |key| text.start_with?("* #{key} ") } }
  end

  private

  def messages(field, verb)
    known.select { |entry| due?(entry, field) }.flat_map do |entry|
      found(entry).map do |key|
        "* #{key} has been deprecated since #{entry['deprecated_in']} and #{verb} #{entry['removed_in']}. #{entry['note']}".strip
      end
    end
  end

  def removed_keys = known.select { |entry| due?(entry, 'removed_in') }.flat_map { |entry| found(entry) }

  # The list of a version holds what its deprecations.rb held; entries come and go.
  def known
    @known ||= Release.deprecations.select do |entry|
      minor = Release.number(@own).first(2)
      (minor <=> Release.number(entry['listed_from']).first(2)) >= 0 &&
        (minor <=> Release.number(entry['listed_until']).first(2)) <= 0
    end
  end

  def due?(entry, field) = !entry[field].empty? && Release.at_least?(entry[field], of: @target)

  # The settings of gitlab.rb the entry speaks of, written as gitlab.rb writes them.
  def found(entry)
    return below(entry) if entry['key'].end_with?('.*')
    return thresholds if entry['key'] == 'registry.notifications.threshold'

    value = entry['key'].split('.').inject(@settings) { |level, key| level.is_a?(Hash) ? level[key] : nil }
    refused?(entry, value) ? [spell(entry['key'])] : []
  end

  def refused?(entry, value)
    return false if value.nil? || value.respond_to?(:empty?) && value.empty?

    !REFUSED.key?(entry['key']) || REFUSED[entry['key']].include?(value)
  end

  def below(entry)
    section = entry['key'].delete_suffix('.*')
    given = @settings[section].is_a?(Hash) ? @settings[section].compact.keys : []
    (given - ALLOWED_BELOW.fetch(entry['key'], [])).map { |key| spell("#{section}.#{key}") }
  end

  def thresholds
    entries = @settings.dig('registry', 'notifications')
    return [] unless entries.is_a?(Array) && entries.any? { |entry| entry.is_a?(Hash) && entry.key?('threshold') }

    ["registry['notifications'][{'threshold' => value}]"]
  end

  def spell(key)
    first, *rest = key.split('.')
    first + rest.map { |part| "['#{part}']" }.join
  end
end
