# frozen_string_literal: true

SERVICE_COMMANDS = %w[status start stop restart once hup term int kill restart-except service-list tail].freeze

Ctl.command('help') do
  puts "gitlab-ctl: command (subcommand)\n\nService commands:\n  #{SERVICE_COMMANDS.join("\n  ")}"
  puts "\nOther commands:\n  #{Ctl::FILES.keys.sort.join("\n  ")}"
  0
end
