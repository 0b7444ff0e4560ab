# frozen_string_literal: true

require_relative 'wire'

module Standin
  # A thread per connection. The service object has one public method per request name, listed in its METHODS constant;
  # the token is checked before anything else, health included (gRPC's interceptor order in Gitaly and Praefect).
  class WireServer
    IDLE_SECONDS = 60
    FIRST_SECONDS = 1
    DRAIN_SECONDS = 10
    INHERITED = 'LAB_LISTENERS'

    def initialize(service, log:, token:, transitioning: false)
      @service = service
      @log = log
      @token = token
      @transitioning = transitioning
      @listeners = []
      @working = 0
      @lock = Mutex.new
    end

    # After a #reexec the sockets are already there: addresses that did not change keep listening all the while.
    def listen(addresses)
      inherited = JSON.parse(ENV.delete(INHERITED) || '{}')
      @listeners = addresses.map { |text| [text, inherited[text] ? adopt(text, inherited[text]) : Address.parse(text).listen] }.to_h
      @log.info('listening', addresses: addresses, banner: BANNER)
    end

    # Returns when #stop is called.
    def run
      @listeners.values.map { |listener| Thread.new { accept_on(listener) } }.each(&:join)
    end

    def stop
      @listeners.each_value { |listener| listener.close rescue nil } # rubocop:disable Style/RescueModifier
    end

    # HUP, as after an upgrade: the program on disk takes over this process with its listening sockets, once the requests
    # at work are done; new connections wait in the sockets' backlog. Gitaly and Praefect do the same with tableflip.
    # https://docs.gitlab.com/update/zero_downtime/#gitaly
    def reexec(command)
      @paused = true
      deadline = Process.clock_gettime(Process::CLOCK_MONOTONIC) + DRAIN_SECONDS
      sleep 0.05 while @working.positive? && Process.clock_gettime(Process::CLOCK_MONOTONIC) < deadline
      sockets = @listeners.transform_values(&:fileno)
      @log.info('taking over with the program on disk', listeners: sockets.keys)
      exec({ INHERITED => JSON.generate(sockets) }, *command, **sockets.values.to_h { |descriptor| [descriptor, descriptor] })
    end

    private

    def adopt(text, descriptor)
      Address.parse(text).path ? UNIXServer.for_fd(descriptor) : TCPServer.for_fd(descriptor)
    end

    def accept_on(listener)
      loop do
        listener.wait_readable
        sleep 60 while @paused
        socket = listener.accept
        busy(1) # from here on, so that a taking over waits for the request that is on its way
        Thread.new { converse(socket) }
      rescue IOError, Errno::EBADF, Errno::EINVAL
        break
      end
    end

    def converse(socket)
      open = socket.wait_readable(FIRST_SECONDS) ? answer(socket) : true
      busy(-1)
      open = working { answer(socket) } while open && socket.wait_readable(IDLE_SECONDS)
    ensure
      socket.close
    end

    def working
      busy(1)
      yield
    ensure
      busy(-1)
    end

    def busy(change) = @lock.synchronize { @working += change }

    # False at the end of the connection: a load balancer's connect check, or a client that went away.
    def answer(socket)
      line = socket.gets or return false
      socket.write("#{JSON.generate(respond(line))}\n")
    rescue SystemCallError, IOError
      false
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
