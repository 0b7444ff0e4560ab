# frozen_string_literal: true

require 'ipaddr'

module Standin
  # Rails' rule: walk X-Forwarded-For from the right, skip proxies (in GitLab only this machine, unless trusted_proxies says
  # more), and take the first address that is none; when all are, the leftmost.
  # https://api.rubyonrails.org/classes/ActionDispatch/RemoteIp.html
  module RemoteIp
    PROXIES = %w[127.0.0.1 ::1].map { |text| IPAddr.new(text) }.freeze

    def self.of(env)
      chain = env['HTTP_X_FORWARDED_FOR'].to_s.split(/[,\s]+/).filter_map { |text| parse(text) }
      chain << (parse(env['REMOTE_ADDR'].to_s) || IPAddr.new('127.0.0.1'))
      chain.reverse.find { |address| PROXIES.none? { |range| range.include?(address) } } || chain.first
    end

    # Health answers only these callers; all others get 404.
    # https://docs.gitlab.com/administration/monitoring/ip_allowlist/
    def self.allowed?(env, whitelist)
      address = of(env)
      whitelist.any? { |range| IPAddr.new(range).include?(address) }
    end

    def self.parse(text)
      IPAddr.new(text)
    rescue IPAddr::Error
      nil
    end
    private_class_method :parse
  end
end
