# frozen_string_literal: true

require_relative 'request'
require_relative '../lib/encryptor'
require_relative '../lib/gitaly_client'
require_relative '../lib/storage_weights'

module Standin
  # Projects with a repository each: Rails -> Praefect -> Gitaly. Paths and fields as https://docs.gitlab.com/api/projects/
  module ProjectApi
    INSERT = 'INSERT INTO projects (name, path, repository_storage, creator_id, runners_token_encrypted) VALUES ($1, $2, $3, $4, $5) RETURNING *'

    def self.create(request)
      user = request.user!
      name = request.required('name')
      path = name.downcase.gsub(/[^a-z0-9_.-]+/, '-')
      storage = StorageWeights.pick
      row = Database.instance.rows(INSERT, [name, path, storage, user['id'], Encryptor.encrypt("GR#{SecureRandom.hex(9)}")]).first
      repository(row, request.flag?('initialize_with_readme'))
      [201, present(row)]
    rescue PG::UniqueViolation
      [400, { 'message' => { 'path' => ['has already been taken'] } }]
    rescue RpcError => e
      Database.instance.rows('DELETE FROM projects WHERE id = $1', [row['id']]) if row
      [400, { 'message' => { 'base' => ["Failed to create repository. Error: #{e.ruby_text}"] } }]
    end

    def self.repository(row, readme)
      call(row, 'create_repository')
      call(row, 'write_files', branch: 'main', message: 'Initial commit', files: { 'README.md' => "# #{row['name']}\n" }) if readme
    end

    # Decrypts, as GitLab does to show a project: with other secrets than the writer's this is the well-known 500.
    def self.show(request)
      request.user!
      row = find(request)
      Encryptor.decrypt(row['runners_token_encrypted'])
      [200, present(row)]
    end

    def self.list(request)
      request.user!
      [200, Database.instance.rows('SELECT * FROM projects ORDER BY id').map { |row| present(row) }]
    end

    def self.delete(request)
      request.user!
      row = find(request)
      call(row, 'remove_repository')
      Database.instance.rows('DELETE FROM projects WHERE id = $1', [row['id']])
      [202, { 'message' => '202 Accepted' }]
    end

    # https://docs.gitlab.com/api/commits/#create-a-commit-with-multiple-files-and-actions (create and update only)
    def self.commit(request)
      request.user!
      files = request.required('actions').to_h { |action| [action.fetch('file_path'), action.fetch('content')] }
      answer = call(find(request), 'write_files', branch: request.required('branch'), message: request.required('commit_message'), files: files)
      [201, { 'id' => answer['commit'], 'title' => request.params['commit_message'], 'lab_written_to' => answer['storages'] }]
    rescue RpcError => e
      [503, { 'message' => e.ruby_text }]
    end

    def self.file(request)
      request.user!
      answer = call(find(request), 'read_file', branch: request.params.fetch('ref', 'main'), file: request.params['file'])
      [200, { 'file_path' => request.params['file'], 'content' => answer['content'], 'encoding' => 'text' }]
    rescue RpcError => e
      [e.code == 'NotFound' ? 404 : 503, { 'message' => e.ruby_text }]
    end

    def self.find(request)
      Database.instance.rows('SELECT * FROM projects WHERE id = $1', [request.params['id']]).first or
        raise Request::Refused.new(404, '404 Project Not Found')
    end

    def self.call(row, method, params = {})
      GitalyClient.for(row['repository_storage']).call(method, GitalyClient.disk_path(row['id']), params)
    end

    def self.present(row)
      { 'id' => row['id'].to_i, 'name' => row['name'], 'path' => row['path'], 'path_with_namespace' => "root/#{row['path']}",
        'default_branch' => 'main', 'repository_storage' => row['repository_storage'], 'created_at' => row['created_at'] }
    end

    ROUTES = [
      ['POST', %r{\A/api/v4/projects\z}, method(:create)],
      ['GET', %r{\A/api/v4/projects\z}, method(:list)],
      ['GET', %r{\A/api/v4/projects/(?<id>\d+)\z}, method(:show)],
      ['DELETE', %r{\A/api/v4/projects/(?<id>\d+)\z}, method(:delete)],
      ['POST', %r{\A/api/v4/projects/(?<id>\d+)/repository/commits\z}, method(:commit)],
      ['GET', %r{\A/api/v4/projects/(?<id>\d+)/repository/files/(?<file>[^/]+)\z}, method(:file)]
    ].freeze
  end
end
