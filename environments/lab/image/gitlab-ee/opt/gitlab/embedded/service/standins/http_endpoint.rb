# frozen_string_literal: true

require 'socket'
require_relative 'wire'

module Standin
  # The few lines of HTTP that /metrics and the health ports need: GET only, one request per connection.
  class HttpEndpoint
    REASONS = { 200 => 'OK', 404 => 'Not Found', 503 => 'Service Unavailable' }.freeze

    # routes: { '/metrics' => -> { [200, 'text/plain', body] } }
    def initialize(listen_addr, routes, log:)
      @listen_addr = listen_addr
      @routes = routes
      @log = log
    end

    def start
      server = Address.parse(@listen_addr).listen
      Thread.new { loop { Thread.new(server.accept) { |socket| serve(socket) } } }
    rescue SystemCallError, SocketError => e
      # As Gitaly and Praefect do: a monitoring port that cannot be bound does not stop the service.
      @log.error("cannot listen on #{@listen_addr}: #{e.message}")
    end

    private

    def serve(socket)
      return unless socket.wait_readable(5)

      path = socket.gets.to_s.split[1].to_s[/\A[^?]*/]
      status, type, body = @routes.fetch(path) { -> { [404, 'text/plain', "Not Found\n"] } }.call
      socket.write("HTTP/1.1 #{status} #{REASONS[status]}\r\nContent-Type: #{type}\r\n" \
                   "Content-Length: #{body.bytesize}\r\nConnection: close\r\n\r\n#{body}")
    rescue SystemCallError, IOError
      nil
    ensure
      socket.close
    end
  end

  # Prometheus' text format from a hash: { 'name{label="x"}' => 1 }.
  def self.metrics(values) = values.map { |name, value| "#{name} #{value}\n" }.join
end
