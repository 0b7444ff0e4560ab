# frozen_string_literal: true

require 'open3'

# Only kv and encrypt: for anything else there is embedded/bin/consul. Reads a line of standard input first, as Omnibus.
# https://gitlab.com/gitlab-org/omnibus-gitlab/-/blob/master/files/gitlab-ctl-commands-ee/lib/consul.rb
CONSUL_COMMANDS = { 'kv' => %w[put get delete], 'encrypt' => %w[keygen] }.freeze

Ctl.command('consul') do |(group, word, *rest)|
  input = $stdin.gets
  unless CONSUL_COMMANDS.fetch(group, []).include?(word)
    $stderr.puts "Unknown Consul command: #{[group, word].compact.join(' ')}"
    next 1
  end
  arguments = group == 'kv' ? ['kv', word, *(rest.empty? ? input.to_s.split : rest)] : %w[keygen]
  output, status = Open3.capture2e('/opt/gitlab/embedded/bin/consul', *arguments)
  puts output
  status.success? ? 0 : 1
end
