# frozen_string_literal: true

require_relative 'request'
require_relative '../lib/background_migrations'
require_relative '../lib/jobs'
require_relative '../lib/read_hosts'

module Standin
  # /api/v4/version, and the endpoints which failover tests drive. The lab ones take no token: they exist only here.
  module LabApi
    INSERT = 'INSERT INTO lab_writes (note, node) VALUES ($1, $2) RETURNING id, inet_server_addr() AS server, pg_is_in_recovery() AS standby'
    COUNT = 'SELECT count(*)::int AS count, max(id)::bigint AS max_id, count(worked_by)::int AS worked FROM lab_writes WHERE id > $1'

    # GitLab asks for a token (401 without). The lab also answers monitoring addresses, so that every node's running
    # version can be read before any token exists; the answer says so.
    def self.version(request)
      remark = 'answered without a token to an address of monitoring_whitelist; GitLab answers 401'
      raise Request::Refused.new(401, '401 Unauthorized') unless request.monitoring? || request.user

      body = { 'version' => "#{VERSION}-ee", 'revision' => REVISION, 'enterprise' => true, 'standin' => BANNER }
      [200, request.monitoring? ? body.merge('lab' => remark) : body]
    end

    def self.write(request)
      row = Database.instance.rows(INSERT, [request.params['note'], Socket.gethostname]).first
      body = { 'id' => row['id'].to_i, 'node' => Socket.gethostname, 'database_server' => row['server'] }
      body['redis_counter'] = RedisConnection.current.incr('lab:writes') if request.flag?('redis')
      body['jid'] = Jobs.push('LabWriteWorker', body['id']) if request.flag?('job')
      [201, body]
    end

    def self.count(request)
      row = Database.instance.rows(COUNT, [request.params.fetch('after', 0).to_i]).first
      [200, { 'count' => row['count'].to_i, 'max_id' => row['max_id']&.to_i, 'worked' => row['worked'].to_i, 'node' => Socket.gethostname }]
    end

    # The node of a query that only reads.
    def self.read(_request)
      rows, host = ReadHosts.rows('SELECT pg_is_in_recovery() AS standby')
      [200, { 'host' => host, 'standby' => rows.first['standby'] == 't' }]
    end

    def self.one(request)
      row = Database.instance.rows('SELECT * FROM lab_writes WHERE id = $1', [request.params['id'].to_i]).first
      row ? [200, row.merge('id' => row['id'].to_i)] : [404, { 'message' => '404 Not found' }]
    end

    def self.redis_counter(_request) = [200, { 'redis_counter' => RedisConnection.current.get('lab:writes').to_i }]

    # https://docs.gitlab.com/api/batched_background_migrations/
    def self.background_migrations(request)
      raise Request::Refused.new(403, '403 Forbidden') unless request.user!['admin'] == 't'

      rows = Database.instance.with { |connection| BackgroundMigrations.all(connection) }
      [200, rows.map { |row| present(row) }]
    end

    def self.present(row)
      row.slice('job_class_name', 'table_name', 'column_name')
         .merge('id' => row['id'].to_i, 'status' => BackgroundMigrations::STATES[row['status'].to_i])
    end

    ROUTES = [
      ['GET', %r{\A/api/v4/version\z}, method(:version)],
      ['POST', %r{\A/api/v4/lab/writes\z}, method(:write)],
      ['GET', %r{\A/api/v4/lab/writes\z}, method(:count)],
      ['GET', %r{\A/api/v4/lab/writes/(?<id>\d+)\z}, method(:one)],
      ['GET', %r{\A/api/v4/lab/read\z}, method(:read)],
      ['GET', %r{\A/api/v4/lab/redis\z}, method(:redis_counter)],
      ['GET', %r{\A/api/v4/admin/batched_background_migrations\z}, method(:background_migrations)]
    ].freeze
  end
end
