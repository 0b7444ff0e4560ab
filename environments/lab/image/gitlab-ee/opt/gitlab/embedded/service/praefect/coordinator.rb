# frozen_string_literal: true

require_relative 'store'

module Standin
  # Routes a request: reads to one healthy, up-to-date replica, writes to all of them with a vote.
  # https://docs.gitlab.com/administration/gitaly/praefect/#strong-consistency
  class Coordinator
    def initialize(config, store, log:)
      @config = config
      @store = store
      @log = log
    end

    def repository(params)
      virtual_storage = params.fetch('storage')
      check_virtual_storage(virtual_storage)
      @store.find(virtual_storage, params.fetch('path')) or raise RpcError.new('NotFound', 'repository not found')
    end

    def check_virtual_storage(name)
      raise RpcError.new('InvalidArgument', 'repository scoped: invalid Repository') unless @config.virtual_storages.include?(name)
    end

    def call(repository, storage, method, params = {}, timeout: 10)
      node = @config.node(repository.virtual_storage, storage) or raise RpcError.new('Internal', "storage #{storage} is not configured")
      where = { 'storage' => storage, 'path' => repository.replica_path }
      Client.new(node.address, node.token).call(method, where.merge(params), timeout: timeout)
    end

    # Health is a few seconds old, so a replica that just died is answered for by the next one.
    def read(repository, method, params = {})
      candidates = @store.up_to_date(repository).shuffle
      raise unavailable if candidates.empty?

      candidates.each_with_index do |storage, index|
        return call(repository, storage, method, params, timeout: 5)
      rescue RpcError => e
        raise if e.code != 'Unavailable' || index == candidates.size - 1
      end
    end

    def create(virtual_storage, path, default_branch)
      check_virtual_storage(virtual_storage)
      raise RpcError.new('AlreadyExists', 'repository exists already') if @store.find(virtual_storage, path)

      storages = @store.healthy(virtual_storage)
      raise RpcError.new('Unavailable', 'no healthy Gitaly nodes') if storages.empty?

      id, replica_path = @store.reserve
      repository = PraefectStore::Repository.new(id, virtual_storage, path, replica_path, 0, storages.sample)
      created = on_all(repository, storages) do |storage|
        call(repository, storage, 'create_repository', { default_branch: default_branch })
      end
      record(repository, storages, created)
    end

    # Two phases on the row-locked repository: every replica stores the objects and votes with the commit id it computed;
    # only with the primary's vote shared by a majority does any ref move.
    def write(repository, changes)
      primary = @store.elect_primary(repository) or raise unavailable
      @store.locked(repository) do |connection, generation|
        participants = @store.up_to_date(repository) | [primary]
        agreed = vote(repository, primary, participants, changes)
        written = on_all(repository, agreed.keys) do |storage|
          call(repository, storage, 'write_commit', { branch: changes['branch'] }.merge(agreed[storage]))
        end.keys
        raise RpcError.new('Internal', 'the primary could not commit') unless written.include?(primary)

        @store.advance(connection, repository, generation + 1, written)
        { 'commit' => agreed[primary]['new'], 'generation' => generation + 1, 'primary' => primary, 'storages' => written }
      end
    end

    # A new repository with the content of a bundle; every replica must take it.
    def restore(virtual_storage, path, bundle)
      storages = create(virtual_storage, path, 'main')['storages']
      repository = @store.find(virtual_storage, path)
      done = on_all(repository, storages) { |storage| call(repository, storage, 'restore_repository', { bundle: bundle }, timeout: 60) }
      return { 'storages' => done.keys } if done.size == storages.size

      remove(repository)
      raise RpcError.new('Internal', "the bundle could not be unpacked on #{(storages - done.keys).join(', ')}")
    end

    def remove(repository)
      storages = @store.replicas(repository.id).map { |replica| replica['storage'] }
      removed = on_all(repository, storages) { |storage| call(repository, storage, 'remove_repository') }
      @store.delete(repository.id)
      { 'storages' => removed.keys }
    end

    # Yields each storage in a thread of its own; returns the answers of those that did it.
    def on_all(repository, storages)
      threads = storages.map do |storage|
        Thread.new do
          [storage, yield(storage)]
        rescue RpcError => e
          @log.warn('replica failed', storage: storage, path: repository.relative_path, error: e.go_text)
          nil
        end
      end
      threads.map(&:value).compact.to_h
    end

    private

    def record(repository, asked, done)
      if done.size <= asked.size / 2 || !done.key?(repository.primary)
        on_all(repository, done.keys) { |storage| call(repository, storage, 'remove_repository') }
        raise RpcError.new('FailedPrecondition', 'transaction: not enough votes to reach quorum')
      end
      @store.insert(repository, done.keys)
      { 'repository_id' => repository.id, 'replica_path' => repository.replica_path, 'primary' => repository.primary, 'storages' => done.keys }
    end

    def vote(repository, primary, participants, changes)
      votes = on_all(repository, participants) { |storage| call(repository, storage, 'write_prepare', changes) }
      agreed = votes.select { |_, ballot| ballot == votes[primary] }
      return agreed if votes.key?(primary) && agreed.size > participants.size / 2

      raise RpcError.new('FailedPrecondition', 'transaction: not enough votes to reach quorum')
    end

    def unavailable = RpcError.new('Unavailable', 'primary gitaly is not healthy: the repository has no valid primary')
  end
end
