# frozen_string_literal: true

require 'json'
require 'socket'
require_relative 'remote_ip'
require_relative 'pages'
require_relative 'lab_api'
require_relative 'project_api'
require_relative 'internal_api_routes'
require_relative '../lib/health'

module Standin
  # The Rack application. Health comes first, as GitLab's middleware does, so that it needs neither database nor Redis.
  class Web
    JSON_TYPE = { 'Content-Type' => 'application/json', 'X-Gitlab-Lab' => BANNER }.freeze
    ROUTES = (LabApi::ROUTES + ProjectApi::ROUTES + InternalApiRoutes::ROUTES).freeze

    def initialize(settings)
      @settings = settings
    end

    def call(env)
      path = env['PATH_INFO']
      return health(path, env) if path.start_with?('/-/')
      return Pages.sign_in if env['REQUEST_METHOD'] == 'GET' && %w[/ /users/sign_in].include?(path)

      route(Request.new(env, @settings))
    rescue StandardError => e
      warn "#{env['REQUEST_METHOD']} #{path}: #{e.class}: #{e.message.strip} (#{e.backtrace.first})"
      json(500, { 'message' => '500 Internal Server Error', 'error' => "#{e.class}: #{e.message.strip}", 'node' => Socket.gethostname })
    end

    private

    def health(path, env)
      return [404, { 'Content-Type' => 'text/plain' }, ['']] unless RemoteIp.allowed?(env, @settings.monitoring_whitelist)

      case path
      when '/-/health' then [200, { 'Content-Type' => 'text/plain' }, ['GitLab OK']]
      when '/-/liveness' then json(200, { 'status' => 'ok' })
      when '/-/metrics' then [200, { 'Content-Type' => 'text/plain; version=0.0.4' }, ["gitlab_lab_info{standin=\"true\"} 1\n"]]
      when '/-/readiness' then readiness(env['QUERY_STRING'].to_s.split('&').include?('all=1'))
      else [404, { 'Content-Type' => 'text/plain' }, ['']]
      end
    end

    # https://docs.gitlab.com/administration/monitoring/health_check/
    def readiness(all)
      checks = { 'master_check' => [{ 'status' => 'ok' }] }
      checks.merge!(Health.all) if all
      good = Health.ok?(checks)
      json(good ? 200 : 503, { 'status' => good ? 'ok' : 'failed' }.merge(checks))
    end

    def route(request)
      method, _, handler = ROUTES.find { |verb, pattern, _| verb == request.verb && request.match(pattern) }
      return json(404, { 'error' => '404 Not Found' }) unless method

      json(*handler.call(request))
    rescue Request::Refused => e
      json(e.status, { 'message' => e.message })
    end

    def json(status, body) = [status, JSON_TYPE.dup, [JSON.generate(body)]]
  end
end
