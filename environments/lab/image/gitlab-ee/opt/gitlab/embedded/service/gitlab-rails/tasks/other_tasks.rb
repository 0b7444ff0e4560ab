# frozen_string_literal: true

require 'socket'
require_relative '../lib/encryptor'
require_relative '../lib/gitaly_client'
require_relative '../lib/redis_connection'
require_relative '../lib/database'

module Standin
  module OtherTasks
    # Every encrypted column of the lab's schema, by GitLab's model names.
    ENCRYPTED = { 'ApplicationSetting' => %w[application_settings runners_registration_token_encrypted],
                  'Ci::Runner' => %w[ci_runners token_encrypted], 'Project' => %w[projects runners_token_encrypted] }.freeze

    # Exit 1 and these texts: https://docs.gitlab.com/administration/raketasks/maintenance/#check-tcp-connectivity-to-a-remote-site
    def self.tcp_check(host = nil, port = nil)
      return refuse('Please specify a host and port: `rake gitlab:tcp_check[example.com,80]`') unless host && port

      socket = Socket.tcp(host, port.to_i, connect_timeout: 10)
      puts "TCP connection from #{socket.local_address.inspect_sockaddr} to #{socket.remote_address.inspect_sockaddr} succeeded"
    rescue SystemCallError, SocketError => e
      refuse("TCP connection to #{host}:#{port} failed: #{e.message}", '',
             'Check that host and port are correct, and that the traffic is permitted through any firewalls.')
    ensure
      socket&.close
    end

    # Tries to decrypt every row with this node's secrets. Exit 0 either way, as GitLab's: read the totals.
    def self.doctor
      log 'Checking encrypted values in the database'
      total = ENCRYPTED.sum do |model, (table, column)|
        rows = Database.instance.rows("SELECT id, #{column} AS value FROM #{table} WHERE #{column} IS NOT NULL")
        bad = rows.reject { |row| readable?(row['value']) }
        log "- #{model} failures: #{bad.size}"
        bad.each { |row| log("  - #{model}[#{row['id']}]: #{column.delete_suffix('_encrypted')}", 'DEBUG') } if ENV['VERBOSE']
        bad.size
      end
      log "Total: #{total} row(s) affected"
      log 'Done!'
    end

    def self.readable?(value)
      Encryptor.decrypt(value) && true
    rescue OpenSSL::Cipher::CipherError, ArgumentError
      false
    end

    # Ruby's Logger format.
    def self.log(text, level = 'INFO')
      puts "#{level[0]}, [#{Time.now.strftime('%Y-%m-%dT%H:%M:%S.%6N')} ##{Process.pid}]  #{level.rjust(5)} -- : #{text}"
    end

    # https://docs.gitlab.com/administration/raketasks/praefect/#replica-checksums
    def self.replicas(id = nil)
      return puts('argument must be a valid project_id') unless id.to_s.match?(/\A\d+\z/)

      project = Database.instance.rows('SELECT * FROM projects WHERE id = $1', [id]).first or return puts('No project was found with that id')
      answer = GitalyClient.for(project['repository_storage']).call('replicas', GitalyClient.disk_path(id))
      table(project['name'], answer['primary'], answer['replicas'].sort)
    rescue RpcError
      puts 'Something went wrong when getting replicas.'
    end

    def self.table(name, primary, replicas)
      header = ['Project name', "#{primary} (primary)", *replicas.map(&:first).reject { |storage| storage == primary }]
      row = [name, replicas.to_h[primary].to_s, *replicas.reject { |storage, _| storage == primary }.map(&:last)]
      widths = header.zip(row).map { |cells| cells.map(&:size).max }
      title = header.zip(widths).map { |cell, width| cell.ljust(width) }.join(' | ')
      puts '', title, '-' * title.size, row.zip(widths).map { |cell, width| cell.ljust(width) }.join(' | ')
    end

    def self.info
      puts '', 'System information', "System:\t\t#{File.read('/etc/os-release')[/PRETTY_NAME="(.*)"/, 1]}",
           "Ruby Version:\t#{RUBY_VERSION}p#{RUBY_PATCHLEVEL}",
           "Redis Version:\t#{attempt { RedisConnection.current.info['redis_version'] }}"
      puts '', 'GitLab information', "Version:\t#{VERSION}-ee", "Revision:\t#{REVISION} (#{BANNER})",
           "Directory:\t#{File.expand_path('..', __dir__)}", "DB Adapter:\tPostgreSQL",
           "DB Version:\t#{attempt { Database.instance.rows('SHOW server_version').first['server_version'] }}",
           "URL:\t\t#{Settings.load.external_url}"
      puts '', 'Gitaly', *Settings.load.storages.map { |name, entry| "- #{name} Address: \t#{entry['gitaly_address']}" }
      Settings.load.storages.each_key { |name| puts "- #{name} Version: \t#{attempt { GitalyClient.for(name).server_info['server_version'] }}" }
    end

    def self.attempt
      yield
    rescue StandardError => e
      "unknown (#{e.message.strip})"
    end

    def self.refuse(*lines)
      puts lines
      raise Rake::Exit
    end
  end

  Rake.task('gitlab:tcp_check', 'GitLab | Check TCP connectivity to a specific host and port') { |*arguments| OtherTasks.tcp_check(*arguments) }
  Rake.task('gitlab:doctor:secrets',
            'GitLab | Check if the database encrypted values can be decrypted using current secrets') { OtherTasks.doctor }
  Rake.task('gitlab:praefect:replicas', 'GitLab | Praefect | Check replicas') { |*arguments| OtherTasks.replicas(*arguments) }
  Rake.task('gitlab:env:info', 'GitLab | Env | Show information about GitLab and its environment') { OtherTasks.info }
end
