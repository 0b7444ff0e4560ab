# frozen_string_literal: true

require_relative 'checks'
require_relative 'coordinator'
require_relative '../standins/version'

module Standin
  # What Praefect answers to Rails and to its own commands.
  class PraefectService
    METHODS = %w[health server_info readiness repository_exists create_repository remove_repository refs checksum
                 read_file write_files replicas dataloss metadata fetch_bundle restore_repository].freeze

    def initialize(config, store, coordinator)
      @config = config
      @store = store
      @coordinator = coordinator
    end

    def health(_params) = { 'status' => 'SERVING', 'standin' => BANNER }

    def readiness(_params)
      failures = PraefectChecks.new(@config, quiet: true).readiness.filter_map do |check|
        check.run.call
        nil
      rescue PraefectChecks::Failed, RpcError => e
        "#{check.name}: #{e.message}" if check.severity == 'fatal'
      end
      { 'ok' => failures.empty?, 'failures' => failures }
    end

    def server_info(_params)
      statuses = @config.virtual_storages.map do |name|
        healthy = @store.healthy(name)
        { 'storage_name' => name, 'readable' => healthy.any?, 'writeable' => healthy.any?, 'replication_factor' => @config.nodes_of(name).size }
      end
      { 'server_version' => VERSION, 'standin' => BANNER, 'storage_statuses' => statuses }
    end

    def create_repository(params)
      @coordinator.create(params.fetch('storage'), params.fetch('path'), params.fetch('default_branch', 'main'))
    end

    def remove_repository(params) = @coordinator.remove(@coordinator.repository(params))

    def repository_exists(params)
      @coordinator.check_virtual_storage(params.fetch('storage'))
      repository = @store.find(params['storage'], params.fetch('path'))
      { 'exists' => !repository.nil? && @coordinator.read(repository, 'repository_exists')['exists'] }
    end

    def refs(params) = @coordinator.read(@coordinator.repository(params), 'refs')
    def checksum(params) = @coordinator.read(@coordinator.repository(params), 'checksum')
    def read_file(params) = @coordinator.read(@coordinator.repository(params), 'read_file', params.slice('branch', 'file'))

    def write_files(params)
      changes = { 'date' => "#{Time.now.to_i} +0000", 'branch' => 'main' }.merge(params.slice('branch', 'files', 'message'))
      @coordinator.write(@coordinator.repository(params), changes)
    end

    def fetch_bundle(params) = @coordinator.read(@coordinator.repository(params), 'fetch_bundle')
    def restore_repository(params) = @coordinator.restore(params.fetch('storage'), params.fetch('path'), params['bundle'])

    # Checksums read from every disk, for gitlab:praefect:replicas.
    def replicas(params)
      repository = @coordinator.repository(params)
      primary = @store.elect_primary(repository) || repository.primary
      sums = @store.replicas(repository.id).to_h do |replica|
        [replica['storage'], disk_checksum(repository, replica['storage'])]
      end
      { 'primary' => primary, 'replicas' => sums }
    end

    def metadata(params)
      repository = params['repository_id'] ? @store.find_by_id(params['repository_id']) : @coordinator.repository(params)
      raise RpcError.new('NotFound', 'repository not found') unless repository

      known = @store.replicas(repository.id).to_h { |replica| [replica['storage'], replica] }
      healthy = @store.healthy(repository.virtual_storage)
      replicas = (@config.nodes_of(repository.virtual_storage).map(&:storage) | known.keys).map do |storage|
        absent = { 'storage' => storage, 'generation' => -1, 'healthy' => healthy.include?(storage), 'valid_primary' => false }
        absent.merge(known[storage] || {})
      end
      { 'repository' => repository.to_h, 'replicas' => replicas }
    end

    def dataloss(params)
      name = params.fetch('virtual_storage')
      @coordinator.check_virtual_storage(name)
      found = @store.repositories(name).filter_map { |repository| loss(repository, params['partially_unavailable']) }
      { 'repositories' => found }
    end

    private

    def loss(repository, partial)
      replicas = metadata({ 'repository_id' => repository.id })['replicas']
      unavailable = replicas.none? { |replica| replica['valid_primary'] }
      incomplete = replicas.any? { |replica| !replica['healthy'] || replica['generation'] < repository.generation }
      return unless unavailable || (partial && incomplete)

      { 'relative_path' => repository.relative_path, 'unavailable' => unavailable,
        'primary' => unavailable ? '' : @store.elect_primary(repository), 'generation' => repository.generation, 'replicas' => replicas }
    end

    def disk_checksum(repository, storage)
      @coordinator.call(repository, storage, 'checksum')['checksum']
    rescue RpcError
      '' # GitLab prints an empty checksum for a replica that cannot be read
    end
  end
end
