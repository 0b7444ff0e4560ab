# frozen_string_literal: true

require 'yaml'
require_relative '../../standins/version'

module Standin
  # The files that `gitlab-ctl reconfigure` writes for Rails, read once when a process starts.
  class Settings
    DIRECTORY = ENV.fetch('LAB_RAILS_ETC', '/var/opt/gitlab/gitlab-rails/etc')

    def self.load = @load ||= new

    # A process that cannot read its settings must not start.
    def preload = tap { [database, redis, redis_cache, gitlab, secrets] }

    def database = file('database.yml').fetch('main')
    def redis = file('resque.yml')
    # Without a Redis of its own the cache is in the main one.
    def redis_cache = file('redis.cache.yml').then { |cache| cache['url'] ? cache : redis }
    def gitlab = file('gitlab.yml')
    def secrets = file('secrets.yml')

    def storages = gitlab.dig('repositories', 'storages') || {}
    def monitoring_whitelist = gitlab.dig('monitoring', 'ip_whitelist') || ['127.0.0.0/8', '::1/128']
    def external_url = gitlab.dig('gitlab', 'url')
    def shell_secret = File.read(File.join(DIRECTORY, 'gitlab_shell_secret')).chomp

    private

    def file(name)
      @files ||= {}
      @files[name] ||= YAML.safe_load(File.read(File.join(DIRECTORY, name))).fetch('production')
    rescue Errno::ENOENT
      abort("#{File.join(DIRECTORY, name)} is missing: run `gitlab-ctl reconfigure`")
    rescue Errno::EACCES
      abort("#{File.join(DIRECTORY, name)}: permission denied; run this as root or as the git user")
    end
  end
end
