# frozen_string_literal: true

require_relative '../../standins/wire'
require_relative 'settings'

module Standin
  # The storages of gitlab.yml: each is a Gitaly, or a Praefect in front of several.
  class GitalyClient
    def self.for(storage)
      entry = Settings.load.storages[storage] or raise RpcError.new('InvalidArgument', "no such storage: #{storage}")
      new(storage, entry.fetch('gitaly_address'), entry['gitaly_token'])
    end

    def self.checks = Settings.load.storages.keys.to_h { |storage| [storage, self.for(storage).check] }

    attr_reader :address

    def initialize(storage, address, token)
      @storage = storage
      @address = address
      @client = Client.new(address, token)
    end

    # nil when the server is ready, else the reason as grpc's Ruby library words it ("7:permission denied").
    def check
      answer = @client.call('readiness', timeout: 10)
      answer['ok'] ? nil : answer['failures'].join("\n")
    rescue RpcError => e
      e.ruby_text
    end

    def server_info = @client.call('server_info')

    def call(method, path, params = {}) = @client.call(method, { storage: @storage, path: path }.merge(params), timeout: 30)

    # https://docs.gitlab.com/administration/repository_storage_paths/#hashed-storage
    def self.disk_path(project_id)
      digest = OpenSSL::Digest::SHA256.hexdigest(project_id.to_s)
      "@hashed/#{digest[0, 2]}/#{digest[2, 2]}/#{digest}.git"
    end
  end
end
