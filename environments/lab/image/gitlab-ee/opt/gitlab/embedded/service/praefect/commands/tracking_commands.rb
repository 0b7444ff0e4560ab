# frozen_string_literal: true

require_relative 'repository_commands'
require_relative '../coordinator'
require_relative '../replicator'
require_relative '../../standins/json_log'

module Standin
  # What is on the disks but not in the database, and how to take it in.
  # https://docs.gitlab.com/administration/gitaly/praefect/recovery/#manually-track-repositories
  module PraefectCommands
    UNITS = { 's' => 1, 'm' => 60, 'h' => 3600 }.freeze

    def self.list_untracked_repositories(config, flags)
      older = (flags['older-than'] || '6h').match(/\A(\d+)([smh])\z/) or raise PraefectCli::Failure, 'invalid duration for -older-than'
      seconds = older[1].to_i * UNITS[older[2]]
      lines = config.nodes.flat_map { |node| untracked_on(config, node, seconds) }
      puts 'The following repositories were found on disk, but missing from the tracking database:' unless lines.empty?
      lines.each { |line| print line, flags['delimiter'] || "\n" }
      0
    end

    def self.untracked_on(config, node, seconds)
      tracked = PraefectStore.new(PraefectDatabase.new(config.database)).tracked_paths(node.virtual_storage)
      found = Client.new(node.address, node.token).call('list_repositories', { storage: node.storage })['repositories']
      found.reject { |entry| tracked.include?(entry['path']) || entry['age_seconds'] < seconds }.map do |entry|
        JSON.generate({ relative_path: entry['path'], storage: node.storage, virtual_storage: node.virtual_storage })
      end
    rescue RpcError => e
      raise PraefectCli::Failure, "exec on #{node.virtual_storage.inspect}/#{node.storage.inspect}: #{e.go_text}"
    end

    PREFIX = 'attempting to track repository in praefect database'

    def self.track_repository(config, flags)
      storage, path, replica_path, source = required(flags, 'virtual-storage', 'relative-path', 'replica-path', 'authoritative-storage')
      ensure_on_disk(config, storage, source, replica_path)
      database = PraefectDatabase.new(config.database)
      store = PraefectStore.new(database)
      if store.find(storage, path)
        puts 'repository is already tracked in praefect database'
        return 0
      end
      repository = track(store, storage, path, replica_path, source)
      puts 'Finished adding new repository to be tracked in praefect database.'
      spread(config, database, store, repository, source, flags.key?('replicate-immediately'))
      0
    rescue RpcError => e
      raise PraefectCli::Failure, "#{PREFIX}: #{e.go_text}"
    end

    def self.track(store, storage, path, replica_path, source)
      id, = store.reserve
      PraefectStore::Repository.new(id, storage, path, replica_path, 0, source).tap { |repository| store.insert(repository, [source]) }
    end

    def self.ensure_on_disk(config, virtual_storage, storage, replica_path)
      unless config.virtual_storages.include?(virtual_storage)
        raise PraefectCli::Failure, "#{PREFIX}: virtual storage #{virtual_storage.inspect} not found"
      end

      node = config.node(virtual_storage, storage) or raise PraefectCli::Failure, "#{PREFIX}: node #{storage.inspect} not found"
      found = Client.new(node.address, node.token).call('repository_exists', { storage: storage, path: replica_path })['exists']
      raise PraefectCli::Failure, "#{PREFIX}: authoritative repository does not exist" unless found
    end

    def self.spread(config, database, store, repository, source, immediately)
      log = JsonLog.new('praefect', out: $stderr)
      replicator = Replicator.new(config, database, store, Coordinator.new(config, store, log: log), log: log)
      (config.nodes_of(repository.virtual_storage).map(&:storage) - [source]).each do |target|
        next puts("Added replication job to replicate repository to #{target.inspect}.") unless immediately

        replicator.replicate(repository, target)
        puts "Finished replicating repository to #{target.inspect}."
      end
    end
  end
end
