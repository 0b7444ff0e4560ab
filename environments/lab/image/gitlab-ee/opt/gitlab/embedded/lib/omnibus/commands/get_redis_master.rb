# frozen_string_literal: true

require 'open3'
require_relative '../node_file'

# https://gitlab.com/gitlab-org/omnibus-gitlab/-/blob/master/files/gitlab-ctl-commands/get_redis_master.rb
module GetRedisMaster
  module_function

  # 0 also when there is nothing to ask: callers must read the text.
  def call
    attributes = NodeFile.attributes
    sentinels = attributes.dig('gitlab', 'gitlab_rails', 'redis_sentinels') || []
    name = attributes.dig('redis', 'master_name')
    return say(0, 'No Redis Sentinels defined in /etc/gitlab/gitlab.rb. Exiting.') if sentinels.empty?
    return say(0, 'No Redis master name defined in /etc/gitlab/gitlab.rb. Exiting.') unless name

    host, port = ask(sentinels, name, attributes.dig('gitlab', 'gitlab_rails', 'redis_sentinels_password'))
    return say(1, 'Failed to fetch Redis master host and port.') unless port

    say(0, "Redis master found at host #{host} listening on port #{port}")
  rescue NodeFile::Missing => e
    $stderr.puts e.message
    1
  end

  def ask(sentinels, name, password)
    environment = password ? { 'REDISCLI_AUTH' => password } : {}
    sentinels.each do |sentinel|
      output, status = Open3.capture2(environment, '/opt/gitlab/embedded/bin/redis-cli', '-h', sentinel['host'], '-p',
                                      sentinel['port'].to_s, 'SENTINEL', 'get-master-addr-by-name', name, err: File::NULL)
      return output.split("\n") if status.success? && output.lines.size == 2

      puts 'Error fetching Redis master information from sentinel running at ' \
           "`#{sentinel['host']}:#{sentinel['port']}`. Trying a different sentinel node."
    end
    nil
  end

  def say(code, text)
    puts text
    code
  end
end

Ctl.command('get-redis-master') { GetRedisMaster.call }
