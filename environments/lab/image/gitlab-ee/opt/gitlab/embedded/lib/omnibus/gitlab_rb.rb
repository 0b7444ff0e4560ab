# frozen_string_literal: true

require_relative 'mash'

# Reads gitlab.rb as Omnibus does: plain Ruby, evaluated once, where an unknown top-level name is an error and
# `name = value` is only a local variable.
# https://gitlab.com/gitlab-org/omnibus-gitlab/-/blob/master/files/gitlab-cookbooks/package/libraries/settings_dsl.rb
class GitlabRb
  PATH = '/etc/gitlab/gitlab.rb'

  # Settings without a Hash below them: they are calls with one value, whose keys stay what they are (symbols too).
  VALUES = %w[external_url registry_external_url gitlab_kas_external_url mattermost_external_url pages_external_url
              git_data_dir git_data_dirs roles runtime_dir].freeze

  # names: what this version knows at top level. Returns name => Mash, or value for VALUES.
  def self.read(path, names)
    reader = new(names)
    return reader.settings unless File.exist?(path)

    Mash.vivify = true
    reader.instance_eval(File.read(path), path)
    reader.settings
  ensure
    Mash.vivify = false
  end

  attr_reader :settings

  def initialize(names)
    @settings = {}
    names.each { |name| VALUES.include?(name) ? define_value(name) : define_section(name) }
  end

  # Mixlib::Config's strict mode words it so.
  def method_missing(name, *_arguments)
    ::Kernel.raise "Reading unsupported config value #{name}."
  end

  def respond_to_missing?(_name, _private = false) = false

  private

  def define_section(name)
    define_singleton_method(name) do |value = nil|
      @settings[name] = Mash.from(value) if value
      @settings[name] ||= Mash.new
    end
  end

  def define_value(name)
    define_singleton_method(name) do |*value|
      @settings[name] = value.first unless value.empty?
      @settings[name]
    end
  end
end
