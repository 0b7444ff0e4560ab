# frozen_string_literal: true

require_relative 'wire'

module Standin
  # A thread per connection. The service object has one public method per request name, listed in its METHODS constant;
  # the token is checked before anything else, health included (gRPC's interceptor order in Gitaly and Praefect).
  class WireServer
    IDLE_SECONDS = 60

    def initialize(service, log:, token:, transitioning: false)
      @service = service
      @log = log
      @token = token
      @transitioning = transitioning
      @listeners = []
    end

    def listen(addresses)
      @listeners = addresses.map { |text| Address.parse(text).listen }
      @log.info('listening', addresses: addresses, banner: BANNER)
    end

    # Returns when #stop is called.
    def run
      @listeners.map { |listener| Thread.new { accept_on(listener) } }.each(&:join)
    end

    def stop
      @listeners.each { |listener| listener.close rescue nil } # rubocop:disable Style/RescueModifier
    end

    private

    def accept_on(listener)
      loop do
        socket = listener.accept
        Thread.new { converse(socket) }
      rescue IOError, Errno::EBADF, Errno::EINVAL
        break
      end
    end

    def converse(socket)
      while socket.wait_readable(IDLE_SECONDS) && (line = socket.gets)
        socket.write("#{JSON.generate(respond(line))}\n")
      end
    rescue SystemCallError, IOError
      nil # a load balancer's connect check, or a client that went away
    ensure
      socket.close
    end

    def respond(line)
      request = JSON.parse(line)
      authenticate(request['token'])
      { result: dispatch(request.fetch('method'), request.fetch('params', {})) }
    rescue RpcError => e
      { error: { code: e.code, message: e.message } }
    rescue JSON::ParserError, KeyError, ArgumentError => e
      { error: { code: 'InvalidArgument', message: e.message } }
    rescue StandardError => e
      @log.error(e.message, exception: e.class.name, at: e.backtrace.first)
      { error: { code: 'Internal', message: e.message } }
    end

    def authenticate(token)
      return if @token.to_s.empty? || @transitioning
      raise RpcError.new('Unauthenticated', 'authentication required') if token.nil?
      raise RpcError.new('PermissionDenied', 'permission denied') unless Token.valid?(@token, token)
    end

    def dispatch(method, params)
      raise RpcError.new('Unimplemented', "unknown method #{method}") unless @service.class::METHODS.include?(method)

      @service.public_send(method, params)
    end
  end
end
