# frozen_string_literal: true

# Puma, the real one, running the Rails stand-in. One process whatever puma['worker_processes'] says: a lab of 15 nodes
# shares one machine. nginx goes straight to its socket; there is no Workhorse in between.
class PumaRecipe < Recipe
  DIR = '/var/opt/gitlab/gitlab-rails'
  CONFIG = "#{DIR}/etc/puma.rb"
  SERVICE = '/opt/gitlab/embedded/service/gitlab-rails'

  def self.services = %w[puma]
  def self.order = 71

  def self.defaults
    { 'puma' => { 'listen' => '127.0.0.1', 'port' => 8080, 'min_threads' => 4, 'max_threads' => 4,
                  'socket' => "#{DIR}/sockets/gitlab.socket" } }
  end

  def configure
    file(CONFIG, configuration, group: 'git', mode: 0o640, notifies: [:restart, 'puma'])
    service('puma', run: run_script)
  end

  private

  # umask=0: nginx runs under another user, and the socket's directory is the guard.
  def configuration
    puma = node['puma']
    <<~RUBY
      # This file is managed by gitlab-ctl. Manual changes will be
      # erased! To change the contents below, edit /etc/gitlab/gitlab.rb
      # and run `sudo gitlab-ctl reconfigure`.
      directory '#{SERVICE}'
      rackup '#{SERVICE}/config.ru'
      environment 'production'
      tag 'gitlab-puma-worker'
      workers 0
      threads #{Integer(puma['min_threads'])}, #{Integer(puma['max_threads'])}
      bind 'unix://#{puma['socket']}?umask=0'
      bind 'tcp://#{listen(puma['listen'])}:#{Integer(puma['port'])}'
    RUBY
  end

  def listen(address) = address.to_s.empty? ? '127.0.0.1' : address

  def run_script
    <<~SCRIPT
      #!/bin/sh
      exec 2>&1
      cd #{SERVICE}
      export HOME=#{DIR} RAILS_ENV=production MALLOC_ARENA_MAX=2
      exec chpst -P -u git:git -U git:git /usr/bin/puma -C #{CONFIG}
    SCRIPT
  end
end
