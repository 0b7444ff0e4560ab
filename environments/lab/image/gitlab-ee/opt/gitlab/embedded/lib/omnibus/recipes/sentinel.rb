# frozen_string_literal: true

require 'json'
require 'securerandom'

# Redis Sentinel. It writes what it learns into sentinel.conf, so every reconfigure finds the file changed, writes it
# anew and restarts Sentinel. Before 19.3 the new file names redis['master_ip'] of gitlab.rb as master, whoever leads
# now: a reconfigure with an old address demotes the live master. Kept as it is, since tools must cope with it.
# https://gitlab.com/gitlab-org/omnibus-gitlab/-/blob/master/files/gitlab-cookbooks/gitlab-ee/resources/sentinel_service.rb
class SentinelRecipe < Recipe
  USER = 'gitlab-redis'
  DIR = '/var/opt/gitlab/sentinel'
  ID_FILE = '/etc/gitlab/gitlab-sentinel.json'

  def self.services = %w[sentinel]
  def self.order = 21

  def self.defaults
    { 'sentinel' => { 'bind' => '0.0.0.0', 'port' => 26_379, 'quorum' => 1, 'down_after_milliseconds' => 10_000,
                      'failover_timeout' => 60_000, 'dir' => DIR } }
  end

  def self.parse(node)
    sentinel = node['sentinel']
    sentinel['announce_ip'] ||= node['redis']['announce_ip'] if node.dig('redis_sentinel_role', 'enable')
    sentinel['announce_port'] ||= sentinel['port'] if sentinel['announce_ip']
  end

  def configure
    directory(DIR, owner: USER, mode: 0o750)
    file("#{DIR}/sentinel.conf", config, owner: USER, group: 'root', notifies: [:restart, 'sentinel'])
    service('sentinel', run: <<~SCRIPT)
      #!/bin/sh
      exec 2>&1
      umask 077
      exec chpst -P -U #{USER} -u #{USER} /opt/gitlab/embedded/bin/redis-sentinel #{DIR}/sentinel.conf
    SCRIPT
  end

  private

  def config
    redis = node['redis']
    name = redis['master_name']
    [*listening, "sentinel myid #{id}",
     "sentinel monitor #{name} #{master(redis)} #{node['sentinel']['quorum']}",
     "sentinel down-after-milliseconds #{name} #{node['sentinel']['down_after_milliseconds']}",
     "sentinel failover-timeout #{name} #{node['sentinel']['failover_timeout']}",
     "sentinel auth-pass #{name} #{redis['master_password']}",
     'SENTINEL resolve-hostnames no', 'SENTINEL announce-hostnames no'].compact.join("\n") << "\n"
  end

  def listening
    sentinel = node['sentinel']
    ["bind #{sentinel['bind']}", "port #{sentinel['port']}",
     sentinel['announce_ip'] && "sentinel announce-ip #{sentinel['announce_ip']}",
     sentinel['announce_port'] && "sentinel announce-port #{sentinel['announce_port']}", "dir \"#{DIR}\"",
     sentinel['password'] && "requirepass \"#{sentinel['password']}\""].compact
  end

  # From 19.3 on, the master Sentinel itself last wrote down wins over gitlab.rb.
  def master(redis)
    return "#{redis['master_ip']} #{redis['master_port']}" unless Release.at_least?('19.3')

    live = File.exist?("#{DIR}/sentinel.conf") &&
           File.read("#{DIR}/sentinel.conf")[/^sentinel monitor #{Regexp.escape(redis['master_name'])} (\S+ \d+)/, 1]
    live || "#{redis['master_ip']} #{redis['master_port']}"
  end

  # Kept apart from the configuration, so that a rewritten file does not make a new Sentinel.
  def id
    given = node['sentinel']['myid']
    raise 'Sentinel myid must be exactly 40 hex-characters lowercase' if given && !given.match?(/\A[0-9a-f]{40}\z/)
    return given if given
    return JSON.parse(File.read(ID_FILE))['myid'] if File.exist?(ID_FILE)

    SecureRandom.hex(20).tap { |fresh| file(ID_FILE, "#{JSON.pretty_generate('myid' => fresh)}\n", mode: 0o600) }
  end
end
