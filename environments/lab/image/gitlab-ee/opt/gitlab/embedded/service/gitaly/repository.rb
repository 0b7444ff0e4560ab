# frozen_string_literal: true

require 'fileutils'
require 'open3'
require 'tmpdir'
require_relative '../standins/wire'

module Standin
  # One bare repository on disk, driven by the real git.
  class Repository
    REFS = %r{\Arefs/(heads|tags|keep-around|merge-requests|environments|notes)/}.freeze
    BRANCH = %r{\A[\w][\w./-]*\z}.freeze
    ZERO = '0' * 40

    attr_reader :path

    def initialize(storage_path, relative_path)
      clean = relative_path.to_s
      if clean.empty? || clean.start_with?('/') || clean.split('/').include?('..')
        raise RpcError.new('InvalidArgument', "invalid relative path: #{clean.inspect}")
      end

      @path = File.join(storage_path, clean)
    end

    def exist? = File.file?(File.join(path, 'HEAD')) && File.directory?(File.join(path, 'objects'))

    def create(default_branch)
      raise RpcError.new('AlreadyExists', 'repository exists already') if exist?

      FileUtils.mkdir_p(File.dirname(path))
      run('git', 'init', '--quiet', '--bare', "--initial-branch=#{branch!(default_branch)}", path)
    end

    def remove
      raise not_found unless File.exist?(path)

      # Renamed first: a half-deleted repository must never be served.
      gone = "#{path}+deleted-#{Process.pid}-#{rand(1 << 32)}"
      File.rename(path, gone)
      FileUtils.rm_rf(gone)
    end

    def refs = git('for-each-ref', '--format=%(objectname) %(refname)').lines(chomp: true).map(&:split)

    # Gitaly's CalculateChecksum: XOR of the SHA-1 of every "oid name" line of the refs that matter.
    # https://gitlab.com/gitlab-org/gitaly/-/blob/master/internal/git/checksum.go
    def checksum
      sums = refs.select { |_, name| name.match?(REFS) }
                 .map { |oid, name| OpenSSL::Digest::SHA1.hexdigest("#{oid} #{name}").hex }
      sums.reduce(0, :^).to_s(16).rjust(40, '0')
    end

    # Phase one of a write: every object is stored, no ref moves. The answer is the vote; author and date come from the
    # caller, so replicas with equal history compute the same commit id.
    def prepare(branch, files, message, date)
      parent = resolve("refs/heads/#{branch!(branch)}")
      tree = Dir.mktmpdir('gitaly-index') { |dir| write_tree(File.join(dir, 'index'), parent, files) }
      { 'old' => parent || ZERO, 'new' => commit(tree, parent, message, date) }
    end

    # Phase two: git's compare-and-swap on the ref.
    def commit_update(branch, old, new)
      git('update-ref', "refs/heads/#{branch!(branch)}", new, old)
    end

    # A file that is not there is one thing, a git that was killed or is not there is another.
    def read(branch, file)
      object = resolve("refs/heads/#{branch!(branch)}:#{file}") or raise RpcError.new('NotFound', 'tree entry not found')
      git('cat-file', 'blob', object)
    end

    def bundle
      return nil if refs.empty?

      git('bundle', 'create', '--quiet', '-', '--all', binmode: true)
    end

    # Makes this repository equal to the bundle (nil: to an empty one), deleting refs which the source has not.
    def mirror(data, default_branch)
      create(default_branch) unless exist?
      return refs.each { |oid, name| git('update-ref', '-d', name, oid) } unless data

      Dir.mktmpdir('gitaly-bundle') do |dir|
        file = File.join(dir, 'all.bundle')
        File.binwrite(file, data)
        git('fetch', '--quiet', '--prune', file, '+refs/*:refs/*')
      end
    end

    private

    def write_tree(index, parent, files)
      env = { 'GIT_INDEX_FILE' => index }
      git('read-tree', parent, env: env) if parent
      files.each do |name, content|
        blob = git('hash-object', '-w', '--stdin', input: content).chomp
        git('update-index', '--add', '--cacheinfo', "100644,#{blob},#{name}", env: env)
      end
      git('write-tree', env: env).chomp
    end

    def commit(tree, parent, message, date)
      who = { 'NAME' => 'GitLab HA lab', 'EMAIL' => 'lab@example.invalid', 'DATE' => date }
      env = %w[AUTHOR COMMITTER].flat_map { |role| who.map { |key, value| ["GIT_#{role}_#{key}", value] } }.to_h
      git('commit-tree', tree, *(parent ? ['-p', parent] : []), '-m', message, env: env).chomp
    end

    def resolve(ref)
      out, status = Open3.capture2('git', '--git-dir', existing, 'rev-parse', '--quiet', '--verify', ref)
      return out.chomp if status.success?

      raise RpcError.new('Internal', "git rev-parse: #{status}") unless status.exitstatus == 1
    end

    def git(*args, **options) = run('git', '--git-dir', existing, *args, **options)

    def existing = exist? ? path : raise(not_found)
    def not_found = RpcError.new('NotFound', 'repository not found')

    def branch!(name)
      name.to_s.match?(BRANCH) ? name : raise(RpcError.new('InvalidArgument', "invalid branch #{name.inspect}"))
    end

    def run(*argv, env: {}, input: '', binmode: false)
      out, err, status = Open3.capture3(env, *argv, stdin_data: input, binmode: binmode)
      raise RpcError.new('Internal', "#{argv[0]} #{argv[3] || argv[1]}: #{err.strip}") unless status.success?

      out
    end
  end
end
