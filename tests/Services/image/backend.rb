#!/usr/bin/ruby
# frozen_string_literal: true

# What HAProxy asks of a node behind it, as small as it can be: `backend.rb rails`, `backend.rb praefect`.
#   rails      HTTP on 80 (/-/readiness, 503 while /tmp/unready exists; other paths say who answers to whom), SSH's greeting on 22
#   praefect   accepts on 2305 and keeps what it accepted
require 'socket'

def serve(port)
  server = TCPServer.new('0.0.0.0', port)
  Thread.new { loop { Thread.new(server.accept) { |client| answer(client) { |to| yield to } } } }
end

def answer(client)
  yield client
rescue SystemCallError, IOError
  nil # the other side went away
ensure
  client.close
end

def http(client)
  path = client.gets.to_s.split[1]
  headers = {}
  while (line = client.gets) && !line.strip.empty?
    name, value = line.split(':', 2)
    headers[name.downcase] = value.to_s.strip
  end
  ready = !File.exist?('/tmp/unready')
  status = path == '/-/readiness' && !ready ? '503 Service Unavailable' : '200 OK'
  body = "#{Socket.gethostname} for #{headers['x-forwarded-for']}\n"
  client.write("HTTP/1.1 #{status}\r\nContent-Length: #{body.bytesize}\r\nConnection: close\r\n\r\n#{body}")
end

case ARGV.first
when 'rails'
  serve(80) { |client| http(client) }
  serve(22) { |client| client.write("SSH-2.0-#{Socket.gethostname}\r\n") && client.read(1) }
when 'praefect'
  serve(2305) { |client| client.each_char { |char| client.write(char) } }
end
sleep
