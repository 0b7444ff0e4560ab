# frozen_string_literal: true

require 'base64'
require 'shellwords'
require_relative 'repository'
require_relative '../standins/ntp'
require_relative '../standins/version'

module Standin
  # What the Gitaly stand-in answers. One class, because Praefect forwards the same names.
  class GitalyService
    METHODS = %w[health server_info readiness clock_synced repository_exists create_repository remove_repository
                 list_repositories refs checksum read_file write_prepare write_commit write_files fetch_bundle
                 replicate_repository restore_repository].freeze

    def initialize(config)
      @storages = config.storages
      @token = config.token
    end

    def health(_params) = { 'status' => 'SERVING', 'standin' => BANNER }

    def server_info(_params)
      { 'server_version' => VERSION, 'git_version' => `git version`.split[2], 'standin' => BANNER,
        'storage_statuses' => @storages.map { |name, path| storage_status(name, path) } }
    end

    def readiness(_params)
      bad = server_info(nil)['storage_statuses'].reject { |status| status['readable'] && status['writeable'] }
      { 'ok' => bad.empty?, 'failures' => bad.map { |status| "storage #{status['storage_name']} is not readable or writable" } }
    end

    def clock_synced(params)
      { 'synced' => Ntp.synced?(params['ntp_host'], params.fetch('drift_threshold_seconds')) }
    rescue StandardError => e
      raise RpcError.new('Internal', e.message)
    end

    def repository_exists(params) = { 'exists' => repository(params).exist? }

    def create_repository(params)
      repository(params).create(params.fetch('default_branch', 'main'))
      { 'standin' => BANNER }
    end

    def remove_repository(params)
      repository(params).remove
      {}
    end

    # What `praefect list-untracked-repositories` walks: bare repositories with the time they last changed.
    def list_repositories(params)
      root = storage_path(params)
      found = Dir.glob('{@hashed,@cluster/repositories,@snippets,@groups}/**/*', base: root).select do |path|
        File.file?(File.join(root, path, 'HEAD')) && File.directory?(File.join(root, path, 'objects'))
      end
      { 'repositories' => found.map { |path| { 'path' => path, 'age_seconds' => (Time.now - File.mtime(File.join(root, path))).to_i } } }
    end

    def refs(params) = { 'refs' => repository(params).refs }
    def checksum(params) = { 'checksum' => repository(params).checksum }
    def read_file(params) = { 'content' => repository(params).read(params.fetch('branch'), params.fetch('file')) }

    def write_prepare(params)
      repository(params).prepare(*params.fetch_values('branch', 'files', 'message', 'date'))
    end

    def write_commit(params)
      repository(params).commit_update(*params.fetch_values('branch', 'old', 'new'))
      { 'checksum' => repository(params).checksum }
    end

    # The whole write at once, for Rails without Praefect.
    def write_files(params)
      changes = { 'date' => "#{Time.now.to_i} +0000", 'branch' => 'main' }.merge(params)
      update = write_prepare(changes)
      write_commit(changes.merge(update))
      { 'commit' => update['new'], 'storages' => [params.fetch('storage')] }
    end

    def fetch_bundle(params)
      data = repository(params).bundle
      { 'bundle' => data && Base64.strict_encode64(data) }
    end

    # What gitaly-backup does with a bundle: RestoreRepository.
    def restore_repository(params)
      data = params['bundle']
      repository(params).mirror(data && Base64.strict_decode64(data), params.fetch('default_branch', 'main'))
      { 'checksum' => repository(params).checksum }
    end

    # The target pulls from the source node, as Gitaly's ReplicateRepository does (Gitaly -> Gitaly, port 8075).
    def replicate_repository(params)
      source = params.fetch('source')
      client = Client.new(source.fetch('address'), source['token'])
      data = client.call('fetch_bundle', { 'storage' => source.fetch('storage'), 'path' => params.fetch('path') }, timeout: 60)['bundle']
      repository(params).mirror(data && Base64.strict_decode64(data), params.fetch('default_branch', 'main'))
      { 'checksum' => repository(params).checksum }
    end

    private

    def repository(params) = Repository.new(storage_path(params), params.fetch('path'))

    def storage_path(params)
      name = params.fetch('storage')
      @storages.fetch(name) { raise RpcError.new('InvalidArgument', "GetStorageByName: no such storage: #{name.inspect}") }
    end

    # Gitaly's shardCheck: the directory is there, and a file can be written to it.
    def storage_status(name, path)
      probe = File.join(path, '+testWrite')
      File.write(probe, 'testWrite')
      File.unlink(probe)
      status(name, path, true)
    rescue SystemCallError
      status(name, path, false)
    end

    def status(name, path, writeable)
      available, used = `df --output=avail,used -k #{path.shellescape} 2>/dev/null`.lines.last.to_s.split.map { |kib| kib.to_i * 1024 }
      { 'storage_name' => name, 'readable' => File.directory?(path), 'writeable' => writeable,
        'available_bytes' => available, 'used_bytes' => used }
    end
  end
end
