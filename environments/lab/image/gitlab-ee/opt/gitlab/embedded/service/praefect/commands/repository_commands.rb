# frozen_string_literal: true

require_relative '../store'

module Standin
  # Commands that ask the running Praefect of this node, as upstream does.
  module PraefectCommands
    def self.server(config) = Client.new(config.addresses.first, config.token)

    def self.dataloss(config, flags)
      partial = flags.key?('partially-unavailable')
      (flags['virtual-storage'] ? [flags['virtual-storage']] : config.virtual_storages.sort).each do |name|
        found = server(config).call('dataloss', { virtual_storage: name, partially_unavailable: partial })['repositories']
        puts "Virtual storage: #{name}"
        next print_losses(found) unless found.empty?

        puts partial ? '  All repositories are fully available on all assigned storages!' : '  All repositories are available!'
      end
      0
    rescue RpcError => e
      raise PraefectCli::Failure, "error checking: #{e.go_text}"
    end

    def self.print_losses(found)
      puts '  Repositories:'
      found.each do |repository|
        puts "    #{repository['relative_path']}#{' (unavailable)' if repository['unavailable']}:"
        puts "      Primary: #{repository['primary'].to_s.empty? ? 'No Primary' : repository['primary']}"
        current, outdated = repository['replicas'].partition { |replica| replica['generation'] == repository['generation'] }
        puts '      In-Sync Storages:', *current.map { |replica| "        #{replica['storage']}#{remarks(replica)}" }
        puts '      Outdated Storages:', *outdated.map { |replica| outdated_line(replica, repository['generation']) }
      end
    end

    def self.outdated_line(replica, generation)
      behind = generation - replica['generation']
      "        #{replica['storage']} is behind by #{behind} change#{'s' if behind > 1} or less#{remarks(replica)}"
    end

    def self.remarks(replica) = ", assigned host#{', unhealthy' unless replica['healthy']}"

    def self.metadata(config, flags)
      answer = server(config).call('metadata', repository_query(flags))
      repository = answer['repository']
      puts "Repository ID: #{repository['id']}", "Virtual Storage: #{repository['virtual_storage'].inspect}",
           "Relative Path: #{repository['relative_path'].inspect}", "Replica Path: #{repository['replica_path'].inspect}",
           "Primary: #{repository['primary'].inspect}", "Generation: #{repository['generation']}", 'Replicas:'
      answer['replicas'].each { |replica| print_replica(replica, repository['generation']) }
      0
    rescue RpcError => e
      raise PraefectCli::Failure, "get metadata: #{e.go_text}"
    end

    def self.print_replica(replica, generation)
      puts "- Storage: #{replica['storage'].inspect}", '  Assigned: true', "  Generation: #{generation_text(replica['generation'], generation)}",
           "  Healthy: #{replica['healthy']}", "  Valid Primary: #{replica['valid_primary']}",
           "  Verified At: #{replica['verified_at'] || 'unverified'}"
    end

    def self.generation_text(own, newest)
      return 'replica not yet created' if own == -1

      own < newest ? "#{own}, behind by #{newest - own} changes" : "#{own}, fully up to date"
    end

    def self.repository_query(flags)
      id, storage, path = flags.values_at('repository-id', 'virtual-storage', 'relative-path')
      raise PraefectCli::Failure, "virtual storage and relative path can't be provided with a repository ID" if id && (storage || path)
      return { repository_id: id.to_i } if id
      raise PraefectCli::Failure, 'repository ID or virtual storage and relative path required' unless storage || path
      raise PraefectCli::Failure, 'virtual storage is required with relative path' unless storage
      raise PraefectCli::Failure, 'relative path is required with virtual storage' unless path

      { storage: storage, path: path }
    end

    def self.remove_repository(config, flags)
      storage, path = required(flags, 'virtual-storage', 'relative-path')
      known = PraefectStore.new(PraefectDatabase.new(config.database)).find(storage, path)
      raise PraefectCli::Failure, 'repository is not being tracked in Praefect' unless known

      puts 'Repository found in the database.'
      unless flags.key?('apply')
        puts 'Re-run the command with -apply to remove repositories from the database and disk, ' \
             'or -apply and -db-only to remove from database only.'
        return 0
      end
      puts "Attempting to remove #{path} from the database, and delete it from all gitaly nodes..."
      server(config).call('remove_repository', { storage: storage, path: path })
      puts 'Repository removal completed.'
      0
    rescue RpcError => e
      raise PraefectCli::Failure, "repository removal failed: #{e.go_text}"
    end

    # Marks replicas for verification; the running Praefect's verifier does it within seconds.
    def self.verify(config, flags)
      where, params = verify_selection(flags)
      rows = PraefectDatabase.new(config.database).rows("UPDATE storage_repositories SET verified_at = NULL WHERE #{where} RETURNING 1", params)
      puts "#{rows.size} replicas marked unverified"
      0
    end

    def self.verify_selection(flags)
      return ['repository_id = $1', [flags['repository-id'].to_i]] if flags['repository-id']

      storage = flags['virtual-storage'] or raise PraefectCli::Failure, 'repository id, virtual storage or storage required'
      return ['virtual_storage = $1 AND storage = $2', [storage, flags['storage']]] if flags['storage']

      ['virtual_storage = $1', [storage]]
    end

    def self.required(flags, *names)
      missing = names.reject { |name| flags[name].is_a?(String) }
      raise PraefectCli::Failure, "Required flag#{'s' if missing.size > 1} #{missing.map(&:inspect).join(', ')} not set" unless missing.empty?

      flags.values_at(*names)
    end
  end
end
