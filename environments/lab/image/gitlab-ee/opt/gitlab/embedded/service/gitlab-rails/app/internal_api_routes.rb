# frozen_string_literal: true

require_relative 'request'
require_relative '../lib/redis_connection'
require_relative '../../standins/internal_api'

module Standin
  # /api/v4/internal/*, which Gitaly and gitlab-shell call with the shared secret: https://docs.gitlab.com/development/internal_api/
  module InternalApiRoutes
    def self.authenticate(request)
      header = request.env["HTTP_#{InternalToken::HEADER.upcase.tr('-', '_')}"]
      raise Request::Refused.new(401, '401 Unauthorized') unless InternalToken.valid?(request.settings.shell_secret, header)
    end

    def self.check(request)
      authenticate(request)
      [200, { 'api_version' => 'v4', 'gitlab_version' => "#{VERSION}-ee", 'gitlab_rev' => REVISION, 'redis' => redis? }]
    end

    def self.redis?
      RedisConnection.current.ping == 'PONG'
    rescue Redis::BaseError
      false
    end

    # Looks the key itself up, by the fingerprint GitLab indexes.
    def self.authorized_keys(request)
      authenticate(request)
      print = fingerprint(request.required('key'))
      row = print && Database.instance.rows('SELECT id, title, key FROM keys WHERE fingerprint_sha256 = $1', [print]).first
      row ? [200, row.merge('id' => row['id'].to_i)] : [404, { 'message' => '404 Key Not Found' }]
    end

    def self.discover(request)
      authenticate(request)
      sql = 'SELECT u.id, u.name, u.username FROM users u JOIN keys k ON k.user_id = u.id WHERE k.id = $1'
      row = Database.instance.rows(sql, [request.required('key_id').to_i]).first
      row ? [200, row.merge('id' => row['id'].to_i)] : [404, { 'message' => '404 Key Not Found' }]
    end

    # https://docs.gitlab.com/api/user_keys/#add-an-ssh-key
    def self.add_key(request)
      user = request.user!
      type, data = request.required('key').split
      print = fingerprint(data) or raise Request::Refused.new(400, 'Key is invalid')
      row = Database.instance.rows('INSERT INTO keys (user_id, key, title, fingerprint_sha256) VALUES ($1, $2, $3, $4) RETURNING id, title, key',
                                   [user['id'], "#{type} #{data}", request.required('title'), print]).first
      [201, row.merge('id' => row['id'].to_i)]
    rescue PG::UniqueViolation
      [400, { 'message' => { 'fingerprint' => ['has already been taken'] } }]
    end

    # nil when it is not Base64.
    def self.fingerprint(data)
      { value: OpenSSL::Digest::SHA256.digest(Base64.strict_decode64(data.to_s)), format: 1 }
    rescue ArgumentError
      nil
    end

    ROUTES = [
      ['GET', %r{\A/api/v4/internal/check\z}, method(:check)],
      ['GET', %r{\A/api/v4/internal/authorized_keys\z}, method(:authorized_keys)],
      ['GET', %r{\A/api/v4/internal/discover\z}, method(:discover)],
      ['POST', %r{\A/api/v4/user/keys\z}, method(:add_key)]
    ].freeze
  end
end
