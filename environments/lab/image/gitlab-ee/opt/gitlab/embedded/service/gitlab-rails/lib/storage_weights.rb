# frozen_string_literal: true

require 'json'
require_relative 'database'
require_relative 'gitaly_client'

module Standin
  # The application setting repository_storages_weighted.
  # https://docs.gitlab.com/administration/repository_storage_paths/#configure-where-new-repositories-are-stored
  module StorageWeights
    Invalid = Class.new(StandardError)

    def self.all
      JSON.parse(Database.instance.rows('SELECT repository_storages_weighted AS weights FROM application_settings').first['weights'])
    end

    # Storages without a weight get this one; weights of storages that are not named go.
    def self.complete(names, weight)
      unknown = names - Settings.load.storages.keys
      raise Invalid, "Validation failed: Repository storages weighted can't include: #{unknown.join(', ')}" unless unknown.empty?

      weights = names.to_h { |name| [name, all.fetch(name, weight)] }
      Database.instance.rows('UPDATE application_settings SET repository_storages_weighted = $1, updated_at = now()', [JSON.generate(weights)])
    end

    # By chance, as GitLab does: a storage of weight 0 is never picked.
    def self.pick
      weights = all.slice(*Settings.load.storages.keys).select { |_, weight| weight.positive? }
      weights.max_by { |_, weight| rand**(1.0 / weight) }&.first || 'default'
    end

    # The state of each storage by Gitaly::Server: a server that does not list it makes it unavailable.
    def self.report
      weights = all
      Settings.load.storages.each_key { |name| puts "storage #{name} weight #{weights[name] || 'unset'} #{state(name)}" }
    end

    def self.state(name)
      status = GitalyClient.for(name).server_info.fetch('storage_statuses', []).find { |entry| entry['storage_name'] == name }
      status && status['readable'] && status['writeable'] ? 'ok' : 'unavailable'
    rescue RpcError => e
      %w[Unavailable DeadlineExceeded].include?(e.code) ? 'unavailable' : e.ruby_text.lines.first.strip
    end
    private_class_method :state
  end
end
