# frozen_string_literal: true

require 'socket'

# GET over plain HTTP/1.0 on this node. net/http costs 60 ms to load, which every observation would pay.
module Http
  Response = Struct.new(:code, :body)

  module_function

  # nil without an answer.
  def get(host, port, path, timeout: 3)
    Socket.tcp(host, port, connect_timeout: timeout) do |socket|
      socket.timeout = timeout if socket.respond_to?(:timeout=)
      socket.write("GET #{path} HTTP/1.0\r\nHost: #{host}\r\n\r\n")
      head, body = read(socket, timeout).split("\r\n\r\n", 2)
      Response.new(head[%r{\AHTTP/\S+ (\d+)}, 1].to_i, body.to_s) if head
    end
  rescue SystemCallError, SocketError, IOError
    nil
  end

  def read(socket, timeout)
    text = +''
    while socket.wait_readable(timeout)
      part = socket.read_nonblock(65_536, exception: false)
      break if part.nil?

      text << part unless part == :wait_readable
    end
    text
  end
end
