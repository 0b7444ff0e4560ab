# frozen_string_literal: true

require_relative '../checks'

module Standin
  module PraefectCommands
    DIAL_SECONDS = 10

    def self.dial_nodes(config, flags)
      bad = NodePing.all(config, seconds: flags['timeout'].to_s[/\d+/]&.to_i || DIAL_SECONDS)
      raise PraefectCli::Failure, NodePing.error(bad) unless bad.empty?

      0
    end

    # Exit 0 also when only warnings failed: callers must read the text, as with the real one.
    def self.check(config, flags)
      quiet = flags.key?('q')
      failed = PraefectChecks.new(config, quiet: quiet).all.reject { |check| passed?(check, quiet) }
      puts ''
      fatal = failed.any? { |check| check.severity == 'fatal' }
      puts verdict(failed.size, fatal)
      raise PraefectCli::Failure, 'checks failed' if fatal

      0
    end

    def self.passed?(check, quiet)
      quiet ? print("Checking #{check.name}...") : puts("Checking #{check.name} - #{check.description} [#{check.severity}]")
      check.run.call
      puts 'Passed'
      true
    rescue PraefectChecks::Failed, RpcError => e
      puts "Failed (#{check.severity}) error: #{e.message}"
      false
    end

    def self.verdict(failed, fatal)
      return 'All checks passed.' if failed.zero?

      fatal ? "#{failed} check(s) failed, at least one was fatal." : "#{failed} check(s) failed, but none are fatal."
    end

    def self.list_storages(config, flags)
      wanted = flags['virtual-storage']
      if wanted && !config.virtual_storages.include?(wanted)
        puts "No virtual storages named #{wanted}."
        return 0
      end
      nodes = wanted ? config.nodes_of(wanted) : config.nodes
      rows = [%w[VIRTUAL_STORAGE NODE ADDRESS], *nodes.map { |node| node.to_a.first(3) }]
      widths = rows.transpose.map { |column| column.map(&:size).max }
      rows.each { |row| puts row.zip(widths).map { |text, width| text.ljust(width) }.join("\t") }
      0
    end
  end
end
