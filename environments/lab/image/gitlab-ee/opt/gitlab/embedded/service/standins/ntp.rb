# frozen_string_literal: true

require 'socket'

module Standin
  # A real SNTP query (RFC 4330), because `praefect check` and Gitaly's ClockSynced really ask an NTP server.
  # https://docs.gitlab.com/administration/gitaly/praefect/configure/#check-praefect
  module Ntp
    DEFAULT_HOST = 'pool.ntp.org'
    EPOCH_1900 = 2_208_988_800

    def self.synced?(host, threshold_seconds)
      offset(host.to_s.empty? ? DEFAULT_HOST : host).abs <= threshold_seconds
    end

    def self.offset(host, seconds: 3)
      socket = UDPSocket.new(Addrinfo.udp(host, 123).afamily)
      socket.connect(host, 123)
      sent = Time.now.to_f
      socket.send([0x23].pack('C') + ("\0" * 47), 0)
      raise "querying NTP server #{host}: i/o timeout" unless socket.wait_readable(seconds)

      words = socket.recv(48).unpack('N*')
      server = words[10] - EPOCH_1900 + (words[11] / (2.0**32))
      server - ((sent + Time.now.to_f) / 2)
    rescue SocketError, SystemCallError => e
      raise "querying NTP server #{host}: #{e.message}"
    ensure
      socket&.close
    end
  end
end
