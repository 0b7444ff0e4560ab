# frozen_string_literal: true

require 'json'
require 'openssl'
require 'socket'

# The protocol between the Rails, Praefect and Gitaly stand-ins. It is NOT gRPC: one JSON object per line over TCP or a
# unix socket, as many requests on a connection as the client likes.
#   -> {"method": "health", "token": "v2.HMAC.TIME", "params": {}}
#   <- {"result": {...}}   or   {"error": {"code": "PermissionDenied", "message": "permission denied"}}
module Standin
  # Carries gRPC's code names, so that the texts tools look for come out as GitLab prints them.
  class RpcError < StandardError
    NUMBERS = { 'Unknown' => 2, 'InvalidArgument' => 3, 'DeadlineExceeded' => 4, 'NotFound' => 5, 'AlreadyExists' => 6,
                'PermissionDenied' => 7, 'FailedPrecondition' => 9, 'Unimplemented' => 12, 'Internal' => 13,
                'Unavailable' => 14, 'Unauthenticated' => 16 }.freeze
    attr_reader :code

    def initialize(code, message)
      @code = code
      super(message)
    end

    # As Go prints a gRPC status (praefect, gitaly).
    def go_text = "rpc error: code = #{code} desc = #{message}"
    # As grpc's Ruby library prints it (Rails): "7:permission denied".
    def ruby_text = "#{NUMBERS.fetch(code, 2)}:#{message}"
  end

  # Gitaly's v2 token: the secret itself never travels, and a clock that is off makes it invalid.
  # https://gitlab.com/gitlab-org/gitaly/-/blob/master/auth/token.go
  module Token
    TOLERANCE_SECONDS = 30

    def self.sign(secret, now: Time.now.to_i)
      "v2.#{hmac(secret, now.to_s)}.#{now}" unless secret.to_s.empty?
    end

    def self.valid?(secret, token, now: Time.now.to_i)
      version, digest, issued = token.to_s.split('.', 3)
      version == 'v2' && issued.to_s.match?(/\A\d+\z/) && (now - issued.to_i).abs <= TOLERANCE_SECONDS &&
        OpenSSL.secure_compare(digest, hmac(secret, issued))
    end

    def self.hmac(secret, text) = OpenSSL::HMAC.hexdigest('SHA256', secret, text)
    private_class_method :hmac
  end

  # Reads "tcp://10.0.0.5:8075", "unix:/path" and the bare "host:port" of listen_addr.
  Address = Struct.new(:host, :port, :path) do
    def self.parse(text)
      case text
      when %r{\Aunix:(?://)?(/.+)\z} then new(nil, nil, Regexp.last_match(1))
      when %r{\A(?:tcp://)?\[?([^\[\]/]*?)\]?:(\d+)\z} then new(Regexp.last_match(1), Regexp.last_match(2).to_i, nil)
      when %r{\Atls://} then raise ArgumentError, "#{text}: the lab stand-in speaks no TLS"
      else raise ArgumentError, "#{text.inspect} is not an address (tcp://HOST:PORT or unix:PATH)"
      end
    end

    def connect(seconds)
      path ? UNIXSocket.new(path) : Socket.tcp(host.empty? ? '127.0.0.1' : host, port, connect_timeout: seconds)
    end

    def listen
      return TCPServer.new(host.empty? ? '0.0.0.0' : host, port) unless path

      File.unlink(path) if File.socket?(path)
      UNIXServer.new(path)
    end
  end

  # One request on one connection: no connection is kept alive, so none is stale after a failover.
  class Client
    attr_reader :address

    def initialize(address, token, connect_timeout: 3)
      @address = address
      @token = token
      @connect_timeout = connect_timeout
    end

    def call(method, params = {}, timeout: 10)
      socket = dial
      socket.write("#{JSON.generate(method: method, token: Token.sign(@token), params: params)}\n")
      answer(socket, method, timeout)
    rescue SystemCallError, IOError => e
      raise RpcError.new('Unavailable', "#{address}: #{e.message}")
    ensure
      socket&.close
    end

    def dial
      Address.parse(address).connect(@connect_timeout)
    rescue SystemCallError, SocketError => e
      raise RpcError.new('Unavailable', "failed to connect to all addresses: #{address}: #{e.message}")
    end

    private

    def answer(socket, method, timeout)
      # #gets blocks until the newline; the wait before it is what a hung (paused) peer would stretch.
      raise RpcError.new('DeadlineExceeded', "#{method}: no answer from #{address} in #{timeout} s") unless socket.wait_readable(timeout)

      reply = JSON.parse(socket.gets || raise(RpcError.new('Unavailable', "#{address} closed the connection")))
      error = reply['error'] or return reply['result']
      raise RpcError.new(error['code'], error['message'])
    rescue JSON::ParserError
      raise RpcError.new('Internal', "#{address} does not speak the lab protocol")
    end
  end
end
