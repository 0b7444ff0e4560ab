# frozen_string_literal: true

require 'base64'
require 'json'
require 'net/http'
require 'openssl'

module Standin
  # The JWT of the internal API: HS256 over the shared secret of gitlab-shell.
  # https://docs.gitlab.com/development/internal_api/#authentication
  module InternalToken
    HEADER = 'Gitlab-Shell-Api-Request'
    ISSUER = 'gitlab-shell'

    def self.sign(secret, now: Time.now.to_i)
      body = [{ alg: 'HS256', typ: 'JWT' }, { iss: ISSUER, iat: now, exp: now + 60 }].map { |part| encode(JSON.generate(part)) }.join('.')
      "#{body}.#{signature(secret, body)}"
    end

    def self.valid?(secret, token, now: Time.now.to_i)
      head, claims, digest = token.to_s.split('.', 3)
      return false if secret.to_s.empty? || digest.nil? || !OpenSSL.secure_compare(digest, signature(secret, "#{head}.#{claims}"))

      fields = JSON.parse(Base64.urlsafe_decode64(claims))
      fields['iss'] == ISSUER && fields['exp'].to_i >= now && fields['iat'].to_i <= now + 30
    rescue ArgumentError, JSON::ParserError
      false
    end

    def self.encode(text) = Base64.urlsafe_encode64(text, padding: false)
    def self.signature(secret, body) = encode(OpenSSL::HMAC.digest('SHA256', secret.to_s.strip, body))
    private_class_method :encode, :signature
  end

  # Gitaly's and gitlab-shell's way back to Rails. The error texts are gitaly's
  # (internal/gitlab/http_client.go and internal/gitlab/client/gitlabnet.go).
  class InternalApi
    class Error < StandardError; end

    def initialize(url, secret)
      @url = url.chomp('/')
      @secret = secret
    end

    def check = get('/check')

    def get(path)
      uri = URI("#{@url}/api/v4/internal#{path}")
      raise Error, 'unsupported protocol' unless uri.is_a?(URI::HTTP)

      reply = request(uri)
      unless reply.is_a?(Net::HTTPSuccess)
        raise Error, "HTTP GET to GitLab endpoint #{path[/\A[^?]*/]} failed: Internal API error (#{reply.code})"
      end

      JSON.parse(reply.body)
    rescue SystemCallError, SocketError, IOError, Timeout::Error, OpenSSL::SSL::SSLError
      raise Error, "HTTP GET to GitLab endpoint #{path[/\A[^?]*/]} failed: Internal API unreachable"
    rescue URI::InvalidURIError
      raise Error, "#{@url} is not a valid url"
    rescue JSON::ParserError => e
      raise Error, "failed to decode response from #{path[/\A[^?]*/]} endpoint: #{e.message}"
    end

    private

    def request(uri)
      Net::HTTP.start(uri.host, uri.port, use_ssl: uri.scheme == 'https', open_timeout: 5, read_timeout: 10) do |http|
        http.get(uri.request_uri, InternalToken::HEADER => InternalToken.sign(@secret), 'Accept' => 'application/json')
      end
    end
  end
end
