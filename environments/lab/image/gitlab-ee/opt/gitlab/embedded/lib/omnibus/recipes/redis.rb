# frozen_string_literal: true

# Redis as Omnibus runs it. Sentinel rewrites redis.conf when it changes a node's part; the next reconfigure then finds
# the file changed, writes its own again and restarts Redis: real, and the reason to reconfigure Redis nodes one by one.
# https://gitlab.com/gitlab-org/omnibus-gitlab/-/blob/master/files/gitlab-cookbooks/redis/resources/service.rb
class RedisRecipe < Recipe
  USER = 'gitlab-redis'
  DIR = '/var/opt/gitlab/redis'
  SAVE = ['900 1', '300 10', '60 10000'].freeze

  def self.services = %w[redis]
  def self.order = 20

  def self.defaults
    { 'redis' => { 'dir' => DIR, 'bind' => '127.0.0.1', 'port' => 0, 'unixsocket' => "#{DIR}/redis.socket",
                   'unixsocketperm' => '777', 'master' => true, 'master_name' => 'gitlab-redis', 'master_port' => 6379,
                   'ha' => false, 'maxclients' => '10000', 'maxmemory' => '0', 'maxmemory_policy' => 'noeviction',
                   'maxmemory_samples' => 5, 'save' => SAVE, 'rename_commands' => { 'KEYS' => '' }, 'hz' => 10,
                   'tcp_backlog' => 511, 'tcp_timeout' => 60, 'tcp_keepalive' => 300 } }
  end

  # https://gitlab.com/gitlab-org/omnibus-gitlab/-/blob/master/files/gitlab-cookbooks/gitlab/libraries/redis.rb
  def self.parse(node)
    redis = node['redis']
    managed = node['services']['redis'] || false
    redis['unixsocket'] = false if redis['port'].to_i.positive?
    redis['master'] = false if node.dig('redis_replica_role', 'enable')
    redis['announce_port'] ||= redis['port'] if redis['announce_ip']
    sentinel = node['services']['sentinel']
    redis['master_password'] ||= redis['password'] if managed && (sentinel || role?(node) || !redis['master'])
    return unless sentinel || (managed && !redis['master'])

    raise "redis 'master_ip' is not defined" unless redis['master_ip']
    raise "redis 'master_password' is not defined" unless redis['master_password']
  end

  def self.role?(node) = %w[redis_master_role redis_replica_role].any? { |name| node.dig(name, 'enable') }

  def configure
    directory(DIR, owner: USER, group: 'git', mode: 0o750)
    file("#{DIR}/redis.conf", config, owner: USER, group: 'root', notifies: [:restart, 'redis'])
    service('redis', run: <<~SCRIPT)
      #!/bin/sh
      exec 2>&1
      umask 077
      exec chpst -P -U #{USER} -u #{USER} /opt/gitlab/embedded/bin/redis-server #{DIR}/redis.conf
    SCRIPT
  end

  private

  def settings = node['redis']

  def config
    [*listening, *storage, *replication, *limits, *settings['extra_config'].to_s.lines.map(&:chomp)]
      .compact.join("\n") << "\n"
  end

  def listening
    ["bind #{settings['bind']}", 'protected-mode yes', "port #{settings['port']}",
     "tcp-backlog #{settings['tcp_backlog']}", (settings['unixsocket'] && "unixsocket #{settings['unixsocket']}") || nil,
     "unixsocketperm #{settings['unixsocketperm']}", "timeout #{settings['tcp_timeout']}",
     "tcp-keepalive #{settings['tcp_keepalive']}", 'daemonize no', 'supervised no', 'loglevel notice', 'logfile ""']
  end

  def storage
    saves = settings['save'].any?(&:empty?) ? ['""'] : settings['save']
    ['databases 16', *saves.map { |line| "save #{line}" }, 'stop-writes-on-bgsave-error yes', 'dbfilename "dump.rdb"',
     "dir \"#{DIR}\"", 'appendonly no']
  end

  def replication
    ["replicaof #{settings['master_ip']} #{settings['master_port']}"].select { !settings['ha'] && !settings['master'] } +
      [settings['master_password'] && "masterauth \"#{settings['master_password']}\"", 'replica-read-only yes',
       'repl-diskless-sync no', settings['announce_ip'] && "replica-announce-ip #{settings['announce_ip']}",
       settings['announce_port'] && "replica-announce-port #{settings['announce_port']}",
       settings['password'] && "requirepass \"#{settings['password']}\""]
  end

  def limits
    settings['rename_commands'].map { |command, name| "rename-command #{command} \"#{name}\"" } +
      ["maxclients #{settings['maxclients']}", "maxmemory #{settings['maxmemory']}",
       "maxmemory-policy #{settings['maxmemory_policy']}", "maxmemory-samples #{settings['maxmemory_samples']}",
       "hz #{settings['hz']}"]
  end
end
