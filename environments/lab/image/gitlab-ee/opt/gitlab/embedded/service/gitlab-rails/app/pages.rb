# frozen_string_literal: true

require 'socket'
require_relative '../../standins/version'

module Standin
  # The one page a browser gets.
  module Pages
    HTML = <<~PAGE
      <!DOCTYPE html>
      <html lang="en"><head><meta charset="utf-8"><title>Sign in · GitLab (lab stand-in)</title>
      <meta name="generator" content="#{BANNER}">
      <style>body{font:16px sans-serif;max-width:36rem;margin:4rem auto;color:#303030}b{color:#fc6d26}small{color:#666}</style></head>
      <body><h1><b>GitLab</b> Enterprise Edition</h1>
      <p>Version #{VERSION}-ee, answered by node <b>#{Socket.gethostname}</b>.</p>
      <p><small>#{BANNER}: this page, the API and Sidekiq are small stand-ins for Rails. PostgreSQL, Patroni, PgBouncer,
      Redis, Sentinel, Consul, HAProxy and nginx behind it are real.</small></p></body></html>
    PAGE

    def self.sign_in = [200, { 'Content-Type' => 'text/html; charset=utf-8', 'X-Gitlab-Lab' => BANNER }, [HTML]]
  end
end
