# frozen_string_literal: true

require 'json'
require 'rack'
require_relative 'remote_ip'
require_relative '../lib/tokens'

module Standin
  # What a handler asks of a request: parameters from path, query, form or JSON, and who is calling.
  class Request
    class Refused < StandardError
      attr_reader :status

      def initialize(status, message)
        @status = status
        super(message)
      end
    end

    attr_reader :captures, :settings, :env

    def initialize(env, settings)
      @env = env
      @settings = settings
      @rack = Rack::Request.new(env)
    end

    def verb = @env['REQUEST_METHOD']
    def match(pattern) = (@captures = @env['PATH_INFO'].match(pattern)&.named_captures)
    def params = @params ||= (json? ? JSON.parse(@rack.body.read) : @rack.params).merge(@captures || {})
    def flag?(name) = ['1', 'true', true, 1].include?(params[name])
    def monitoring? = RemoteIp.allowed?(@env, @settings.monitoring_whitelist)

    def user = @user ||= Tokens.user(@env['HTTP_PRIVATE_TOKEN'] || @env['HTTP_AUTHORIZATION'].to_s[/\ABearer (.+)\z/, 1])
    def user! = user || raise(Refused.new(401, '401 Unauthorized'))

    def required(name)
      value = params[name]
      value.to_s.empty? ? raise(Refused.new(400, "#{name} is missing")) : value
    end

    private

    def json? = @env['CONTENT_TYPE'].to_s.start_with?('application/json') && @env['CONTENT_LENGTH'].to_i.positive?
  end
end
